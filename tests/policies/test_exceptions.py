from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from policies.exceptions import GATES, ExceptionsError, Review, RuleException, load_exceptions, review
from policies.rule import Outcome, Rule, Severity, Verdict, resource_rule
from policies.rules import RULES, layers
from policies.view import UNKNOWN, Resource, Stack
from tests.policies.cases import resource

ENTRY: dict[str, Any] = {
    "rule": "bucket-private",
    "resource": "bucket::site",
    "stacks": ["test"],
    "reason": "It is the public website.",
    "compensating_control": "Nothing but pages that anybody may read is ever put into it.",
    "owner": "web@example.com",
    "approved_by": "Security Officer",
    "approved_on": date(2026, 1, 1),
    "expires": date(2026, 12, 31),
}
TODAY = date(2026, 6, 1)


@resource_rule("bucket", severity=Severity.HIGH, fix="Make it private.")
def bucket_private(bucket: Resource) -> Verdict:
    """A bucket is private."""
    return None if bucket.get("private") else "it is public"


def outcomes(**buckets: object) -> list[Outcome]:
    made = [resource("bucket", name, private=private) for name, private in buckets.items()]
    return list(bucket_private.judge(Stack("test", made)))


def reviewed(said: list[Outcome], today: date = TODAY, stack: str = "test", **changes: Any) -> Review:
    return review([RuleException.model_validate({**ENTRY, **changes})], said, stack, today)


def test_an_exception_accepts_the_violation_that_it_names() -> None:
    found = reviewed(outcomes(site=False))
    assert [outcome.resource.name for outcome, _ in found.accepted] == ["site"]
    assert found.problems == ()


def test_an_exception_accepts_nothing_in_a_stack_that_it_does_not_name() -> None:
    found = reviewed(outcomes(site=False), stack="prod")
    assert found == Review((), ())


def test_it_holds_through_its_last_day() -> None:
    assert reviewed(outcomes(site=False), today=date(2026, 12, 31)).accepted


PROBLEMS = [
    ("expired", {"site": False}, date(2027, 1, 1), {}, "expired on 2026-12-31"),
    ("needed by nothing", {"site": True}, TODAY, {}, "accepts nothing"),
    ("for a resource that is gone", {}, TODAY, {}, "accepts nothing"),
    (
        "covering what does not violate",
        {"site": False, "sink": True},
        TODAY,
        {"resource": "bucket::s*"},
        "also covers sink",
    ),
    (
        "approved only in future",
        {"site": False},
        TODAY,
        {"approved_on": date(2030, 1, 1), "expires": date(2030, 12, 31)},
        "approved only from 2030-01-01 on",
    ),
    ("for whatever comes", {"site": False}, TODAY, {"resource": "bucket::*"}, "whatever resource comes to be"),
]


@pytest.mark.parametrize(
    ("buckets", "today", "changes", "problem"), [row[1:] for row in PROBLEMS], ids=[row[0] for row in PROBLEMS]
)
def test_a_faulty_exception_is_a_problem(
    buckets: dict[str, bool], today: date, changes: dict[str, Any], problem: str
) -> None:
    ((_, said),) = reviewed(outcomes(**buckets), today, **changes).problems
    assert problem in said


def test_an_expired_exception_accepts_nothing() -> None:
    assert reviewed(outcomes(site=False), today=date(2027, 1, 1)).accepted == ()


def test_an_exception_accepts_nothing_before_it_is_approved() -> None:
    assert reviewed(outcomes(site=False), today=date(2025, 12, 31)).accepted == ()


def test_an_exception_that_an_unknown_value_may_need_is_no_problem() -> None:
    assert reviewed(outcomes(site=UNKNOWN)) == Review((), ())


def test_an_exception_for_an_option_waits_where_it_is_not_taken() -> None:
    taken: dict[str, Any] = {"if_present": True}
    assert reviewed(outcomes(), date(2030, 1, 1), **taken) == Review((), ())
    assert reviewed(outcomes(site=False), **taken).accepted
    ((_, unneeded),) = reviewed(outcomes(site=True), **taken).problems
    assert "accepts nothing" in unneeded
    ((_, expired),) = reviewed(outcomes(site=False), date(2030, 1, 1), **taken).problems
    assert "expired" in expired


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


@pytest.mark.parametrize("content", [None, "", "exceptions: []"])
def test_no_exceptions_is_none(tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "exceptions.yaml"
    if content is not None:
        path.write_text(content)
    assert load_exceptions(path, []) == ()
