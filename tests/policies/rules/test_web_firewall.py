from __future__ import annotations

from typing import Any

import pytest

from policies.rules import web_firewall as rules
from policies.view import UNKNOWN, Resource
from policies.web_firewalls import GROUP_ASSOCIATION, LOGGING, RULE, WEB_ACL
from tests.policies.cases import Case, case, resource

COMMON, KNOWN_BAD = rules.WANTED_GROUPS
SEEN = {"cloudwatchMetricsEnabled": True, "sampledRequestsEnabled": False, "metricName": "m"}
SAMPLED = {**SEEN, "sampledRequestsEnabled": True}
BY_JSON = resource(WEB_ACL, ruleJson="[]", visibilityConfig=SEEN)


def managed(name: Any, priority: Any = 1, override: Any = None, **statement: Any) -> dict[str, Any]:
    return {
        "name": name,
        "priority": priority,
        "overrideAction": {"none": {}} if override is None else override,
        "statement": {"managedRuleGroupStatement": {"vendorName": "AWS", "name": name, **statement}},
        "visibilityConfig": SEEN,
    }


def rate(action: str = "block", **statement: Any) -> dict[str, Any]:
    return {
        "name": "rate",
        "priority": 0,
        "action": {action: {}},
        "statement": {"rateBasedStatement": {"limit": 2000, "aggregateKeyType": "IP", **statement}},
        "visibilityConfig": SEEN,
    }


def allow(priority: Any) -> dict[str, Any]:
    return {"name": "partners", "priority": priority, "action": {"allow": {}}, "visibilityConfig": SEEN}


def acl(*given: dict[str, Any], visibility: dict[str, Any] = SEEN, **properties: Any) -> Resource:
    return resource(WEB_ACL, rules=list(given), visibilityConfig=visibility, **properties)


def apart(type_: str, name: str, /, **properties: Any) -> Resource:
    return resource(type_, name, refers={"webAclArn": ["subject"]}, webAclArn=UNKNOWN, **properties)


def overriding(action: Any) -> dict[str, Any]:
    """Make what a rule of managed rules says where one of them shall do something else."""
    return {"ruleActionOverrides": [{"name": "CrossSiteScripting_BODY", "actionToUse": action}]}


def protecting(exceptions: tuple[str, ...] = (), by: Any = True, /, **fields: Any) -> dict[str, Any]:
    given = {"action": "SUBSTITUTION", **dict.fromkeys(exceptions, by)}
    return {
        "dataProtections": [
            {**given, "field": {"fieldType": kind, **({"fieldKeys": keys} if keys else {})}}
            for kind, keys in fields.items()
        ]
    }


def log(*headers: Any, query: bool = False) -> Resource:
    fields = [*({"singleHeader": {"name": header}} for header in headers), *([{"queryString": {}}] * query)]
    return resource(LOGGING, "log", refers={"resourceArn": ["subject"]}, resourceArn=UNKNOWN, redactedFields=fields)


EVERYTHING = protecting(SINGLE_HEADER=["Authorization"], SINGLE_COOKIE=None, QUERY_STRING=None)
SOMEBODYS_LOG = resource(LOGGING, "log", resourceArn=UNKNOWN)
BOTH = (managed(COMMON), managed(KNOWN_BAD, 2))

