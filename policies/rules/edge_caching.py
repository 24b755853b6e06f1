"""Rules for what CloudFront keeps, which may be nobody's own, and for the headers that it sends to browsers."""

from __future__ import annotations

import re

from policies.distributions import DISTRIBUTION, GUIDE, behaviors, path_of
from policies.rule import Severity, Verdict, first_problem, resource_rule, stack_rule
from policies.some import some
from policies.view import Item, Resource, Stack, UnknownValue

CACHE_POLICY = "aws:cloudfront/cachePolicy:CachePolicy"
REQUEST_POLICY = "aws:cloudfront/originRequestPolicy:OriginRequestPolicy"
HEADERS_POLICY = "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy"

CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
IMPERSONAL = (
    "bf0718e1-ba1e-49d1-88b1-f726733018ae",  # HostHeaderOnly
    "acba4595-bd28-49b8-b9fe-13317c0390fa",  # UserAgentRefererHeaders
    "59781a5b-3903-41f3-afcb-af62929ccde1",  # CORS-CustomOrigin
    "88a5eaf4-2fd4-4709-b370-b4c650ea3fcf",  # CORS-S3Origin
)
"""AWS's own origin request policies that send neither cookies nor credentials."""
PERSONAL_HEADERS = ("authorization", "cookie")
DEFAULT_ERROR_SECONDS = 10
LEAST_HSTS_SECONDS = 31_536_000
LONGEST_SECONDS = 31_536_000
"""How long an answer is kept at most where nobody says how long: a year."""
KEPT_ERRORS = (400, 403, 404, 405, 414, 500, 501, 502, 503, 504)
"""What CloudFront keeps for ten seconds unless told otherwise, whatever the cache policy says, unless that is AWS's
CachingDisabled (Amazon CloudFront Developer Guide, "How CloudFront processes HTTP 4xx and 5xx status codes from your
origin"). It keeps 412 and 415 too, if their origin says for how long, but takes no time for them."""
NAMELESS = re.compile(r"[/*?.]*")
"""A pattern of paths in which nothing is named."""
PARAMETERS = "parametersInCacheKeyAndForwardedToOrigin"
KEY = "cachePolicyId"
REQUEST = "originRequestPolicyId"


@stack_rule(
    DISTRIBUTION,
    severity=Severity.CRITICAL,
    fix="Give `default_cache_behavior` AWS's cache policy CachingDisabled, and cache named static paths only.",
    url=f"{GUIDE}/using-managed-cache-policies.html",
)
def distribution_caches_nothing_by_default(distribution: Resource, _stack: Stack) -> Verdict:
    """A distribution keeps no answer but those under paths that are named as static."""
    if not distribution.has("defaultCacheBehavior"):
        return "what it does by default is not said"

    def problem(behavior: Item) -> str | None:
        named = not NAMELESS.fullmatch(behavior.get("pathPattern", ""))
        return None if named or not _caches(behavior) else f"{path_of(behavior)} is cached"

    return first_problem(problem, behaviors(distribution))


@stack_rule(
    DISTRIBUTION,
    severity=Severity.HIGH,
    fix=f"Add `custom_error_responses` with `error_caching_min_ttl=0` for {', '.join(map(str, KEPT_ERRORS))}.",
    url=f"{GUIDE}/custom-error-pages-expiration.html",
)
def distribution_keeps_no_errors(distribution: Resource, _stack: Stack) -> Verdict:
    """An error with which a distribution answers one person is not kept, and given to the next."""
    if not some(_by_another_policy, behaviors(distribution)):
        return None
    given = distribution.items("customErrorResponses")
    seconds = {each.get("errorCode", 0): each.get("errorCachingMinTtl", DEFAULT_ERROR_SECONDS) for each in given}
    kept = {code: seconds.get(code, DEFAULT_ERROR_SECONDS) for code in KEPT_ERRORS}
    return first_problem(lambda code: f"{code} is kept for {kept[code]:g} seconds" if kept[code] else None, kept)


@stack_rule(
    DISTRIBUTION,
    severity=Severity.CRITICAL,
    fix="Give every cached behavior an origin request policy without cookies and credentials, such as HostHeaderOnly.",
    url=f"{GUIDE}/controlling-origin-requests.html",
)
def distribution_caches_nothing_personal(distribution: Resource, _stack: Stack) -> Verdict:
    """What a distribution caches was asked for without cookies and credentials, so that it is nobody's own."""
    return first_problem(_personal, behaviors(distribution))


