from __future__ import annotations

from functools import partial

import pytest

from auditor.graph import Reference, Resource, ResourceGraph
from tests.components.test_backup import declare
from tests.conftest import Record


@pytest.fixture
def copied(recorded: Record) -> ResourceGraph:
    return recorded(partial(declare, copy_region="us-west-2"))


def of(graph: ResourceGraph, type_: str) -> dict[str, Resource]:
    return {resource.name: resource for resource in graph if resource.type == type_}


def roles(graph: ResourceGraph) -> dict[str, Reference]:
    return {name: Reference(role.urn, "arn") for name, role in of(graph, "aws:iam/role:Role").items()}


def test_a_restore_test_draws_from_our_vault_alone(copied: ResourceGraph) -> None:
    (plan,) = of(copied, "aws:backup/restoreTestingPlan:RestoreTestingPlan").values()
    vault = of(copied, "aws:backup/vault:Vault")["backup"]
    assert plan.inputs["recoveryPointSelection"]["includeVaults"] == [Reference(vault.urn, "arn")]


def test_a_restore_test_restores_our_databases_alone(copied: ResourceGraph) -> None:
    (selection,) = of(copied, "aws:backup/restoreTestingSelection:RestoreTestingSelection").values()
    (database,) = of(copied, "aws:rds/instance:Instance").values()
    assert selection.inputs["protectedResourceArns"] == [Reference(database.urn, "arn")]


def test_a_restore_test_restores_under_the_role_that_restores(copied: ResourceGraph) -> None:
    (selection,) = of(copied, "aws:backup/restoreTestingSelection:RestoreTestingSelection").values()
    assert selection.inputs["iamRoleArn"] == roles(copied)["backup-restoring"]


def test_backups_are_taken_under_the_role_that_takes_them(copied: ResourceGraph) -> None:
    selections = of(copied, "aws:backup/selection:Selection").values()
    assert len(selections) == 3
    assert all(each.inputs["iamRoleArn"] == roles(copied)["backup-taking"] for each in selections)
