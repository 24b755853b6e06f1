from __future__ import annotations

from functools import partial

import pytest

from auditor.graph import Resource, ResourceGraph
from auditor.judges.view import view
from components.account_defaults import AccountDefaults, AccountDefaultsArgs
from policies.rule import Status
from policies.rules import account_defaults as rules
from policies.types import ANALYZER
from tests.conftest import Record
from tests.property_names import problems

JUDGES = (
    rules.account_passwords_strong,
    rules.account_reports_access_from_outside,
    rules.account_buckets_never_public,
    rules.account_metadata_needs_session,
    rules.account_snapshots_never_public,
    rules.account_images_never_public,
)


def declare(unused_access_days: int | None = None) -> None:
    AccountDefaults("account", AccountDefaultsArgs(unused_access_days=unused_access_days))


def of(graph: ResourceGraph, type_: str) -> list[Resource]:
    return [resource for resource in graph if resource.type == type_]


@pytest.fixture
def graph(recorded: Record) -> ResourceGraph:
    return recorded(declare)


def test_every_rule_for_an_account_passes(graph: ResourceGraph) -> None:
    stack = view(graph)
    assert {judge.id: [each.status for each in judge.judge(stack)] for judge in JUDGES} == {
        judge.id: [Status.PASS] for judge in JUDGES
    }


def test_no_password_expires(graph: ResourceGraph) -> None:
    (policy,) = of(graph, rules.PASSWORD_POLICY)
    assert "maxPasswordAge" not in policy.inputs


def test_unused_access_is_paid_for_only_if_asked_for(graph: ResourceGraph, recorded: Record) -> None:
    assert [each.inputs["type"] for each in of(graph, ANALYZER)] == ["ACCOUNT"]
    asked = recorded(partial(declare, unused_access_days=90))
    (unused,) = (each for each in of(asked, ANALYZER) if each.inputs["type"] != "ACCOUNT")
    assert unused.inputs["type"] == "ACCOUNT_UNUSED_ACCESS"
    assert unused.inputs["configuration"] == {"unusedAccess": {"unusedAccessAge": 90}}


def test_analyzers_are_named_after_the_stack_that_owns_them(recorded: Record) -> None:
    names = {each.inputs["analyzerName"] for each in of(recorded(partial(declare, 90)), ANALYZER)}
    assert names == {"footing-test-external", "footing-test-unused"}


def test_every_property_is_one_that_the_provider_knows(graph: ResourceGraph) -> None:
    assert [problem for each in graph if each.type.startswith("aws:") for problem in problems(each)] == []
