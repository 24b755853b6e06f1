"""The list of events, tried on what CloudTrail records: each pattern finds its calls, and not what comes near them."""

from __future__ import annotations

import pytest

from components.audit_events import CIS_EVENTS, SAFEGUARD_CHANGES, AuditEvent, break_glass_use
from components.audit_events import EVENTS as EVERYWHERE
from components.identity import BREAK_GLASS_ROLES
from policies import trail_events
from policies.filter_pattern import finds
from policies.trail_events import EVERYDAY, ROOT, USER, Event, call, role_taken

EVENTS = [*EVERYWHERE, break_glass_use(BREAK_GLASS_ROLES)]
OF_CIS = {title.split()[0]: events for title, events in trail_events.CIS_EVENTS.items()}
LONGEST_PATTERN = 1024
"""CloudWatch Logs API Reference, PutMetricFilter."""


def sign_in(**changes: object) -> Event:
    (event,) = OF_CIS["4.2"]
    return {**event, **changes}


NEAR = {
    "unauthorised-calls": [call("ec2", "StopInstances", errorCode="Throttling"), call("ec2", "StopInstances")],
    "sign-in-without-mfa": [
        sign_in(additionalEventData={"MFAUsed": "Yes"}),
        sign_in(responseElements={"ConsoleLogin": "Failure"}),
        sign_in(userIdentity=trail_events.OPERATOR),
        sign_in(eventName="CheckMfa"),
    ],
    "root-use": [
        call("s3", "ListBuckets", userIdentity={**ROOT, "invokedBy": "support.amazonaws.com"}),
        call("s3", "ListBuckets", userIdentity=ROOT, eventType="AwsServiceEvent"),
        call("s3", "ListBuckets", userIdentity=USER),
    ],
    "iam-changes": [call("organizations", "CreatePolicy"), call("iam", "GetRolePolicy"), call("iam", "ListPolicies")],
    "trail-changes": [call("cloudtrail", "DescribeTrails"), call("cloudtrail", "LookupEvents")],
    "sign-in-failures": [sign_in(), call("sts", "AssumeRole", errorMessage="Failed authentication")],
    "key-deletion": [call("kms", "EnableKey"), call("secretsmanager", "DisableKey")],
    "bucket-policy-changes": [call("s3", "PutObject"), call("s3", "GetBucketPolicy"), call("ecr", "PutBucketPolicy")],
    "config-changes": [call("config", "StartConfigurationRecorder"), call("ssm", "PutDeliveryChannel")],
    "security-group-changes": [call("ec2", "DescribeSecurityGroups")],
    "network-acl-changes": [call("ec2", "DescribeNetworkAcls")],
    "gateway-changes": [call("ec2", "DescribeInternetGateways")],
    "route-changes": [call("ec2", "DescribeRouteTables"), call("apigateway", "CreateRoute")],
    "vpc-changes": [call("ec2", "DescribeVpcs")],
    "organization-changes": [call("iam", "CreatePolicy"), call("organizations", "DescribeOrganization")],
    "safeguard-changes": [
        call("s3", "GetBucketPublicAccessBlock"),
        call("s3", "GetAccountPublicAccessBlock"),
        call("cloudtrail", "GetEventSelectors"),
        call("ec2", "DescribeSecurityGroupRules"),
        call("iam", "ListAccessKeys"),
        call("kms", "GetKeyPolicy"),
        call("monitoring", "DescribeAlarms"),
        call("monitoring", "EnableAlarmActions"),
    ],
    "break-glass": [
        *role_taken("111122223333", "/footing-test-operator"),
        *role_taken("111122223333", "/footing-test-break-glass-reader"),
        {**next(role_taken("111122223333", "/footing-test-break-glass")), "eventName": "GetRole"},
    ],
}


PASSED_OVER = [
    call(service, name)
    for service, names in {
        "cloudtrail": "PutEventSelectors",
        "ec2": "ModifySecurityGroupRules",
        "iam": "CreateAccessKey UpdateAssumeRolePolicy PutRolePermissionsBoundary DeleteRolePermissionsBoundary "
        "PutUserPermissionsBoundary DeleteUserPermissionsBoundary",
        "kms": "PutKeyPolicy",
        "monitoring": "DeleteAlarms DisableAlarmActions PutAlarmMuteRule",
        "s3": "PutBucketPublicAccessBlock DeleteBucketPublicAccessBlock PutAccountPublicAccessBlock "
        "DeleteAccountPublicAccessBlock DeletePublicAccessBlock",
    }.items()
    for name in names.split()
]
"""Calls that undo a safeguard, as CloudTrail names them; CloudWatch is `monitoring` there."""


@pytest.mark.parametrize("event", PASSED_OVER, ids=lambda event: event["eventName"])
def test_a_safeguard_is_not_changed_in_silence_by_what_the_benchmark_passes_over(event: Event) -> None:
    assert [each.name for each in EVENTS if finds(each.pattern, event)] == ["safeguard-changes"]


def test_changes_of_safeguards_are_no_event_of_the_benchmark() -> None:
    listed = [event for events in OF_CIS.values() for event in events]
    assert SAFEGUARD_CHANGES.cis is None
    assert [each["eventName"] for each in listed if finds(SAFEGUARD_CHANGES.pattern, each)] == []


def test_every_event_of_the_benchmark_is_there_once_and_in_its_order() -> None:
    assert [event.cis for event in CIS_EVENTS] == [*OF_CIS] == [f"4.{number}" for number in range(1, 16)]
    assert len({event.name for event in EVENTS}) == len(EVENTS)


@pytest.mark.parametrize("event", CIS_EVENTS, ids=lambda event: event.name)
def test_a_pattern_finds_every_call_that_the_benchmark_lists(event: AuditEvent) -> None:
    missed = [each["eventName"] for each in OF_CIS[event.cis or ""] if not finds(event.pattern, each)]
    assert missed == []


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.name)
def test_a_pattern_finds_neither_what_comes_near_nor_what_is_ordinary(event: AuditEvent) -> None:
    assert NEAR[event.name]
    assert [each for each in (*NEAR[event.name], *EVERYDAY) if finds(event.pattern, each)] == []


@pytest.mark.parametrize("event", CIS_EVENTS, ids=lambda event: event.name)
def test_no_pattern_finds_the_calls_of_another_event(event: AuditEvent) -> None:
    found = {cis for cis, events in OF_CIS.items() if any(finds(event.pattern, each) for each in events)}
    assert found == {event.cis}


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.name)
def test_a_pattern_is_no_longer_than_cloudwatch_takes(event: AuditEvent) -> None:
    assert len(event.pattern) <= LONGEST_PATTERN


@pytest.mark.parametrize("way", ["AssumeRole", "AssumeRoleWithSAML", "AssumeRoleWithWebIdentity"])
@pytest.mark.parametrize("stack", ["dev", "prod"])
def test_taking_the_break_glass_role_of_any_stack_is_found(way: str, stack: str) -> None:
    pattern = break_glass_use(BREAK_GLASS_ROLES).pattern
    for event in role_taken("111122223333", f"/footing-{stack}-break-glass"):
        assert finds(pattern, {**event, "eventName": way})


@pytest.mark.parametrize("arn", ["arn:aws:iam::111122223333:role/footing-*-break-glass", "*-break-*-glass"])
def test_an_arn_with_a_gap_in_it_is_refused_since_nothing_would_be_found(arn: str) -> None:
    with pytest.raises(ValueError, match="only at the beginning or the end"):
        break_glass_use(arn)
