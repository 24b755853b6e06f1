from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from policies.exceptions import GATES, ExceptionsError, RuleException, load_exceptions
from policies.rule import Rule
from policies.rules import RULES, layers
from tests.policies.test_exceptions import ENTRY

MISSING = object()
CONTROL = "exception from bucket-private for bucket::site: exceptions.0.compensating_control"
UNUSABLE = [
    ("no owner", {"owner": None}, "exceptions.0.owner"),
    ("an empty owner", {"owner": " "}, "exceptions.0.owner"),
    ("no expiry", {"expires": None}, "exceptions.0.expires"),
    ("an expiry after more than a year", {"expires": date(2027, 2, 1)}, "within a year"),
    ("an expiry before the approval", {"expires": date(2025, 1, 1)}, "after approved_on"),
    ("no approval", {"approved_by": None}, "exceptions.0.approved_by"),
    ("no reason", {"reason": ""}, "exceptions.0.reason"),
    ("a reason that is no text", {"reason": None}, "exceptions.0.reason: must be text; write it out"),
    ("no compensating control", {"compensating_control": MISSING}, f"{CONTROL}: is missing; add it"),
    ("a blank compensating control", {"compensating_control": "\n "}, f"{CONTROL}: says nothing; write it out"),
    ("a compensating control that is a word", {"compensating_control": "n/a - none"}, f"{CONTROL}: says nothing that"),
    (
        "a compensating control that repeats the reason",
        {"reason": "It is the company's public website.", "compensating_control": "it is the company's public website"},
        "name the safeguard that does",
    ),
    ("an expiry that is a year", {"expires": 2026}, "exceptions.0.expires: must be a date, as 2026-12-31"),
    ("an expiry in words", {"expires": "soon"}, "exceptions.0.expires: must be a date, as 2026-12-31"),
    ("an expiry at the beginning of time", {"expires": 0}, "exceptions.0.expires: must be a date, as 2026-12-31"),
    ("an option between quotes", {"if_present": "yes"}, "if_present: must be true or false, without quotes"),
    ("a stack that is a number", {"stacks": [1]}, "exceptions.0.stacks.0: must be text; write it out, between quotes"),
    ("a key that is a number", {3: 4}, "exceptions.0.3: there is no such key; remove it or mend its spelling"),
    ("an option in words", {"if_present": "perhaps"}, "if_present: must be true or false, without quotes"),
    ("no stack", {"stacks": []}, "exceptions.0.stacks: names nothing; name one at least"),
    ("a stack without a list", {"stacks": "dev"}, "exceptions.0.stacks: must be a list"),
    ("a stack twice", {"stacks": ["dev", "dev"]}, "exceptions.0.stacks: names dev twice; remove one"),
    ("a pattern of another kind", {"resource": "bucket::[a-z]*"}, "exceptions.0.resource: must be `type::name`"),
    ("a pattern without a type", {"resource": "site"}, "exceptions.0.resource: must be `type::name`"),
    ("an unknown key", {"forever": True}, "exceptions.0.forever"),
    ("a rule that does not exist", {"rule": "bucket-pirate"}, "there is no such rule"),
]


@pytest.mark.parametrize(("changes", "message"), [row[1:] for row in UNUSABLE], ids=[row[0] for row in UNUSABLE])
def test_an_unusable_entry_is_refused_by_name(tmp_path: Path, changes: dict[str, Any], message: str) -> None:
    path = tmp_path / "exceptions.yaml"
    entry = {key: value for key, value in {**ENTRY, **changes}.items() if value is not MISSING}
    path.write_text(yaml.safe_dump({"exceptions": [entry]}))
    with pytest.raises(ExceptionsError, match=r"exceptions\.yaml: exception from ") as refusal:
        load_exceptions(path, ["bucket-private"])
    assert message in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_exceptions_from_checkov_are_for_those_who_ask_it(tmp_path: Path) -> None:
    path = tmp_path / "exceptions.yaml"
    path.write_text(yaml.safe_dump({"exceptions": [ENTRY, {**ENTRY, "rule": "CKV_AWS_21"}]}))
    assert [each.rule for each in load_exceptions(path, ["bucket-private"])] == ["bucket-private"]
    both = load_exceptions(path, ["bucket-private"], ["CKV_AWS_21"])
    assert [each.of_checkov for each in both] == [False, True]
    with pytest.raises(ExceptionsError, match=r"CKV_AWS_21 .*: there is no such rule; controls/checkov\.json lists"):
        load_exceptions(path, ["bucket-private"], ["CKV_AWS_20"])


@pytest.mark.parametrize(("stacks", "twice"), [(["test"], True), (["prod", "test"], True), (["prod"], False)])
def test_an_exception_stands_once_for_each_stack(tmp_path: Path, stacks: list[str], *, twice: bool) -> None:
    path = tmp_path / "exceptions.yaml"
    path.write_text(yaml.safe_dump({"exceptions": [ENTRY, {**ENTRY, "stacks": stacks}]}))
    if twice:
        with pytest.raises(ExceptionsError, match="for bucket::site: stands twice for test; remove one"):
            load_exceptions(path, ["bucket-private"])
    else:
        assert len(load_exceptions(path, ["bucket-private"])) == 2


