from __future__ import annotations

import json
from functools import partial
from typing import Any

import pytest

from auditor.graph import Reference, Resource, ResourceGraph
from auditor.judges.view import view
from components.account import Account
from components.audit_events import break_glass_use
from components.identity import BREAK_GLASS_ROLES, Identity, IdentityArgs
from components.identity_trust import Trusted
from policies.filter_pattern import finds
from policies.rule import Status
from policies.rules import RULES
from policies.trail_events import role_taken
from tests.conftest import Record

ACCOUNT = Account(id="111122223333", partition="aws", region="us-east-1", dns_suffix="amazonaws.com")
ROLE = "aws:iam/role:Role"
EVERYBODY: dict[str, Any] = {
    "break_glass": ("444455556666",),
    "auditor": Trusted(saml_providers=("arn:aws:iam::111122223333:saml-provider/okta",)),
    "operator": Trusted(permission_sets=("Operator",)),
    "developer": Trusted(accounts=("444455556666",)),
}


def declare(**who: Any) -> Identity:
    return Identity("identity", IdentityArgs(account=ACCOUNT, **who))


@pytest.fixture
def graph(recorded: Record) -> ResourceGraph:
    return recorded(partial(declare, **EVERYBODY))


def of(graph: ResourceGraph, type_: str) -> dict[str, Resource]:
    return {resource.name: resource for resource in graph if resource.type == type_}


def test_roles_that_nobody_may_take_are_not_made(recorded: Record) -> None:
    graph = recorded(declare)
    assert not of(graph, ROLE)
    assert list(of(graph, "aws:iam/policy:Policy")) == ["identity-boundary"]


def test_a_role_is_made_for_those_who_are_named(recorded: Record) -> None:
    graph = recorded(partial(declare, operator=EVERYBODY["operator"]))
    assert list(of(graph, ROLE)) == ["identity-operator"]


def test_every_role_carries_the_boundary(graph: ResourceGraph) -> None:
    (boundary,) = of(graph, "aws:iam/policy:Policy").values()
    roles = of(graph, ROLE)
    assert len(roles) == 4
    assert all(role.inputs["permissionsBoundary"] == Reference(boundary.urn, "arn") for role in roles.values())


def test_every_role_has_a_name_that_people_and_alarms_can_know(graph: ResourceGraph) -> None:
    assert {role.inputs["name"] for role in of(graph, ROLE).values()} == {
        f"footing-test-{purpose}" for purpose in ("break-glass", "auditor", "operator", "developer")
    }


def test_the_glass_is_broken_for_an_hour_with_a_fresh_second_factor(graph: ResourceGraph) -> None:
    role = of(graph, ROLE)["identity-break-glass"]
    assert role.inputs["maxSessionDuration"] == 3600
    (statement,) = json.loads(role.inputs["assumeRolePolicy"])["Statement"]
    assert statement["Condition"]["NumericLessThan"] == {"aws:MultiFactorAuthAge": "900"}


def test_taking_the_break_glass_role_is_found_by_the_alarm_of_the_account(graph: ResourceGraph) -> None:
    taken = role_taken(ACCOUNT.id, f"/{of(graph, ROLE)['identity-break-glass'].inputs['name']}")
    assert all(finds(break_glass_use(BREAK_GLASS_ROLES).pattern, event) for event in taken)


def test_the_auditor_reads_by_policy_of_aws_and_is_kept_from_data_by_ours(graph: ResourceGraph) -> None:
    (attachment,) = of(graph, "aws:iam/rolePolicyAttachment:RolePolicyAttachment").values()
    assert attachment.inputs["policyArn"] == "arn:aws:iam::aws:policy/SecurityAudit"
    own = of(graph, "aws:iam/rolePolicy:RolePolicy")["identity-auditor"]
    assert {statement["Effect"] for statement in json.loads(own.inputs["policy"])["Statement"]} == {"Deny"}


@pytest.mark.parametrize("reads", [True, False])
def test_developers_read_logs_only_where_settings_say_so(recorded: Record, reads: bool) -> None:
    graph = recorded(partial(declare, **EVERYBODY, developer_reads_logs=reads))
    assert (
        "logs:GetLogEvents" in of(graph, "aws:iam/rolePolicy:RolePolicy")["identity-developer"].inputs["policy"]
    ) is reads


def test_the_roles_break_no_rule_and_leave_none_in_doubt(graph: ResourceGraph) -> None:
    doubts = [
        f"{outcome.rule.id}: {outcome.resource.name}: {outcome.reason}"
        for rule in RULES
        if not rule.id.startswith("account-")  # what other components hold
        for outcome in rule.judge(view(graph))
        if outcome.status in (Status.FAIL, Status.UNKNOWN) and outcome.resource.type.startswith("aws:iam/")
    ]
    assert doubts == []
