"""The pack through pulumi-policy's own server code, which turns the engine's messages into what policies see."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from google.protobuf import struct_pb2
from pulumi.runtime.proto import analyzer_pb2
from pulumi_policy import EnforcementLevel
from pulumi_policy.policy import _PolicyAnalyzerServicer
from pulumi_policy.proxy import UNKNOWN_STRING_VALUE

from policies.exceptions import RuleException
from policies.native import native_policies
from policies.rule import NotApplicable, Severity, Verdict, resource_rule, stack_rule
from policies.view import Resource, Stack

TODAY = date(2026, 6, 1)
EXCEPTION = RuleException.model_validate(
    {
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
)


@resource_rule("bucket", severity=Severity.HIGH, fix="Make it private.", url="https://example.com")
def bucket_private(bucket: Resource) -> Verdict:
    """A bucket is private."""
    if bucket.has("website"):
        return NotApplicable("it is a website")
    return None if bucket.get("private", False) else "it is public"


@stack_rule("bucket", severity=Severity.LOW, fix="Log it.")
def bucket_logged(bucket: Resource, stack: Stack) -> Verdict:
    """A bucket is logged."""
    logging = stack.referring(bucket, "logging", by="bucket")
    if not logging:
        return "nothing logs it"
    return None if logging[0].get("days") > 30 else "too briefly"


def servicer(*exceptions: RuleException) -> Any:
    policies = native_policies([bucket_private, bucket_logged], exceptions, TODAY)
    return _PolicyAnalyzerServicer("footing", "1", policies, EnforcementLevel.MANDATORY)


def urn(type_: str, name: str) -> str:
    return f"urn:pulumi:test::footing::{type_}::{name}"


def struct(**properties: Any) -> struct_pb2.Struct:
    made = struct_pb2.Struct()
    made.update(properties)
    return made


def analyze(*exceptions: RuleException, type_: str = "bucket", **properties: Any) -> Any:
    request = analyzer_pb2.AnalyzeRequest(
        type=type_, name="site", urn=urn(type_, "site"), properties=struct(**properties)
    )
    return servicer(*exceptions).Analyze(request, None)


def member(type_: str, name: str, refers: dict[str, str] | None = None, **properties: Any) -> Any:
    return analyzer_pb2.AnalyzerResource(
        type=type_,
        name=name,
        urn=urn(type_, name),
        properties=struct(**properties),
        propertyDependencies={
            key: analyzer_pb2.AnalyzerPropertyDependencies(urns=[target]) for key, target in (refers or {}).items()
        },
    )


def analyze_stack(*resources: Any, exceptions: tuple[RuleException, ...] = ()) -> Any:
    request = analyzer_pb2.AnalyzeStackRequest(resources=resources)
    return servicer(*exceptions).AnalyzeStack(request, None)


def test_a_rule_sees_which_provider_makes_a_resource() -> None:
    @stack_rule("bucket", severity=Severity.LOW, fix="None.")
    def bucket_by_nobody(bucket: Resource, _stack: Stack) -> Verdict:
        """A bucket is made by nobody."""
        return bucket.provider

    policies = native_policies([bucket_by_nobody], (), TODAY)
    made = member("bucket", "site")
    made.provider.CopyFrom(analyzer_pb2.AnalyzerProviderResource(type="pulumi:providers:aws", urn="edge", name="edge"))
    told = _PolicyAnalyzerServicer("footing", "1", policies, EnforcementLevel.MANDATORY).AnalyzeStack(
        analyzer_pb2.AnalyzeStackRequest(resources=[made]), None
    )
    assert [message for _, message, _ in violations(told)] == ["A bucket is made by nobody.\nedge. None."]


def not_applicable(response: Any) -> dict[str, str]:
    return {each.policy_name: each.reason for each in response.not_applicable if each.policy_name != "given-values"}


def violations(response: Any) -> list[tuple[str, str, int]]:
    return [(each.policyName, each.message, each.enforcementLevel) for each in response.diagnostics]


def test_a_violation_is_reported_with_its_reason_and_is_mandatory() -> None:
    expected = ("bucket-private", "A bucket is private.\nit is public. Make it private.", analyzer_pb2.MANDATORY)
    assert violations(analyze()) == [expected]


def test_a_pass_is_silent() -> None:
    response = analyze(private=True)
    assert violations(response) == []
    assert not_applicable(response) == {}


def test_a_value_unknown_at_preview_neither_passes_nor_raises() -> None:
    response = analyze(private=UNKNOWN_STRING_VALUE)
    assert violations(response) == []
    assert not_applicable(response) == {"bucket-private": "site: private is not known before deployment"}


def test_a_rule_says_why_it_does_not_apply() -> None:
    assert not_applicable(analyze(website="x")) == {"bucket-private": "site: it is a website"}


def test_a_rule_does_not_apply_to_other_types() -> None:
    assert not_applicable(analyze(type_="queue")) == {"bucket-private": "judges bucket"}


def test_a_stack_rule_joins_resources_by_reference() -> None:
    bucket = member("bucket", "site", private=True)
    logging = member("logging", "logging", {"bucket": bucket.urn}, days=90)
    assert violations(analyze_stack(bucket, logging)) == []
    assert [name for name, *_ in violations(analyze_stack(bucket))] == ["bucket-logged"]


def test_a_known_violation_is_reported_beside_an_unknown_one() -> None:
    known, unknown = member("bucket", "known"), member("bucket", "unknown")
    logging = member("logging", "logging", {"bucket": unknown.urn}, days=UNKNOWN_STRING_VALUE)
    response = analyze_stack(known, unknown, logging)
    assert [name for name, *_ in violations(response)] == ["bucket-logged"]


def test_an_unknown_beside_a_pass_keeps_a_stack_rule_from_passing() -> None:
    known, unknown = member("bucket", "known"), member("bucket", "unknown")
    response = analyze_stack(
        known,
        unknown,
        member("logging", "a", {"bucket": known.urn}, days=90),
        member("logging", "b", {"bucket": unknown.urn}, days=UNKNOWN_STRING_VALUE),
    )
    assert violations(response) == []
    assert not_applicable(response) == {"bucket-logged": "unknown: days is not known before deployment"}


def test_a_stack_rule_without_a_subject_says_so() -> None:
    assert not_applicable(analyze_stack(member("queue", "queue"))) == {"bucket-logged": "there is no bucket"}


def test_an_accepted_violation_is_left_out_by_its_rule_and_printed_by_an_advisory_one() -> None:
    assert violations(analyze(EXCEPTION)) == []
    logged = member("logging", "logging", {"bucket": urn("bucket", "site")}, days=90)
    ((name, message, level),) = violations(analyze_stack(member("bucket", "site"), logged, exceptions=(EXCEPTION,)))
    assert (name, level) == ("accepted-exceptions", analyzer_pb2.ADVISORY)
    assert message.splitlines()[1:] == [
        "bucket-private: it is public. Accepted until 2026-12-31: It is the public website.",
        "Compensating control: Nothing but pages that anybody may read is ever put into it.",
        "Owner: web@example.com; accepted in the name of Security Officer on 2026-01-01",
    ]


def test_a_faulty_exception_is_a_mandatory_violation() -> None:
    logged = member("logging", "logging", {"bucket": urn("bucket", "site")}, days=90)
    ((name, message, level),) = violations(
        analyze_stack(member("bucket", "site", private=True), logged, exceptions=(EXCEPTION,))
    )
    assert (name, level) == ("exceptions-current", analyzer_pb2.MANDATORY)
    assert "accepts nothing" in message


def test_the_pack_tells_pulumi_how_bad_a_violation_is_and_how_to_mend_it() -> None:
    info = servicer().GetAnalyzerInfo(None, None)
    (policy,) = [each for each in info.policies if each.name == "bucket-private"]
    assert policy.enforcementLevel == analyzer_pb2.MANDATORY
    assert policy.severity == analyzer_pb2.POLICY_SEVERITY_HIGH
    assert (policy.remediation_steps, policy.url) == ("Make it private.", "https://example.com")


def test_a_stack_rule_sees_what_a_resource_was_given_not_what_aws_filled_in() -> None:
    """AWS fills `days` in by itself: 365, which would pass if the program had said so."""
    bucket, service = member("bucket", "site"), servicer()
    given: dict[str, Any] = {"type": "logging", "name": "logging", "urn": urn("logging", "logging")}
    service.Analyze(analyzer_pb2.AnalyzeRequest(**given, properties=struct(days=7)), None)
    logging = member("logging", "logging", {"bucket": bucket.urn}, days=365)
    logging.provider.CopyFrom(analyzer_pb2.AnalyzerProviderResource(type="pulumi:providers:aws", name="aws", urn="p"))
    response = service.AnalyzeStack(analyzer_pb2.AnalyzeStackRequest(resources=[bucket, logging]), None)
    assert [message for _, message, _ in violations(response)] == ["A bucket is logged.\ntoo briefly. Log it."]


def test_a_rule_that_raises_stops_the_engine_and_is_named() -> None:
    @resource_rule("bucket", severity=Severity.LOW, fix="Mend the rule.")
    def broken(bucket: Resource) -> Verdict:
        """A rule works."""
        raise KeyError(bucket.name)

    policies = native_policies([broken], [], TODAY)
    service = _PolicyAnalyzerServicer("footing", "1", policies, EnforcementLevel.MANDATORY)
    request = analyzer_pb2.AnalyzeRequest(type="bucket", name="site", urn=urn("bucket", "site"))
    with pytest.raises(RuntimeError, match="rule broken raised on site: KeyError"):
        service.Analyze(request, None)
