"""Rules for web application firewalls: that they turn attacks away, and keep a record that gives nothing away."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from policies.joined import joined
from policies.rule import NotApplicable, Severity, Verdict, first_problem, stack_rule
from policies.some import some
from policies.view import Item, Resource, Stack
from policies.web_firewalls import (
    LOGGING,
    MOST_REQUESTS,
    WEB_ACL,
    FirewallRule,
    acts,
    applies_group,
    limits_rate,
    managed_group,
    rules_of,
    switched_off,
)

WANTED_GROUPS = ("AWSManagedRulesCommonRuleSet", "AWSManagedRulesKnownBadInputsRuleSet")
EXCEPTIONS = ("excludeRuleMatchDetails", "excludeRateBasedDetails")
HIDDEN = ("authorization", "cookie", "the query string")
"""What a record of requests must not show: what proves who somebody is, and what may name a patient."""


@stack_rule(
    WEB_ACL,
    severity=Severity.HIGH,
    fix=f"Add rules with a `managed_rule_group_statement` for {' and '.join(WANTED_GROUPS)}, not overridden to count.",
    url="https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-baseline.html",
)
def web_acl_applies_managed_rules(acl: Resource, stack: Stack) -> Verdict:
    """A web ACL turns away common attacks and known bad inputs, by rules that AWS keeps up to date."""
    rules = rules_of(acl, stack)

    def problem(group: str) -> str | None:
        if not some(lambda rule: applies_group(rule, group), rules):
            return f"{group} is not applied"
        if some(lambda rule: applies_group(rule, group) and not switched_off(rule), rules):
            return None
        off = [name for rule in rules if applies_group(rule, group) for name in switched_off(rule)]
        return f"{', '.join(off)} of {group} turns nobody away"

    return first_problem(problem, WANTED_GROUPS)


@stack_rule(
    WEB_ACL,
    severity=Severity.MEDIUM,
    fix="Add a rule with a `rate_based_statement` for all requests, and the action `block`, and a `limit` of "
    f"{MOST_REQUESTS} or less.",
    url="https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statement-type-rate-based.html",
)
def web_acl_limits_rate(acl: Resource, stack: Stack) -> Verdict:
    """A web ACL turns away whoever sends too many requests."""
    return None if some(limits_rate, rules_of(acl, stack)) else "no rule limits the rate of all requests"


@stack_rule(
    WEB_ACL,
    severity=Severity.HIGH,
    fix="Give the rule a higher `priority` number than the managed groups have, or let it count or label instead.",
    url="https://docs.aws.amazon.com/waf/latest/developerguide/web-acl-processing-order.html",
)
def web_acl_lets_nothing_past_managed_rules(acl: Resource, stack: Stack) -> Verdict:
    """No rule of a web ACL lets requests through before the managed rules have seen them."""
    rules = rules_of(acl, stack)
    managed = [rule.get("priority", 0) for rule in rules if managed_group(rule)]
    if not managed:
        return NotApplicable("it applies no managed rules")

    def problem(rule: FirewallRule) -> str | None:
        early = acts(rule, "action", "allow") and rule.get("priority", 0) < max(managed)
        return f"{rule.get('name', '') or 'a rule'} lets requests through before them" if early else None

    return first_problem(problem, rules)


@stack_rule(
    WEB_ACL,
    severity=Severity.MEDIUM,
    fix="Add a WebAclLoggingConfiguration with a destination whose name begins with `aws-waf-logs-`.",
    url="https://docs.aws.amazon.com/waf/latest/developerguide/logging.html",
)
def web_acl_logged(acl: Resource, stack: Stack) -> Verdict:
    """What a web ACL saw and did is logged."""
    return None if joined(stack, acl, LOGGING, "resourceArn") else "no WebAclLoggingConfiguration refers to it"


@stack_rule(
    WEB_ACL,
    severity=Severity.HIGH,
    fix="Protect the headers authorization and cookie, and the query string, in `data_protection_config`, "
    "without exceptions for the details of matches.",
    url="https://docs.aws.amazon.com/waf/latest/developerguide/data-protection-masking.html",
)
def web_acl_hides_credentials(acl: Resource, stack: Stack) -> Verdict:
    """Neither the log nor the samples that a web ACL keeps of requests show credentials or query strings."""
    protected = {name for each in acl.items("dataProtectionConfig.dataProtections") for name in _protected(each)}
    logs = joined(stack, acl, LOGGING, "resourceArn")

    def problem(log: Resource) -> str | None:
        redacted = {name for each in log.items("redactedFields") for name in _redacted(each)}
        return _shows("its log", protected | redacted)

    shown = first_problem(problem, logs)
    if shown or not some(_keeps_samples, _visible(acl, stack)):
        return shown or (None if logs else NotApplicable("it keeps neither a log nor samples"))
    return _shows("its samples of requests", protected)


@stack_rule(
    WEB_ACL,
    severity=Severity.LOW,
    fix="Set `cloudwatch_metrics_enabled=True` in the `visibility_config` of the web ACL and of each rule.",
    url="https://docs.aws.amazon.com/waf/latest/developerguide/waf-metrics.html",
)
def web_acl_measured(acl: Resource, stack: Stack) -> Verdict:
    """How often each rule of a web ACL matched can be seen, and raise an alarm."""

    def problem(each: FirewallRule) -> str | None:
        measured = each.get("visibilityConfig.cloudwatchMetricsEnabled", False)
        return None if measured else f"{each.get('name', '') or 'a rule'} is not measured"

    return first_problem(problem, _visible(acl, stack))


def _visible(acl: Resource, stack: Stack) -> list[FirewallRule]:
    return [acl, *rules_of(acl, stack)]


def _keeps_samples(each: FirewallRule) -> bool:
    return bool(each.get("visibilityConfig.sampledRequestsEnabled", False))


def _shows(what: str, hidden: set[str]) -> str | None:
    shown = [name for name in HIDDEN if name not in hidden]
    return f"{what} may show {', '.join(shown)}" if shown else None


def _protected(protection: Item) -> Iterable[str]:
    """Return what a data protection of a web ACL hides; one without keys hides all fields of its type.

    With an exception it hides nothing: the value then stands in the details of matches (AWS WAF Developer Guide,
    "Data protection exceptions").
    """
    if any(protection.get(exception, False) for exception in EXCEPTIONS):
        return []
    kind, keys = protection.get("field.fieldType", ""), protection.get("field.fieldKeys", [])
    if kind == "SINGLE_HEADER":
        return [str(key).lower() for key in keys] or ["authorization", "cookie"]
    if kind == "SINGLE_COOKIE":
        return [] if keys else ["cookie"]
    whole = kind == "QUERY_STRING" or (kind == "SINGLE_QUERY_ARGUMENT" and not keys)
    return ["the query string"] if whole else []


def _redacted(field: Item) -> Iterable[str]:
    if field.has("singleHeader.name"):
        return [field.get("singleHeader.name", "").lower()]
    chosen: Any = field.resource.get(field.path)  # the query string is chosen by an empty object
    return ["the query string"] if isinstance(chosen, dict) and chosen.get("queryString") is not None else []
