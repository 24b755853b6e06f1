"""What the web application firewall asks of a request, and what it keeps of one: pure decisions.

Rule groups, their capacities and their limits are those of the AWS WAF Developer Guide, "AWS Managed Rules rule groups
list". The rules are in the form that `aws.wafv2.WebAcl` takes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

BASE_CAPACITY = 1500
"""Capacity units of a web ACL that its price includes."""
RATE_RULE_CAPACITY = 2
LEAST_RATE = 10
"""The lowest limit that a rate-based rule takes."""
WINDOW_SECONDS = 300
TOO_MANY_REQUESTS = 429

HIDDEN_HEADERS = ("authorization", "cookie", "referer")
"""What proves who somebody is; and the address that they come from, whose query string may name a patient."""


@dataclass(frozen=True, kw_only=True)
class ManagedGroup:
    """A group of rules that AWS keeps up to date."""

    name: str
    capacity: int
    blocks: bool = True


MANAGED_GROUPS = (
    ManagedGroup(name="AWSManagedRulesAmazonIpReputationList", capacity=25),
    # Counted only: behind a VPN or at a hosting provider are honest people and partners' systems too.
    ManagedGroup(name="AWSManagedRulesAnonymousIpList", capacity=50, blocks=False),
    ManagedGroup(name="AWSManagedRulesCommonRuleSet", capacity=700),
    ManagedGroup(name="AWSManagedRulesKnownBadInputsRuleSet", capacity=200),
    ManagedGroup(name="AWSManagedRulesSQLiRuleSet", capacity=200),
    ManagedGroup(name="AWSManagedRulesLinuxRuleSet", capacity=200),
    ManagedGroup(name="AWSManagedRulesUnixRuleSet", capacity=100),
)
"""In the order in which they are asked, the cheapest first."""


def firewall_rules(metrics_prefix: str, rate_limit: int, counted: Mapping[str, Sequence[str]]) -> list[dict[str, Any]]:
    """Return the rules of the firewall: a rate limit, then the managed groups.

    `rate_limit` is the number of requests that one address may make within five minutes. `counted` names, by managed
    group, rules of it that only count. Raises `ValueError` for a limit or a group that there is not.
    """
    if rate_limit < LEAST_RATE:
        raise ValueError(f"a rate limit of {rate_limit} is below {LEAST_RATE}, the least that AWS WAF takes")
    unknown = counted.keys() - {group.name for group in MANAGED_GROUPS}
    if unknown:
        raise ValueError(f"{', '.join(sorted(unknown))}: the firewall has no such managed group of rules")
    return [
        {
            "name": "rate-limit",
            "priority": 0,
            "action": {"block": {"custom_response": {"response_code": TOO_MANY_REQUESTS}}},
            "statement": {
                "rate_based_statement": {
                    "limit": rate_limit,
                    "aggregate_key_type": "IP",
                    "evaluation_window_sec": WINDOW_SECONDS,
                }
            },
            "visibility_config": visibility(f"{metrics_prefix}-rate-limit"),
        },
        *(
            _managed(group, priority, metrics_prefix, counted.get(group.name, ()))
            for priority, group in enumerate(MANAGED_GROUPS, start=1)
        ),
    ]


def visibility(metric_name: str) -> dict[str, Any]:
    """Return that requests are counted under a name, and that some are kept to look at."""
    return {"cloudwatch_metrics_enabled": True, "sampled_requests_enabled": True, "metric_name": metric_name}


def protected_fields() -> list[dict[str, Any]]:
    """Return what stands as REDACTED wherever AWS WAF shows a request: in logs, samples and details of matches.

    Of a body AWS WAF shows the part that matched a rule, which may be part of a health record (AWS WAF Developer
    Guide, "Data protection").
    """
    fields: list[dict[str, Any]] = [
        {"field_type": "SINGLE_HEADER", "field_keys": list(HIDDEN_HEADERS)},
        {"field_type": "QUERY_STRING"},
        {"field_type": "BODY"},
    ]
    return [{"action": "SUBSTITUTION", "field": field} for field in fields]


def redacted_fields() -> list[dict[str, Any]]:
    """Return what is taken out of the log once more, as AWS WAF did before it knew how to protect fields."""
    return [*({"single_header": {"name": header}} for header in HIDDEN_HEADERS), {"query_string": {}}]


def _managed(group: ManagedGroup, priority: int, metrics_prefix: str, counted: Sequence[str]) -> dict[str, Any]:
    return {
        "name": group.name,
        "priority": priority,
        "override_action": {"none": {}} if group.blocks else {"count": {}},
        "statement": {
            "managed_rule_group_statement": {
                "vendor_name": "AWS",
                "name": group.name,
                "rule_action_overrides": [{"name": rule, "action_to_use": {"count": {}}} for rule in counted],
            }
        },
        "visibility_config": visibility(f"{metrics_prefix}-{group.name}"),
    }
