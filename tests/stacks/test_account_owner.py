"""Who of several stacks in an account holds what an account has once."""

from __future__ import annotations

import pytest

from stacks.account_owner import elsewhere, held_twice, owner_unfit, place_of

OWNERS = [
    ("in the same region and account", {"region": "us-east-1", "account": "111122223333"}, None),
    (
        "in an account that is not named",
        {"region": "us-east-1"},
        "cannot tell whether both stacks are in account 111122223333",
    ),
    ("in another region", {"region": "us-west-2"}, "prod is in us-west-2"),
    ("in another account", {"region": "us-east-1", "account": "444455556666"}, "prod is in account 444455556666"),
]


@pytest.mark.parametrize(("settings", "reason"), [row[1:] for row in OWNERS], ids=[row[0] for row in OWNERS])
def test_only_a_stack_of_the_same_region_and_account_can_hold_singletons(settings: object, reason: str | None) -> None:
    found = elsewhere("prod", "us-east-1", "111122223333", {"prod": settings})
    assert (found or "").startswith(reason or "")
    assert (found is None) is (reason is None)


def test_a_stack_names_its_account_where_the_owner_does() -> None:
    files = {"prod": {"region": "us-east-1", "account": "111122223333"}}
    assert "set `account` in both files" in (elsewhere("prod", "us-east-1", None, files) or "")


def test_where_nobody_names_an_account_it_is_taken_for_the_same() -> None:
    assert elsewhere("prod", "us-east-1", None, {"prod": {"region": "us-east-1"}}) is None


def test_an_owner_whose_file_cannot_be_read_is_left_to_the_auditor() -> None:
    assert elsewhere("prod", "us-east-1", None, {"prod": None}) is None


TWO = [
    (
        "the same place",
        {"region": "us-east-1", "account": "111122223333"},
        "set `account_owner: prod` here, or `account_owner: dev` in stacks/Pulumi.prod.yaml",
    ),
    ("another region", {"region": "us-west-2", "account": "111122223333"}, "stacks share an account within one region"),
    ("a guest there", {"region": "us-east-1", "account": "111122223333", "account_owner": "dev"}, None),
    ("another account", {"region": "us-east-1", "account": "444455556666"}, None),
    ("an account that is not named", {"region": "us-east-1"}, None),
    ("no settings", None, None),
]


@pytest.mark.parametrize(("settings", "reason"), [row[1:] for row in TWO], ids=[row[0] for row in TWO])
def test_one_stack_alone_holds_the_singletons_of_an_account(settings: object, reason: str | None) -> None:
    files = {"dev": {"region": "us-east-1", "account": "111122223333"}, "prod": settings}
    found = held_twice("dev", "us-east-1", "111122223333", files)
    assert (reason or "") in (found or "")
    assert (found is None) is (reason is None)
    assert held_twice("dev", "us-east-1", None, files) is None


UNFIT_OWNERS = [
    ("holds its own", "prod", {"prod": {}}, None),
    ("does not exist", "nosuch", {"prod": {}}, "there is no stack 'nosuch'; others that have a file are: prod"),
    ("is alone", "nosuch", {}, "there is no stack 'nosuch'; others that have a file are: none"),
    ("is this one", "dev", {"prod": {}}, "dev is this stack, which holds"),
    ("is another's guest", "stage", {"prod": {}, "stage": {"account_owner": "prod"}}, "stage holds no singletons"),
    ("is elsewhere", "prod", {"prod": {"region": "eu-west-1"}}, "prod is in eu-west-1"),
    ("cannot be read", "prod", {"prod": None}, None),
]


@pytest.mark.parametrize(
    ("owner", "others", "reason"), [row[1:] for row in UNFIT_OWNERS], ids=[row[0] for row in UNFIT_OWNERS]
)
def test_the_owner_of_an_account_is_another_stack_that_holds_its_own(
    owner: str, others: dict[str, object], reason: str | None
) -> None:
    files = {"dev": {"account_owner": owner}, **others}
    found = owner_unfit(owner, "dev", "us-east-1", None, files)
    assert (found is None) is (reason is None)
    assert (found or "").startswith(reason or "")


def test_whether_an_owner_exists_is_not_asked_where_the_stacks_files_are_not_at_hand() -> None:
    assert owner_unfit("nosuch", "dev", "us-east-1", None, {}) is None


@pytest.mark.parametrize(
    ("settings", "place"),
    [
        ({"account": "111122223333", "region": "eu-west-1"}, ("111122223333", "eu-west-1")),
        ({"region": "eu-west-1"}, (None, "eu-west-1")),
        ({}, (None, None)),
        (None, (None, None)),
    ],
)
def test_the_place_of_another_stack_is_what_its_file_says(
    settings: object, place: tuple[str | None, str | None]
) -> None:
    assert place_of("prod", {"prod": settings}) == place


def test_a_stack_without_a_file_is_nowhere() -> None:
    assert place_of("prod", {}) == (None, None)
