"""The rule for roles by which services write to log groups: without the right permissions, a log group stays empty."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from policies.log_groups import LOG_GROUP
from policies.permitted import On, not_permitted
from policies.rule import NotApplicable, Severity, Verdict, first_problem, stack_rule
from policies.service_roles import roles_handed
from policies.some import some
from policies.trail_alarms import TRAIL
from policies.types import FLOW_LOG
from policies.view import Resource, Stack, UnknownValue
from policies.whereabouts import own_regions
from policies.wildcards import like

WRITING = ("logs:CreateLogStream", "logs:PutLogEvents")
NAMED = re.compile(r"arn:[^:]+:logs:[^:]*:[^:]*:log-group:([^:]+)")


@dataclass(frozen=True)
class Writer:
    """A kind of resource by which a service writes, where that names role and group, and how a stream is called.

    AWS CloudTrail User Guide, "Role policy document for CloudTrail to use CloudWatch Logs for monitoring"; Amazon VPC
    User Guide, "Flow log records in CloudWatch Logs".
    """

    role: str
    group: str
    stream: str


WRITERS = {
    TRAIL: Writer("cloudWatchLogsRoleArn", "cloudWatchLogsGroupArn", "{account}_CloudTrail_{region}"),
    FLOW_LOG: Writer("iamRoleArn", "logDestination", "eni-0a1b2c3d4e5f60718-all"),
}


@stack_rule(
    *WRITERS,
    severity=Severity.HIGH,
    fix=f"Allow the role {' and '.join(WRITING)} on the log group's streams, such as `arn:…:log-group:<name>:*`.",
    url="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-required-policy-for-cloudwatch-logs.html",
)
def log_role_can_write(source: Resource, stack: Stack) -> Verdict:
    """The role by which a trail or a flow log writes to its log group lets it write there."""
    writer = WRITERS[source.type]
    if not source.has(writer.role):
        return NotApplicable("it writes to no log group by a role")
    roles = roles_handed(source, writer.role, stack)

    def problem(role: Resource) -> str | None:
        on = _streams(source, stack)
        refused = first_problem(lambda action: not_permitted(role, stack, action, on), WRITING)
        return refused and f"{role.name} cannot write to its log group: {refused}"

    return first_problem(problem, roles)


def _streams(source: Resource, stack: Stack) -> On:
    """Return what tells whether an ARN takes in the streams of the log group to which a source writes."""
    writer = WRITERS[source.type]
    groups = [group for group in source.refers_to(writer.group) if group.type == LOG_GROUP]
    if not groups:
        named = NAMED.match(source.get(writer.group, ""))
        name = named[1] if named else ""
        return lambda pattern: _takes_in(pattern, name, writer.stream, stack)
    called = [_called(group) for group in groups]
    return lambda pattern: some(lambda names: names(pattern, writer.stream, stack), called)


def _called(group: Resource) -> Callable[[str, str, Stack], bool]:
    own = f"${{{group.name}}}"

    def takes_in(pattern: str, stream: str, stack: Stack) -> bool:
        for attribute, value in (("arn", f"arn:*:logs:*:*:log-group:{own}"), ("id", own), ("name", own)):
            pattern = pattern.replace(f"${{{group.name}.{attribute}}}", value)
        if _takes_in(pattern, own, stream, stack) or "${" in pattern:
            return _takes_in(pattern, own, stream, stack)
        if name := group.get("name", ""):
            return _takes_in(pattern, name, stream, stack)
        raise UnknownValue("name", "is not given, so that what a policy names cannot be told from it")

    return takes_in


def _takes_in(pattern: str, name: str, stream: str, stack: Stack) -> bool:
    """Tell whether an ARN takes in a stream of the account that it names, in a region of the stack's providers."""
    parts = pattern.split(":", 5)
    account = next(iter(re.findall(r"\d{12}", pattern)), "000000000000")
    named = parts[3].replace("*", "") if len(parts) == 6 else ""
    regions = own_regions(stack) or {named or "us-east-1"}

    def matches(region: str) -> bool:
        tail = f"log-group:{name}:log-stream:{stream.format(account=account, region=region)}"
        if len(parts) < 6:
            return like(f"arn:aws:logs:{region}:{account}:{tail}", ":".join(parts))
        wanted = ("logs", region, account, tail)
        return all(like(one, each) or "${" in each for one, each in zip(wanted, parts[2:], strict=True))

    return any(map(matches, regions))
