"""Holds docs/access.md against the policies that it describes."""

from __future__ import annotations

import re
from typing import Any

import pytest

from components.account import Account
from components.emergency_access import FACTOR_SECONDS, SESSION_SECONDS, emergency_policy
from components.github_release_policies import releasing_policy
from components.identity import WORKING_SECONDS
from components.identity_policies import AUDIT_POLICY, Scope, data_denied, developer_policy, operator_policy
from components.permissions_boundary import boundary_policy
from components.pipeline_policies import approver_policy
from tests.conftest import ROOT

ACCOUNT = Account(id="111122223333", partition="aws", region="us-east-1", dns_suffix="amazonaws.com")
SCOPE = Scope(account=ACCOUNT, project="footing", stack="dev")
TEXT = (ROOT / "docs/access.md").read_text(encoding="utf-8")
NAME = re.compile(r"`([A-Z][A-Za-z]+)`")


def table() -> dict[str, dict[str, str]]:
    head, _, *lines = (
        [cell.strip() for cell in line.strip("|").split("|")] for line in TEXT.splitlines() if line.startswith("|")
    )
    return {line[0]: dict(zip(head, line, strict=True)) for line in lines}


def sids(policy: dict[str, Any], effect: str = "Allow") -> set[str]:
    return {statement["Sid"] for statement in policy["Statement"] if statement["Effect"] == effect}


@pytest.mark.parametrize(
    ("role", "may", "may_not"),
    [
        ("break-glass", sids(emergency_policy(SCOPE)) - sids(operator_policy(SCOPE)), set()),
        ("auditor", set(), sids(data_denied(), "Deny")),
        ("operator", sids(operator_policy(SCOPE)), set()),
        ("developer", sids(developer_policy(SCOPE, reads_logs=True)), set()),
        ("approver", sids(approver_policy(ACCOUNT, "footing-prod", ["Deploy-prod"])), set()),
    ],
)
def test_the_table_names_the_statements_of_each_role(role: str, may: set[str], may_not: set[str]) -> None:
    line = table()[role]
    assert set(NAME.findall(line["may"])) == may
    assert set(NAME.findall(line["may not"])) == may_not
    assert "what the boundary denies" in line["may not"]


def test_the_table_names_what_a_deployment_from_github_does_to_releases() -> None:
    assert set(NAME.findall(table()["github-deploy"]["may"])) == sids(releasing_policy(SCOPE))


def test_the_table_tells_how_long_sessions_and_second_factors_last() -> None:
    lines = table()
    assert (
        f"{FACTOR_SECONDS // 60} minutes; sessions of {SESSION_SECONDS // 3600} hour"
        in (lines["break-glass"]["who may assume it"])
    )
    for role in ("auditor", "operator", "developer"):
        assert f"sessions of {WORKING_SECONDS // 3600} hours" in lines[role]["who may assume it"]


def test_the_table_names_the_policy_of_auditors() -> None:
    assert AUDIT_POLICY in table()["auditor"]["may"]


def test_the_text_names_every_statement_of_the_boundary() -> None:
    (paragraph,) = re.findall(r"^The boundary allows nothing.*?\n\n", TEXT, re.DOTALL | re.MULTILINE)
    boundary = boundary_policy(ACCOUNT)
    assert set(NAME.findall(paragraph)) == sids(boundary) | sids(boundary, "Deny")
