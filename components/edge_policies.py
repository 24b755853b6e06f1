"""What the edge caches, forwards, answers and records: pure decisions.

Dictionaries are in the form that `aws.cloudfront` takes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

CLOUDFRONT_REGION = "us-east-1"
"""The only region of CloudFront's certificates, firewalls and log deliveries, and the only region named in this
program."""
MINIMUM_TLS = "TLSv1.2_2025"
"""TLS 1.2 and 1.3, without CBC ciphers (Amazon CloudFront Developer Guide, "Supported protocols and ciphers between
viewers and CloudFront")."""

CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
ALL_VIEWER = "216adef6-5c7f-47e4-b989-5492eafa07d3"
"""Forwards the whole request to the origin, with host, cookies and credentials."""
HOST_HEADER_ONLY = "bf0718e1-ba1e-49d1-88b1-f726733018ae"
"""Forwards only the host to the origin, so that what is cached for everybody depends on no user. The load balancer
needs the host for its certificate and its rules. All three are managed policies of AWS, the same in all accounts
(Amazon CloudFront Developer Guide, "Use managed cache policies" and "Use managed origin request policies")."""

ALL_METHODS = ("GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE")
READING = ("GET", "HEAD")
MOST_CACHED_SECONDS = 365 * 24 * 3600
CACHED_SECONDS = 24 * 3600
"""Seconds for which a response without cache headers is cached."""
REMEMBER_TLS_SECONDS = 365 * 24 * 3600

FORGOTTEN_ERRORS = (400, 403, 404, 405, 414, 500, 501, 502, 503, 504)
"""Errors that CloudFront caches for ten seconds, except under its policy CachingDisabled (Amazon CloudFront
Developer Guide, "How CloudFront processes HTTP 4xx and 5xx status codes from your origin")."""
_NAMED = re.compile(r"[^*?./]")

LOG_FIELDS = (
    *("date", "time", "c-ip", "asn", "cs-method", "cs(Host)", "cs-uri-stem", "sc-status", "sc-bytes", "cs-bytes"),
    *("time-taken", "time-to-first-byte", "cs(User-Agent)", "cs-protocol", "cs-protocol-version", "ssl-protocol"),
    *("ssl-cipher", "x-forwarded-for", "x-edge-location", "x-edge-request-id", "x-edge-result-type"),
    *("x-edge-response-result-type", "x-edge-detailed-result-type", "sc-content-type", "sc-content-len"),
)
"""Fields of the access log. Without `cs-uri-query`, `cs(Referer)` and `cs(Cookie)`, which may name a patient or hold
a session. Paths are logged: an application must not put health information into them."""


def security_headers(content_security_policy: str | None) -> dict[str, Any]:
    """Return the headers of every response, which override the application's.

    `Strict-Transport-Security` covers this host only: other hosts under the domain may belong to others.
    """
    headers: dict[str, Any] = {
        "strict_transport_security": {
            "access_control_max_age_sec": REMEMBER_TLS_SECONDS,
            "include_subdomains": False,
            "override": True,
        },
        "content_type_options": {"override": True},
        "frame_options": {"frame_option": "DENY", "override": True},
        "referrer_policy": {"referrer_policy": "same-origin", "override": True},
    }
    if content_security_policy is not None:
        headers["content_security_policy"] = {
            "content_security_policy": content_security_policy,
            "override": True,
        }
    return headers


def kept_by_nobody() -> dict[str, Any]:
    """Return the header that forbids browsers and proxies to cache, unless the application sets another."""
    return {"items": [{"header": "Cache-Control", "value": "no-store", "override": False}]}


def nothing_personal() -> dict[str, Any]:
    """Return the cache key: path and encoding, and nothing that identifies a user."""
    return {
        "cookies_config": {"cookie_behavior": "none"},
        "headers_config": {"header_behavior": "none"},
        "query_strings_config": {"query_string_behavior": "none"},
        "enable_accept_encoding_brotli": True,
        "enable_accept_encoding_gzip": True,
    }


def errors_forgotten() -> list[dict[str, int]]:
    """Return settings that disable caching of error responses, which may be personal.

    The cost is that a missing or failing static file is requested from the origin each time.
    """
    return [{"error_code": code, "error_caching_min_ttl": 0} for code in FORGOTTEN_ERRORS]


def static_path(pattern: str) -> str:
    """Return a pattern of paths that may be cached; raise `ValueError` for one that names nothing, such as `/*`."""
    if not _NAMED.search(pattern):
        raise ValueError(
            f"{pattern} matches every path, so all responses would be cached; list static paths only, such as /static/*"
        )
    return pattern


def countries_allowed(countries: Sequence[str]) -> dict[str, Any]:
    """Return the geographic restriction to these ISO 3166-1 alpha-2 codes; none if the list is empty."""
    if not countries:
        return {"geo_restriction": {"restriction_type": "none"}}
    return {"geo_restriction": {"restriction_type": "whitelist", "locations": list(countries)}}
