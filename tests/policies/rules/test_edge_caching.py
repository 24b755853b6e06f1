from __future__ import annotations

from typing import Any

import pytest

from policies.distributions import DISTRIBUTION
from policies.rules import edge_caching as rules
from policies.view import UNKNOWN, Resource
from tests.policies.cases import Case, case, resource

OPTIMIZED = "658327ea-f89d-4fab-a63d-7e88639e58f6"
ALL_VIEWER = "216adef6-5c7f-47e4-b989-5492eafa07d3"
HOST_ONLY = rules.IMPERSONAL[0]
KEEPS = resource(rules.CACHE_POLICY, "policy", maxTtl=60)
KEEPS_NOT = resource(rules.CACHE_POLICY, "policy", maxTtl=0)


def default(*refers: str, **behavior: Any) -> Resource:
    return resource(DISTRIBUTION, refers={"defaultCacheBehavior": list(refers)}, defaultCacheBehavior=behavior)


def static(*refers: str, **behavior: Any) -> Resource:
    """Make a distribution that caches one path only."""
    return resource(
        DISTRIBUTION,
        refers={"orderedCacheBehaviors": list(refers)},
        defaultCacheBehavior={"cachePolicyId": rules.CACHING_DISABLED, "originRequestPolicyId": ALL_VIEWER},
        orderedCacheBehaviors=[{"pathPattern": "/static/*", **behavior}],
    )


def under(pattern: Any) -> Resource:
    """Make a distribution that caches the paths of a pattern."""
    return resource(
        DISTRIBUTION,
        defaultCacheBehavior={"cachePolicyId": rules.CACHING_DISABLED},
        orderedCacheBehaviors=[{"pathPattern": pattern, "cachePolicyId": OPTIMIZED}],
    )


def failing(*refers: str, policy: Any = OPTIMIZED, seconds: Any = 0, codes: Any = rules.KEPT_ERRORS) -> Resource:
    """Make a distribution that keeps errors with these codes for some seconds."""
    return resource(
        DISTRIBUTION,
        refers={"defaultCacheBehavior": list(refers)},
        defaultCacheBehavior={"cachePolicyId": policy},
        customErrorResponses=[{"errorCode": code, "errorCachingMinTtl": seconds} for code in codes],
    )


def request_policy(cookies: str, *headers: str) -> Resource:
    return resource(
        rules.REQUEST_POLICY,
        "request",
        cookiesConfig={"cookieBehavior": cookies},
        headersConfig={"headerBehavior": "whitelist", "headers": {"items": list(headers)}},
    )


def cache_policy(cookies: Any, *headers: str, ttl: int = 60) -> Resource:
    parameters = {
        "cookiesConfig": {"cookieBehavior": cookies},
        "headersConfig": {"headerBehavior": "whitelist", "headers": {"items": list(headers)}},
    }
    return resource(rules.CACHE_POLICY, maxTtl=ttl, parametersInCacheKeyAndForwardedToOrigin=parameters)


def headers(seconds: Any, **more: Any) -> Resource:
    given = {"strictTransportSecurity": {"accessControlMaxAgeSec": seconds}, **more}
    return resource(rules.HEADERS_POLICY, securityHeadersConfig=given)


OTHERS = {"contentTypeOptions": {"override": True}, "frameOptions": {"frameOption": "DENY"}}
BY_DEFAULT, PERSONAL, CREDENTIALS = (
    rules.distribution_caches_nothing_by_default,
    rules.distribution_caches_nothing_personal,
    rules.cache_policy_leaves_out_credentials,
)
ERRORS = rules.distribution_keeps_no_errors
SENDS, COMPLETE = rules.distribution_sends_security_headers, rules.security_headers_complete