@resource_rule(
    CACHE_POLICY,
    severity=Severity.CRITICAL,
    fix='Set `cookie_behavior="none"`, and take Authorization out of the headers; do not cache what is personal.',
    url=f"{GUIDE}/controlling-the-cache-key.html",
)
def cache_policy_leaves_out_credentials(policy: Resource) -> Verdict:
    """A policy by which answers are cached sends no cookies and no credentials to who gives those answers."""
    if _never_caches(policy):
        return None
    if policy.get(f"{PARAMETERS}.cookiesConfig.cookieBehavior", "none") != "none":
        return "cookies are sent along"
    headers = policy.get(f"{PARAMETERS}.headersConfig.headers.items", [])
    personal = [header for header in headers if str(header).lower() in PERSONAL_HEADERS]
    return f"{', '.join(personal)} is sent along" if personal else None


@resource_rule(
    DISTRIBUTION,
    severity=Severity.MEDIUM,
    fix="Give every cache behavior a `response_headers_policy_id`.",
    url=f"{GUIDE}/adding-response-headers.html",
)
def distribution_sends_security_headers(distribution: Resource) -> Verdict:
    """Every answer of a distribution carries headers that tell a browser how to protect its user."""
    bare = [each for each in behaviors(distribution) if not each.has("responseHeadersPolicyId")]
    return f"{path_of(bare[0])} has no response headers policy" if bare else None


@resource_rule(
    HEADERS_POLICY,
    severity=Severity.MEDIUM,
    fix="Set `strict_transport_security` for a year or more, `content_type_options` and `frame_options`.",
    url=f"{GUIDE}/understanding-response-headers-policies.html",
)
def security_headers_complete(policy: Resource) -> Verdict:
    """Headers for browsers forbid plain HTTP for a year, guessing of content types, and framing by others."""
    given = "securityHeadersConfig"
    seconds = policy.get(f"{given}.strictTransportSecurity.accessControlMaxAgeSec", 0)
    if seconds < LEAST_HSTS_SECONDS:
        return f"plain HTTP is forbidden for {seconds} seconds"
    missing = [name for name in ("contentTypeOptions", "frameOptions") if not policy.has(f"{given}.{name}")]
    return f"{', '.join(missing)} is not set" if missing else None


def _personal(behavior: Item) -> str | None:
    if not _caches(behavior):
        return None
    where = f"{path_of(behavior)} is cached"
    if behavior.has("forwardedValues"):
        if behavior.get("forwardedValues.cookies.forward", "none") != "none":
            return f"{where}, and cookies are sent along"
        headers = [str(header).lower() for header in behavior.get("forwardedValues.headers", [])]
        personal = [header for header in headers if header in (*PERSONAL_HEADERS, "*")]
        return f"{where}, and {', '.join(personal)} is sent along" if personal else None
    if not behavior.has(REQUEST):
        return None
    try:
        policy = behavior.get(REQUEST, "")
    except UnknownValue:
        own = _named_by(behavior, REQUEST_POLICY)
        if not own:
            raise
        return first_problem(lambda each: f"{where}, by {each.name}" if _sends_personal(each) else None, own)
    return None if policy in IMPERSONAL else f"{where}, and its origin request policy is {policy}"


def _by_another_policy(behavior: Item) -> bool:
    """Tell whether a behavior has another policy than CachingDisabled, under which alone no error is kept."""
    try:
        return bool(behavior.get(KEY, "") != CACHING_DISABLED)
    except UnknownValue:
        if not _named_by(behavior, CACHE_POLICY):
            raise
        return True


def _caches(behavior: Item) -> bool:
    """Tell whether answers are kept; one of several policies of this stack that keeps them speaks for all."""
    if behavior.has("forwardedValues"):
        return bool(behavior.get("maxTtl", LONGEST_SECONDS) > 0)
    try:
        return bool(behavior.get(KEY, "") != CACHING_DISABLED)
    except UnknownValue:
        own = _named_by(behavior, CACHE_POLICY)
        if not own:
            raise
        return some(lambda policy: not _never_caches(policy), own)


def _named_by(behavior: Item, type_: str) -> list[Resource]:
    return [each for each in behavior.resource.refers_to(behavior.path.split(".")[0]) if each.type == type_]


def _never_caches(policy: Resource) -> bool:
    return bool(policy.get("maxTtl", LONGEST_SECONDS) == 0)


def _sends_personal(policy: Resource) -> bool:
    if policy.get("cookiesConfig.cookieBehavior", "") != "none":
        return True
    headers = policy.get("headersConfig.headers.items", [])
    return policy.get("headersConfig.headerBehavior", "") not in ("none", "whitelist") or any(
        str(header).lower() in PERSONAL_HEADERS for header in headers
    )
