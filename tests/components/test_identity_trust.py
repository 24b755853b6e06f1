from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.account import Account
from components.identity_trust import NOBODY, OidcProvider, Trusted, role_trust
from policies.grants import ROLE
from policies.rule import Status
from policies.rules import identity as rules
from policies.view import Stack
from tests.policies.cases import resource

ACCOUNT = Account(id="111122223333", partition="aws", region="us-east-1", dns_suffix="amazonaws.com")
JUDGES = (
    rules.role_not_open,
    rules.role_open_to_other_accounts_on_condition,
    rules.role_confined_to_oidc_subject,
    rules.people_show_second_factor,
)

names = st.from_regex(r"[A-Za-z0-9]{1,12}", fullmatch=True)
accounts = st.from_regex(r"[0-9]{12}", fullmatch=True)
providers = st.builds(
    OidcProvider,
    arn=st.builds("arn:aws:iam::{}:oidc-provider/{}.example.com".format, accounts, names),
    audience=names,
    subjects=st.lists(names, min_size=1, max_size=3).map(tuple),
)
trusted = st.builds(
    Trusted,
    accounts=st.lists(accounts, max_size=3).map(tuple),
    permission_sets=st.lists(names, max_size=3).map(tuple),
    saml_providers=st.lists(st.builds("arn:aws:iam::{}:saml-provider/{}".format, accounts, names), max_size=2).map(
        tuple
    ),
    oidc_providers=st.lists(providers, max_size=2).map(tuple),
)


@given(trusted)
def test_whoever_is_trusted_is_named_and_has_shown_a_second_factor(who: Trusted) -> None:
    role = resource(ROLE, assumeRolePolicy=json.dumps(role_trust(ACCOUNT, who, 900)))
    stack = Stack("test", [role])
    verdicts = {judge.id: judge.judge_one(role, stack).status for judge in JUDGES}
    assert not {Status.FAIL, Status.UNKNOWN} & set(verdicts.values()), verdicts


@given(trusted)
def test_every_statement_has_a_condition_and_a_name_of_its_own(who: Trusted) -> None:
    statements = role_trust(ACCOUNT, who, 900)["Statement"]
    assert all(statement["Condition"] for statement in statements)
    assert len({statement["Sid"] for statement in statements}) == len(statements)
    assert bool(statements) is bool(who)


def test_nobody_is_trusted_unless_named() -> None:
    assert not NOBODY
    assert role_trust(ACCOUNT, NOBODY, 900)["Statement"] == []


def test_an_account_is_asked_for_a_second_factor_that_is_recent() -> None:
    (statement,) = role_trust(ACCOUNT, Trusted(accounts=("444455556666",)), 900)["Statement"]
    assert statement["Principal"] == {"AWS": ["arn:aws:iam::444455556666:root"]}
    assert statement["Condition"] == {
        "Bool": {"aws:MultiFactorAuthPresent": "true"},
        "NumericLessThan": {"aws:MultiFactorAuthAge": "900"},
        "StringLike": {"sts:RoleSessionName": "${aws:username}"},
    }


def test_a_permission_set_is_of_this_account_and_is_not_another_whose_name_begins_alike() -> None:
    (statement,) = role_trust(ACCOUNT, Trusted(permission_sets=("Operator",)), 900)["Statement"]
    assert statement["Principal"] == {"AWS": ACCOUNT.root}
    (pattern,) = statement["Condition"]["ArnLike"]["aws:PrincipalArn"]
    assert pattern.endswith("/AWSReservedSSO_Operator_????????????????")


@pytest.mark.parametrize(
    ("partition", "audience"),
    [
        ("aws", "https://signin.aws.amazon.com/saml"),
        ("aws-us-gov", "https://signin.amazonaws-us-gov.com/saml"),
    ],
)
def test_a_saml_assertion_is_addressed_to_the_partition(partition: str, audience: str) -> None:
    account = Account(id="111122223333", partition=partition, region="us-east-1", dns_suffix="amazonaws.com")
    who = Trusted(saml_providers=(f"arn:{partition}:iam::111122223333:saml-provider/okta",))
    (statement,) = role_trust(account, who, 900)["Statement"]
    assert statement["Condition"] == {"StringEquals": {"SAML:aud": audience}}


@pytest.mark.parametrize(
    "who",
    [
        {"accounts": ("*",)},
        {"accounts": ("arn:aws:iam::111122223333:root",)},
        {"permission_sets": ("Oper*",)},
        {"saml_providers": ("arn:aws:iam::111122223333:saml-provider/*",)},
    ],
    ids=str,
)
def test_nobody_is_trusted_by_a_wildcard(who: dict[str, tuple[str, ...]]) -> None:
    with pytest.raises(ValueError, match="is not"):
        Trusted(**who)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("audience", "subjects"),
    [("", ("ada",)), (" ", ("ada",)), ("aws", ("",)), ("aws", ()), ("aws", ("*",)), ("*", ("ada",))],
)
def test_an_oidc_provider_is_taken_at_its_word_for_named_subjects_only(
    audience: str, subjects: tuple[str, ...]
) -> None:
    with pytest.raises(ValueError, match="without"):
        OidcProvider(
            arn="arn:aws:iam::111122223333:oidc-provider/idp.example.com", audience=audience, subjects=subjects
        )