CASES = [
    case(rules.web_acl_applies_managed_rules, "pass", "both", acl(*BOTH)),
    case(
        rules.web_acl_applies_managed_rules,
        "pass",
        "apart from the web ACL",
        acl(managed(COMMON)),
        apart(
            GROUP_ASSOCIATION,
            "known-bad",
            managedRuleGroup={"vendorName": "AWS", "name": KNOWN_BAD},
            overrideAction="none",
        ),
    ),
    case(
        rules.web_acl_applies_managed_rules,
        "pass",
        "a rule apart",
        acl(),
        *(apart(RULE, each["name"], **each) for each in BOTH),
    ),
    case(rules.web_acl_applies_managed_rules, "fail", "one is missing", acl(managed(COMMON))),
    case(
        rules.web_acl_applies_managed_rules,
        "fail",
        "only counted",
        acl(managed(COMMON), managed(KNOWN_BAD, 2, {"count": {}})),
    ),
    case(
        rules.web_acl_applies_managed_rules,
        "fail",
        "only counted, apart",
        acl(managed(COMMON)),
        apart(
            GROUP_ASSOCIATION,
            "known-bad",
            managedRuleGroup={"vendorName": "AWS", "name": KNOWN_BAD},
            overrideAction="count",
        ),
    ),
    case(
        rules.web_acl_applies_managed_rules,
        "fail",
        "to some requests only",
        acl(managed(COMMON), managed(KNOWN_BAD, 2, scopeDownStatement={"geoMatchStatement": {}})),
    ),
    *(
        case(
            rules.web_acl_applies_managed_rules,
            verdict,
            f"of one rule: {action}",
            acl(managed(COMMON, **overriding(action)), managed(KNOWN_BAD, 2)),
        )
        for verdict, action in (
            ("pass", {"captcha": {}}),
            ("fail", {"allow": {}}),
            ("fail", {"count": {}}),
            ("unknown", UNKNOWN),
        )
    ),
    case(
        rules.web_acl_applies_managed_rules,
        "fail",
        "one rule allows, apart",
        acl(managed(COMMON)),
        apart(
            GROUP_ASSOCIATION,
            "known-bad",
            managedRuleGroup={"vendorName": "AWS", "name": KNOWN_BAD, **overriding({"allow": {}})},
            overrideAction="none",
        ),
    ),
    case(rules.web_acl_applies_managed_rules, "fail", "no rules", acl()),
    case(rules.web_acl_applies_managed_rules, "unknown", "which", acl(managed(COMMON), managed(UNKNOWN, 2))),
    case(rules.web_acl_applies_managed_rules, "unknown", "JSON", BY_JSON),
    case(rules.web_acl_limits_rate, "pass", "it does", acl(*BOTH, rate())),
    case(rules.web_acl_limits_rate, "fail", "it does not", acl(*BOTH)),
    case(rules.web_acl_limits_rate, "fail", "it counts only", acl(rate("count"))),
    case(rules.web_acl_limits_rate, "fail", "of some requests", acl(rate(scopeDownStatement={"notStatement": {}}))),
    case(rules.web_acl_limits_rate, "pass", "the most", acl(rate(limit=100_000))),
    case(rules.web_acl_limits_rate, "fail", "of what nobody can send", acl(rate(limit=2_000_000_000))),
    case(rules.web_acl_limits_rate, "pass", "over ten minutes", acl(rate(limit=200_000, evaluationWindowSec=600))),
    case(rules.web_acl_limits_rate, "fail", "within a minute", acl(rate(limit=20_001, evaluationWindowSec=60))),
    case(rules.web_acl_limits_rate, "unknown", "how many", acl(rate(limit=UNKNOWN))),
    case(
        rules.web_acl_limits_rate,
        "unknown",
        "what it does",
        acl({"statement": {"rateBasedStatement": {"limit": 1}}, "action": UNKNOWN}),
    ),
    case(rules.web_acl_lets_nothing_past_managed_rules, "pass", "after them", acl(*BOTH, allow(9))),
    case(rules.web_acl_lets_nothing_past_managed_rules, "fail", "before them", acl(*BOTH, allow(0))),
    case(rules.web_acl_lets_nothing_past_managed_rules, "fail", "before the last", acl(*BOTH, allow(1))),
    case(rules.web_acl_lets_nothing_past_managed_rules, "not applicable", "there are none", acl(allow(0))),
    case(rules.web_acl_lets_nothing_past_managed_rules, "unknown", "when", acl(*BOTH, allow(UNKNOWN))),
    case(rules.web_acl_logged, "pass", "it is", acl(*BOTH), log()),
    case(rules.web_acl_logged, "fail", "it is not", acl(*BOTH)),
    case(rules.web_acl_logged, "unknown", "whose log it is", acl(*BOTH), SOMEBODYS_LOG),
    case(
        rules.web_acl_hides_credentials,
        "pass",
        "log and samples",
        acl(*BOTH, visibility=SAMPLED, dataProtectionConfig=EVERYTHING),
        log(),
    ),
    case(rules.web_acl_hides_credentials, "pass", "its log alone", acl(), log("authorization", "Cookie", query=True)),
    case(
        rules.web_acl_hides_credentials,
        "pass",
        "every header and argument",
        acl(dataProtectionConfig=protecting(SINGLE_HEADER=None, SINGLE_QUERY_ARGUMENT=None)),
        log(),
    ),
    case(rules.web_acl_hides_credentials, "fail", "not cookies", acl(), log("authorization", query=True)),
    case(rules.web_acl_hides_credentials, "fail", "not query strings", acl(), log("authorization", "cookie")),
    case(
        rules.web_acl_hides_credentials,
        "fail",
        "one cookie only",
        acl(
            dataProtectionConfig=protecting(
                SINGLE_HEADER=["authorization"], SINGLE_COOKIE=["session"], QUERY_STRING=None
            )
        ),
        log(),
    ),
    case(
        rules.web_acl_hides_credentials,
        "fail",
        "samples do not",
        acl(visibility=SAMPLED),
        log("authorization", "cookie", query=True),
    ),
    case(
        rules.web_acl_hides_credentials,
        "fail",
        "samples of one rule do not",
        acl({**rate(), "visibilityConfig": SAMPLED}),
        log("authorization", "cookie", query=True),
    ),
    *(
        case(
            rules.web_acl_hides_credentials,
            verdict,
            f"{exception}: {by}",
            acl(dataProtectionConfig=protecting((exception,), by, SINGLE_HEADER=None, QUERY_STRING=None)),
            log(),
        )
        for exception in rules.EXCEPTIONS
        for verdict, by in (("pass", False), ("fail", True), ("unknown", UNKNOWN))
    ),
    case(rules.web_acl_hides_credentials, "not applicable", "it keeps nothing", acl(*BOTH)),
    case(rules.web_acl_hides_credentials, "unknown", "what", acl(), log(UNKNOWN)),
    case(rules.web_acl_measured, "pass", "it is", acl(*BOTH, rate())),
    case(
        rules.web_acl_measured,
        "fail",
        "but for a rule",
        acl(*BOTH, {**rate(), "visibilityConfig": {"cloudwatchMetricsEnabled": False}}),
    ),
    case(rules.web_acl_measured, "fail", "not the whole", acl(*BOTH, visibility={"cloudwatchMetricsEnabled": False})),
    case(rules.web_acl_measured, "unknown", "whether", acl(*BOTH, visibility={"cloudwatchMetricsEnabled": UNKNOWN})),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule_gives_the_verdict(case: Case) -> None:
    assert case.judged() == case.verdict
