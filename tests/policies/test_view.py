from __future__ import annotations

import pytest

from policies.reads import RecordedReads
from policies.view import SECRET, UNKNOWN, Stack, Template, UnknownValue
from tests.policies.cases import exports, resource

SUBJECT = resource(
    "t",
    known=1,
    off=False,
    empty=[],
    unknown=UNKNOWN,
    secret=SECRET,
    gap=Template('{"Resource": "${key.arn}"}'),
    partly={"a": 1, "b": UNKNOWN},
    rules=[{"port": 22}, {"port": UNKNOWN}],
    single={"port": 443},
    text="not JSON",
)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("known", 1),
        ("off", False),
        ("partly.a", 1),
        ("rules.0.port", 22),
        ("absent", None),
    ],
)
def test_a_known_value_is_returned(path: str, value: object) -> None:
    assert SUBJECT.get(path) == value


@pytest.mark.parametrize("path", ["absent", "rules.9.port", "known.part"])
def test_what_is_absent_has_the_default_value(path: str) -> None:
    assert SUBJECT.get(path, "default") == "default"


@pytest.mark.parametrize(
    ("given", "default", "value"),
    [("false", True, False), ("30", 7, 30), ("0.5", 7, 0.5), (443, "", "443"), (True, "", "true"), ([1], [], [1])],
)
def test_a_value_is_read_as_the_kind_of_its_default_where_a_provider_would(
    given: object, default: object, value: object
) -> None:
    assert resource("t", given=given).get("given", default) == value


@pytest.mark.parametrize(
    ("given", "default"),
    [("yes", True), (1, True), (True, 7), ("week", 7), ("inf", 7), ([], 7), ([1], ""), ("text", []), ({"a": 1}, "")],
)
def test_a_value_of_another_kind_than_its_default_ends_the_rule(given: object, default: object) -> None:
    with pytest.raises(UnknownValue, match=r"^given is not") as refusal:
        resource("t", given=given).get("given", default)
    assert str(given) not in str(refusal.value)


def test_a_key_with_dots_in_it_is_read_as_it_stands() -> None:
    tagged = resource("t", tags={"acme.io/backup": "daily"})
    assert tagged.get("tags", "", key="acme.io/backup") == "daily"
    assert tagged.get("tags", "", key="acme.io") == ""


@pytest.mark.parametrize("path", ["unknown", "unknown.part", "partly", "partly.b", "rules", "gap", "secret"])
def test_a_value_that_is_not_wholly_known_ends_the_rule(path: str) -> None:
    with pytest.raises(UnknownValue, match=path):
        SUBJECT.get(path)


@pytest.mark.parametrize(("path", "given"), [("unknown", True), ("off", True), ("empty", False), ("absent", False)])
def test_a_rule_can_ask_whether_a_property_is_given_at_all(path: str, *, given: bool) -> None:
    assert SUBJECT.has(path) is given


def test_the_objects_of_a_list_are_read_one_by_one() -> None:
    first, second = SUBJECT.items("rules")
    assert first.get("port") == 22
    with pytest.raises(UnknownValue):
        second.get("port")


def test_a_single_object_reads_like_a_list_of_one() -> None:
    assert [item.get("port") for item in SUBJECT.items("single")] == [443]
    assert SUBJECT.items("absent") == []


@pytest.mark.parametrize("path", ["unknown", "secret", "text", "known", "gap"])
def test_what_is_no_list_of_objects_ends_the_rule(path: str) -> None:
    with pytest.raises(UnknownValue, match=path):
        SUBJECT.items(path)


def test_a_document_may_have_gaps_where_aws_chooses_names() -> None:
    assert SUBJECT.document("gap") == {"Resource": "${key.arn}"}


@pytest.mark.parametrize("path", ["unknown", "text", "absent", "known", "partly", "secret"])
def test_what_is_no_document_is_unknown(path: str) -> None:
    with pytest.raises(UnknownValue):
        SUBJECT.document(path)


def test_every_look_is_evidence() -> None:
    with RecordedReads() as reads:
        SUBJECT.get("known")
        SUBJECT.has("unknown")
    assert [(read.path, read.value) for read in reads] == [("known", 1), ("unknown", UNKNOWN)]


def test_a_stack_knows_who_refers_to_whom() -> None:
    vpc, subnet = resource("vpc", "vpc"), resource("subnet", "subnet", refers={"vpcId": ["vpc", "missing"]})
    stack = Stack("test", [vpc, subnet])
    assert subnet.refers_to("vpcId") == (vpc,)
    assert stack.referring(vpc, "subnet", by="vpcId") == [subnet]
    assert stack.referring(vpc, "subnet", by="other") == []


def test_a_resource_rule_may_not_ask_for_references() -> None:
    with pytest.raises(TypeError, match="make this a stack rule"):
        resource("t").refers_to("vpcId")


def test_a_stack_says_of_itself_what_its_baseline_declares() -> None:
    baseline = resource("footing:stacks:Baseline", "baseline", environment="prod")
    assert Stack("test", [exports(url="x"), baseline]).outputs == {"url": "x", "environment": "prod"}
