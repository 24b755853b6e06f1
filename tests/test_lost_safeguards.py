"""What one environment lacks is told, unless a line of `stacks/parity.yaml` says of the thing itself that it may."""

from __future__ import annotations

from dataclasses import replace

import pytest

from auditor.declared import load_declared
from auditor.graph import ResourceGraph
from auditor.judges.parity import STACK_TYPE, Facts, Key, compare, facts_of
from auditor.results.comparison import Parity
from auditor.sources.configuration import load_project
from tests.conftest import ROOT
from tests.test_stacks import rendered

DECLARED = load_declared(load_project(ROOT))
POLICY = "aws:appautoscaling/policy:Policy::scaling"
LOST = [
    ("scaling by requests", [f"{POLICY}-requests"]),
    ("scaling by steps", [f"{POLICY}-step-out", "aws:cloudwatch/metricAlarm:MetricAlarm::scaling-step-out"]),
    ("the certificate", ["aws:acm/certificate:Certificate::certificate"]),
    ("the record of its name", ["aws:route53/record:Record::domain-a"]),
    ("the lock of its backups", ["aws:backup/vaultLockConfiguration:VaultLockConfiguration::backup"]),
]


@pytest.fixture(scope="module")
def graphs() -> dict[str, ResourceGraph]:
    return rendered()


@pytest.mark.parametrize("lost", [each for _, each in LOST], ids=[name for name, _ in LOST])
def test_what_stage_loses_is_told(graphs: dict[str, ResourceGraph], lost: list[str]) -> None:
    stage = graphs["stage"]
    kept = tuple(each for each in stage if f"{each.type}::{each.name}" not in lost)
    assert len(kept) == len(stage.resources) - len(lost)
    facts = {name: facts_of(graph) for name, graph in {**graphs, "stage": replace(stage, resources=kept)}.items()}
    told = {f"{each.type}::{each.name}" for each in compare(facts, DECLARED).undeclared}
    assert set(lost) <= told


def test_no_loss_is_declared_by_the_way(graphs: dict[str, ResourceGraph]) -> None:
    """Each resource of stage in turn, compared with prod's: all but those that a line names as such."""
    stage, prod = facts_of(graphs["stage"]), facts_of(graphs["prod"])
    silent = [key for key in stage.keys() & prod.keys() if not _loss(key, stage, prod).undeclared]
    named = [each.resource for each in DECLARED if not each.property]
    assert len(silent) < len(stage) / 20
    assert [key for key in silent if not any(_named(key, resource) for resource in named)] == []


def _loss(key: Key, stage: Facts, prod: Facts) -> Parity:
    parents = [parent for parent in prod[key]["(parent)"] if parent]
    without: Facts = {each: stage[each] for each in parents}
    return compare({"stage": without, "prod": {**without, key: prod[key]}}, DECLARED)


def _named(key: Key, resource: str) -> bool:
    begin, _, end = resource.partition("*")
    text = "::".join(key)
    return text == resource or ("*" in resource and text.startswith(begin) and text.endswith(end))


def test_every_line_names_what_may_differ() -> None:
    assert [str(each) for each in DECLARED if not each.property.replace("*", "") and each.property] == []
    assert STACK_TYPE not in {each.resource.split("::")[0] for each in DECLARED}
