"""Who of several stacks in an account holds what an account has once."""

from __future__ import annotations

from pathlib import Path

import pytest

from stacks.neighbours import elsewhere, held_twice
from tests.stacks.test_neighbours import KEY, write

OWNERS = [
    ("in the same region and account", {"region": "us-east-1", "account": "111122223333"}, None),
    ("in an account that is not named", {"region": "us-east-1"}, "whether account 111122223333 is that of both"),
    ("in another region", {"region": "us-west-2"}, "prod is in us-west-2"),
    ("in another account", {"region": "us-east-1", "account": "444455556666"}, "prod is in account 444455556666"),
]


@pytest.mark.parametrize(("settings", "reason"), [row[1:] for row in OWNERS], ids=[row[0] for row in OWNERS])
def test_only_a_stack_of_the_same_region_and_account_can_hold_singletons(
    tmp_path: Path, settings: object, reason: str | None
) -> None:
    write(tmp_path, "prod", settings)
    found = elsewhere("prod", "us-east-1", "111122223333", KEY, tmp_path)
    assert (found or "").startswith(reason or "")
    assert (found is None) is (reason is None)


def test_a_stack_names_its_account_where_the_owner_does(tmp_path: Path) -> None:
    write(tmp_path, "prod", {"region": "us-east-1", "account": "111122223333"})
    assert "name `account` in both files" in (elsewhere("prod", "us-east-1", None, KEY, tmp_path) or "")


def test_where_nobody_names_an_account_it_is_taken_for_the_same(tmp_path: Path) -> None:
    write(tmp_path, "prod", {"region": "us-east-1"})
    assert elsewhere("prod", "us-east-1", None, KEY, tmp_path) is None


def test_an_owner_whose_file_cannot_be_read_is_left_to_the_auditor(tmp_path: Path) -> None:
    assert elsewhere("prod", "us-east-1", None, KEY, tmp_path) is None


TWO = [
    (
        "the same place",
        {"region": "us-east-1", "account": "111122223333"},
        "prod is in account 111122223333 too; name it",
    ),
    ("another region", {"region": "us-west-2", "account": "111122223333"}, "stacks share an account within one region"),
    ("a guest there", {"region": "us-east-1", "account": "111122223333", "account_owner": "dev"}, None),
    ("another account", {"region": "us-east-1", "account": "444455556666"}, None),
    ("an account that is not named", {"region": "us-east-1"}, None),
    ("no settings", None, None),
]


@pytest.mark.parametrize(("settings", "reason"), [row[1:] for row in TWO], ids=[row[0] for row in TWO])
def test_one_stack_alone_holds_the_singletons_of_an_account(
    tmp_path: Path, settings: object, reason: str | None
) -> None:
    write(tmp_path, "dev", {"region": "us-east-1", "account": "111122223333"})
    write(tmp_path, "prod", settings)
    found = held_twice("dev", "us-east-1", "111122223333", KEY, tmp_path)
    assert (reason or "") in (found or "")
    assert (found is None) is (reason is None)
    assert held_twice("dev", "us-east-1", None, KEY, tmp_path) is None