def test_no_exception_opens_a_layer(tmp_path: Path) -> None:
    gate, path = "layer-two-stands-on-sound-baseline", tmp_path / "exceptions.yaml"
    path.write_text(yaml.safe_dump({"exceptions": [{**ENTRY, "rule": gate}]}))
    with pytest.raises(ExceptionsError, match="no exception opens a layer; mend what keeps it shut"):
        load_exceptions(path, [gate])


def test_the_rules_that_hold_layers_shut_are_told_by_their_ids() -> None:
    gates = {rule.id for rule in vars(layers).values() if isinstance(rule, Rule)}
    assert gates
    assert gates == {rule.id for rule in RULES if rule.id.startswith(GATES)}


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ExceptionsError, match="cannot be read"):
        load_exceptions(tmp_path, [])


def test_a_link_that_leads_nowhere_is_no_file_that_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "exceptions.yaml").symlink_to(tmp_path / "exceptions.yaml")
    with pytest.raises(ExceptionsError, match=r"exceptions\.yaml: is a link that leads nowhere; mend or remove it"):
        load_exceptions(tmp_path / "exceptions.yaml", [])


NO_MAPS = [("- a", ""), ("[]", ""), ("false", ""), ("0", ""), ("exceptions: [a]", r"exceptions\.0: ")]


@pytest.mark.parametrize(("content", "where"), NO_MAPS)
def test_what_is_no_map_is_refused_by_its_place(tmp_path: Path, content: str, where: str) -> None:
    path = tmp_path / "exceptions.yaml"
    path.write_text(content)
    with pytest.raises(ExceptionsError, match=rf"exceptions\.yaml: {where}must be a map of keys and values"):
        load_exceptions(path, [])


def test_malformed_yaml_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "exceptions.yaml"
    path.write_text("exceptions: [")
    with pytest.raises(ExceptionsError, match="not well-formed YAML"):
        load_exceptions(path, [])


def test_a_good_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "exceptions.yaml"
    path.write_text(yaml.safe_dump({"exceptions": [ENTRY]}))
    (entry,) = load_exceptions(path, ["bucket-private"])
    assert entry == RuleException.model_validate(ENTRY)


APPROVAL: dict[str, Any] = {key: ENTRY[key] for key in ("owner", "approved_by", "approved_on", "expires")}
UNAPPROVED = {key: value for key, value in ENTRY.items() if key not in APPROVAL}


def approved(path: Path, approval: Any, *entries: dict[str, Any]) -> tuple[RuleException, ...]:
    path = path / "exceptions.yaml"
    path.write_text(yaml.safe_dump({"approval": approval, "exceptions": [*entries]}))
    return load_exceptions(path, ["bucket-private"])


def test_the_approval_of_the_file_is_the_default_of_each_exception(tmp_path: Path) -> None:
    own = {"stacks": ["prod"], "owner": "data@example.com", "expires": date(2026, 3, 31)}
    default, overridden = approved(tmp_path, APPROVAL, UNAPPROVED, {**UNAPPROVED, **own})
    assert default == RuleException.model_validate(ENTRY)
    assert overridden == RuleException.model_validate({**ENTRY, **own})


UNAPPROVING = [
    ("no map", "Security Officer", "approval: must be a map of keys and values"),
    ("no owner", {**APPROVAL, "owner": None}, "approval.owner: must be text; write it out"),
    ("no expiry", {**APPROVAL, "expires": MISSING}, "approval.expires: is missing; add it"),
    ("an expiry after years", {**APPROVAL, "expires": date(2030, 1, 1)}, "approval: expires must be after approved_on"),
    ("an unknown key", {**APPROVAL, "forever": True}, "approval.forever: there is no such key"),
]


@pytest.mark.parametrize(("approval", "message"), [row[1:] for row in UNAPPROVING], ids=[row[0] for row in UNAPPROVING])
def test_an_unusable_approval_is_refused_once(tmp_path: Path, approval: Any, message: str) -> None:
    if isinstance(approval, dict):
        approval = {key: value for key, value in approval.items() if value is not MISSING}
    with pytest.raises(ExceptionsError) as refusal:
        approved(tmp_path, approval, UNAPPROVED, {**UNAPPROVED, "stacks": ["prod"]})
    assert str(refusal.value).startswith(f"{tmp_path / 'exceptions.yaml'}: {message}")
    assert "\n" not in str(refusal.value)


def test_an_exception_keeps_to_a_year_whatever_it_takes_from_the_approval_of_the_file(tmp_path: Path) -> None:
    with pytest.raises(ExceptionsError, match=r"exceptions\.0: expires must be after approved_on and within a year"):
        approved(tmp_path, APPROVAL, {**UNAPPROVED, "approved_on": date(2025, 1, 1)})


@pytest.mark.parametrize("content", [None, "", "exceptions: []"])
def test_no_exceptions_is_none(tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "exceptions.yaml"
    if content is not None:
        path.write_text(content)
    assert load_exceptions(path, []) == ()