CASES = [
    case(BY_DEFAULT, "pass", "AWS's policy", default(cachePolicyId=rules.CACHING_DISABLED)),
    case(BY_DEFAULT, "pass", "one of this stack", default("policy", cachePolicyId=UNKNOWN), KEEPS_NOT),
    case(BY_DEFAULT, "pass", "the old way", default(forwardedValues={"queryString": True}, maxTtl=0)),
    case(BY_DEFAULT, "fail", "AWS's other policy", default(cachePolicyId=OPTIMIZED)),
    case(BY_DEFAULT, "fail", "one of this stack", default("policy", cachePolicyId=UNKNOWN), KEEPS),
    case(BY_DEFAULT, "fail", "the old way", default(forwardedValues={"queryString": True})),
    case(BY_DEFAULT, "fail", "nothing is said", resource(DISTRIBUTION)),
    case(BY_DEFAULT, "unknown", "by which policy", default(cachePolicyId=UNKNOWN)),
    case(BY_DEFAULT, "pass", "what is named", under("/static/*")),
    case(BY_DEFAULT, "pass", "a kind of file", under("*.css")),
    *(case(BY_DEFAULT, "fail", each, under(each)) for each in ("*", "/*", "/?*", "*.*", "/*/*")),
    case(BY_DEFAULT, "unknown", "which paths", under(UNKNOWN)),
    case(ERRORS, "pass", "AWS's policy keeps none", failing(policy=rules.CACHING_DISABLED, codes=())),
    case(ERRORS, "pass", "forgotten at once", failing()),
    case(ERRORS, "pass", "under a policy of this stack", failing("policy", policy=UNKNOWN), KEEPS_NOT),
    case(ERRORS, "fail", "as long as nobody says otherwise", failing(codes=())),
    case(ERRORS, "fail", "under a policy of this stack", failing("policy", policy=UNKNOWN, codes=()), KEEPS_NOT),
    case(ERRORS, "fail", "the old way", default(forwardedValues={"queryString": True}, maxTtl=0)),
    case(ERRORS, "fail", "for as long as nobody says otherwise", failing(seconds=None)),
    case(ERRORS, "fail", "some are", failing(codes=rules.KEPT_ERRORS[1:])),
    case(ERRORS, "unknown", "for how long", failing(seconds=UNKNOWN)),
    case(ERRORS, "unknown", "by which policy", failing(policy=UNKNOWN, codes=())),
    case(PERSONAL, "pass", "the host alone", static(cachePolicyId=OPTIMIZED, originRequestPolicyId=HOST_ONLY)),
    case(PERSONAL, "pass", "nothing is sent along", static(cachePolicyId=OPTIMIZED)),
    case(
        PERSONAL,
        "pass",
        "policies of this stack",
        static("policy", "request", cachePolicyId=UNKNOWN, originRequestPolicyId=UNKNOWN),
        KEEPS,
        request_policy("none", "Host"),
    ),
    case(PERSONAL, "pass", "nothing is kept", static(cachePolicyId=rules.CACHING_DISABLED)),
    case(PERSONAL, "fail", "everything", static(cachePolicyId=OPTIMIZED, originRequestPolicyId=ALL_VIEWER)),
    case(
        PERSONAL,
        "fail",
        "cookies",
        static("request", cachePolicyId=OPTIMIZED, originRequestPolicyId=UNKNOWN),
        request_policy("all"),
    ),
    case(
        PERSONAL,
        "fail",
        "credentials",
        static("request", cachePolicyId=OPTIMIZED, originRequestPolicyId=UNKNOWN),
        request_policy("none", "Authorization"),
    ),
    case(PERSONAL, "fail", "cookies, the old way", static(forwardedValues={"cookies": {"forward": "all"}})),
    case(PERSONAL, "fail", "every header, the old way", static(forwardedValues={"headers": ["*"]})),
    case(PERSONAL, "unknown", "what", static(cachePolicyId=OPTIMIZED, originRequestPolicyId=UNKNOWN)),
    case(CREDENTIALS, "pass", "none", cache_policy("none", "Accept")),
    case(CREDENTIALS, "pass", "it keeps nothing", cache_policy("all", "Authorization", ttl=0)),
    case(CREDENTIALS, "fail", "cookies", cache_policy("whitelist")),
    case(CREDENTIALS, "fail", "credentials", cache_policy("none", "Accept", "authorization")),
    case(CREDENTIALS, "unknown", "cookies", cache_policy(UNKNOWN)),
    case(SENDS, "pass", "it does", default(responseHeadersPolicyId=UNKNOWN)),
    case(SENDS, "fail", "not by default", default(cachePolicyId=OPTIMIZED)),
    case(SENDS, "unknown", "whether", resource(DISTRIBUTION, orderedCacheBehaviors=UNKNOWN)),
    case(COMPLETE, "pass", "all", headers(31_536_000, **OTHERS)),
    case(COMPLETE, "fail", "for a day", headers(86_400, **OTHERS)),
    case(COMPLETE, "fail", "framing is allowed", headers(31_536_000, contentTypeOptions={"override": True})),
    case(COMPLETE, "fail", "none", resource(rules.HEADERS_POLICY)),
    case(COMPLETE, "unknown", "how long", headers(UNKNOWN, **OTHERS)),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule_gives_the_verdict(case: Case) -> None:
    assert case.judged() == case.verdict
