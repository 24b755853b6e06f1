"""The rules of the web application firewall, and the fields that its records hide: pure decisions.

Rule groups are those of the AWS WAF Developer Guide, "AWS Managed Rules rule groups list". The rules are in the form
that `aws.wafv2.WebAcl` takes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, get_args

LEAST_RATE = 10
"""The lowest limit of a rate-based rule."""
WINDOW_SECONDS = 300
TOO_MANY_REQUESTS = 429

HIDDEN_HEADERS = ("authorization", "cookie", "referer")
"""Credentials, and the referring address, whose query string may name a patient."""


ManagedGroup = Literal[
    "AWSManagedRulesAmazonIpReputationList",
    "AWSManagedRulesAnonymousIpList",
    "AWSManagedRulesCommonRuleSet",
    "AWSManagedRulesKnownBadInputsRuleSet",
    "AWSManagedRulesSQLiRuleSet",
    "AWSManagedRulesLinuxRuleSet",
    "AWSManagedRulesUnixRuleSet",
]
"""Groups of rules that AWS maintains, in the order of evaluation, the cheapest first."""
COUNTED_GROUPS: frozenset[ManagedGroup] = frozenset({"AWSManagedRulesAnonymousIpList"})
"""Groups that only count: VPNs and hosting providers also carry legitimate users and partners' systems."""
Counted = Mapping[ManagedGroup, Sequence[str]]
"""Rules of managed groups that only count requests, by group."""


def firewall_rules(metrics_prefix: str, rate_limit: int, counted: Counted) -> list[dict[str, Any]]:
    """Return the rules of the firewall: a rate limit, then the managed groups.

    `rate_limit` is the number of requests that one address may make within five minutes. Raises `ValueError` for one
    that AWS WAF does not take.
    """
    if rate_limit < LEAST_RATE:
        raise ValueError(f"a rate limit of {rate_limit} is below {LEAST_RATE}, the least that AWS WAF takes")
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
            _managed(group, priority, metrics_prefix, counted.get(group, ()))
            for priority, group in enumerate(get_args(ManagedGroup), start=1)
        ),
    ]


def visibility(metric_name: str) -> dict[str, Any]:
    """Return a visibility configuration: metrics under this name, and samples of requests."""
    return {"cloudwatch_metrics_enabled": True, "sampled_requests_enabled": True, "metric_name": metric_name}


def protected_fields() -> list[dict[str, Any]]:
    """Return the fields that AWS WAF shows as REDACTED in logs, samples and match details.

    AWS WAF shows the part of a body that matched a rule, which may be part of a health record (AWS WAF Developer
    Guide, "Data protection").
    """
    fields: list[dict[str, Any]] = [
        {"field_type": "SINGLE_HEADER", "field_keys": list(HIDDEN_HEADERS)},
        {"field_type": "QUERY_STRING"},
        {"field_type": "BODY"},
    ]
    return [{"action": "SUBSTITUTION", "field": field} for field in fields]


def redacted_fields() -> list[dict[str, Any]]:
    """Return the fields that the log redacts as well, as AWS WAF did before it offered data protection."""
    return [*({"single_header": {"name": header}} for header in HIDDEN_HEADERS), {"query_string": {}}]


def _managed(group: ManagedGroup, priority: int, metrics_prefix: str, counted: Sequence[str]) -> dict[str, Any]:
    return {
        "name": group,
        "priority": priority,
        "override_action": {"count": {}} if group in COUNTED_GROUPS else {"none": {}},
        "statement": {
            "managed_rule_group_statement": {
                "vendor_name": "AWS",
                "name": group,
                "rule_action_overrides": [{"name": rule, "action_to_use": {"count": {}}} for rule in counted],
            }
        },
        "visibility_config": visibility(f"{metrics_prefix}-{group}"),
    }
