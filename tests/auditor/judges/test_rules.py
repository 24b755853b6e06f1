from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from pulumi_aws import s3

from auditor.graph import Resource as GraphResource
from auditor.graph import ResourceGraph
from auditor.judges.rules import RuleError, check_provided, judge
from auditor.results.finding import Finding
from auditor.results.report import StackVerdict
from policies.exceptions import RuleException
from policies.rule import NotApplicable, Severity, Verdict, resource_rule, stack_rule
from policies.view import Resource, Stack
from tests.conftest import Record

TODAY = date(2026, 6, 1)
BUCKET = "aws:s3/bucket:Bucket"


@resource_rule(BUCKET, severity=Severity.HIGH, fix="Name it.")
def bucket_named(bucket: Resource) -> Verdict:
    """A bucket has a name."""
    return None if bucket.get("bucket") else "it has no name"


@stack_rule(BUCKET, severity=Severity.HIGH, fix="Provide it.")
def bucket_watched(bucket: Resource, stack: Stack) -> Verdict:
    """A bucket is watched."""
    return None if bucket.get("bucket") == "own" else NotApplicable("provided by dev", provided_by="dev")


@resource_rule(BUCKET, severity=Severity.LOW, fix="Mend the rule.")
def broken(bucket: Resource) -> Verdict:
    """A rule works."""
    raise KeyError(bucket.name)


def stack(name: str, **buckets: str | None) -> ResourceGraph:
    resources = tuple(
        GraphResource(
            urn=f"urn:pulumi:{name}::p::{BUCKET}::{key}",
            type=BUCKET,
            name=key,
            inputs={"bucket": value} if value else {},
        )
        for key, value in buckets.items()
    )
    return ResourceGraph(project="p", stack=name, origin="program", resources=resources)


def findings(verdict: StackVerdict) -> list[Finding]:
    return list(verdict.findings)


def test_a_finding_names_resource_line_reason_and_evidence(recorded: Record) -> None:
    (finding,) = findings(judge(recorded(lambda: s3.Bucket("bucket")), [bucket_named], [], TODAY))
    assert (finding.rule, finding.status, finding.name) == ("bucket-named", "fail", "bucket")
    assert finding.source is not None
    assert finding.source.startswith("tests/auditor/judges/test_rules.py:")
    assert [(each.property, each.value) for each in finding.evidence] == [("bucket", "not set")]


def test_a_violation_blocks_unless_it_is_accepted() -> None:
    exception = RuleException.model_validate(
        {
            "rule": "bucket-named",
            "resource": f"{BUCKET}::a",
            "stacks": ["dev"],
            "reason": "None needed.",
            "compensating_control": "Whoever makes one is named by the trail.",
            "owner": "x@example.com",
            "approved_by": "Security Officer",
            "approved_on": date(2026, 1, 1),
            "expires": date(2026, 12, 31),
        }
    )
    assert not judge(stack("dev", a=None), [bucket_named], [], TODAY).passed
    accepted = judge(stack("dev", a=None), [bucket_named], [exception], TODAY)
    assert accepted.passed
    assert accepted.findings[0].accepted is not None
    assert not judge(stack("dev", a="x"), [bucket_named], [exception], TODAY).passed


def test_a_rule_that_raises_is_named() -> None:
    with pytest.raises(RuleError, match=r"rule broken raised on .* 'a' of stack dev: KeyError"):
        judge(stack("dev", a=None), [broken], [], TODAY)


PROVIDED = [
    ("holds it", {"own": "own"}, "not applicable", True),
    ("does not hold it", {"other": None}, "fail", False),
]


@pytest.mark.parametrize(
    ("buckets", "status", "passed"), [row[1:] for row in PROVIDED], ids=[row[0] for row in PROVIDED]
)
def test_a_claim_that_another_stack_provides_is_held_against_that_stack(
    buckets: dict[str, str | None], status: str, *, passed: bool
) -> None:
    owner = judge(stack("dev", **buckets), [bucket_watched], [], TODAY)
    _, checked = check_provided([owner, judge(stack("stage", a=None), [bucket_watched], [], TODAY)])
    assert checked.findings[0].status == status
    assert checked.passed is passed


def test_an_owner_that_holds_only_part_of_a_safeguard_does_not_provide_it() -> None:
    owner = judge(stack("dev", a="own", b=None), [bucket_watched], [], TODAY)
    failing = replace(owner.findings[1], status="fail", provided_by=None)
    owner = owner.model_copy(update={"findings": (owner.findings[0], failing)})
    _, checked = check_provided([owner, judge(stack("stage", a=None), [bucket_watched], [], TODAY)])
    assert checked.findings[0].status == "fail"


@stack_rule(BUCKET, severity=Severity.HIGH, fix="Provide it.", by_name=True)
def bucket_watched_by_name(bucket: Resource, stack: Stack) -> Verdict:
    """A bucket is watched by name."""
    name = bucket.get("bucket", "")
    return None if stack.name == "dev" else NotApplicable("provided by dev", provided_by="dev", provided_for=(name,))


@pytest.mark.parametrize("evidence", [True, False])
@pytest.mark.parametrize(("name", "status"), [("own", "not applicable"), ("other", "fail")])
def test_a_claim_by_name_stands_only_where_the_name_was_met(name: str, status: str, *, evidence: bool) -> None:
    owner = judge(stack("dev", a="own"), [bucket_watched_by_name], [], TODAY, evidence=evidence)
    _, checked = check_provided([owner, judge(stack("stage", a=name), [bucket_watched_by_name], [], TODAY)])
    assert checked.findings[0].status == status


def test_without_evidence_only_what_a_claim_by_name_may_need_is_kept() -> None:
    rules = [bucket_named, bucket_watched_by_name]
    brief = judge(stack("dev", a="own"), rules, [], TODAY, evidence=False)
    full = judge(stack("dev", a="own"), rules, [], TODAY)
    assert [each.status for each in brief.findings] == [each.status for each in full.findings]
    assert [bool(each.evidence) for each in full.findings] == [True, True]
    assert [each.evidence for each in brief.findings] == [(), full.findings[1].evidence]


def test_a_claim_about_a_stack_that_was_not_judged_is_unknown() -> None:
    (checked,) = check_provided([judge(stack("stage", a=None), [bucket_watched], [], TODAY)])
    assert checked.findings[0].status == "unknown"
    assert "was not judged" in checked.findings[0].reason
