"""What the edge caches, forwards, answers and records: pure decisions.

Dictionaries are in the form that `aws.cloudfront` takes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

CLOUDFRONT_REGION = "us-east-1"
"""Where CloudFront takes its certificates, firewalls and log deliveries from, and from nowhere else. The one region
that this program names."""
MINIMUM_TLS = "TLSv1.2_2025"
"""TLS 1.2 and 1.3, with no cipher that chains blocks (Amazon CloudFront Developer Guide, "Supported protocols and
ciphers between viewers and CloudFront")."""

CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
ALL_VIEWER = "216adef6-5c7f-47e4-b989-5492eafa07d3"
"""Everything that a request brings goes to the origin, its host, cookies and credentials among it."""
HOST_HEADER_ONLY = "bf0718e1-ba1e-49d1-88b1-f726733018ae"
"""The host alone goes to the origin: what is stored for everybody was asked for by nobody in particular. The load
balancer needs it to show its certificate, and to know the name that it answers for.

All three are AWS's own, the same everywhere (Amazon CloudFront Developer Guide, "Use managed cache policies" and "Use
managed origin request policies")."""

ALL_METHODS = ("GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE")
READING = ("GET", "HEAD")
MOST_CACHED_SECONDS = 365 * 24 * 3600
CACHED_SECONDS = 24 * 3600
"""For what the origin gives no time of its own."""
REMEMBER_TLS_SECONDS = 365 * 24 * 3600

FORGOTTEN_ERRORS = (400, 403, 404, 405, 414, 500, 501, 502, 503, 504)
"""What CloudFront would keep for ten seconds, though not under its policy CachingDisabled (Amazon CloudFront Developer
Guide, "How CloudFront processes HTTP 4xx and 5xx status codes from your origin")."""
_NAMED = re.compile(r"[^*?./]")

LOG_FIELDS = (
    *("date", "time", "c-ip", "asn", "cs-method", "cs(Host)", "cs-uri-stem", "sc-status", "sc-bytes", "cs-bytes"),
    *("time-taken", "time-to-first-byte", "cs(User-Agent)", "cs-protocol", "cs-protocol-version", "ssl-protocol"),
    *("ssl-cipher", "x-forwarded-for", "x-edge-location", "x-edge-request-id", "x-edge-result-type"),
    *("x-edge-response-result-type", "x-edge-detailed-result-type", "sc-content-type", "sc-content-len"),
)
"""Who asked for what, how and with which outcome. Not `cs-uri-query`, `cs(Referer)` and `cs(Cookie)`: they may tell of
a patient, or open a session. Paths are kept: an application must not put health information into one."""


def security_headers(content_security_policy: str | None) -> dict[str, Any]:
    """Return the headers that every answer carries, whatever the application says.

    Other hosts under the domain may not be ours to bind, so that `Strict-Transport-Security` speaks of this one.
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
    """Return the header by which browsers and proxies keep no answer, where the application says nothing else."""
    return {"items": [{"header": "Cache-Control", "value": "no-store", "override": False}]}


def nothing_personal() -> dict[str, Any]:
    """Return what stored answers are told apart by: the path and the encoding, and nothing that tells who asked."""
    return {
        "cookies_config": {"cookie_behavior": "none"},
        "headers_config": {"header_behavior": "none"},
        "query_strings_config": {"query_string_behavior": "none"},
        "enable_accept_encoding_brotli": True,
        "enable_accept_encoding_gzip": True,
    }


def errors_forgotten() -> list[dict[str, int]]:
    """Return that no error is kept, so that what one person was answered with is never given to another.

    The price is that a static file that is missing, or fails, is asked for each time anew.
    """
    return [{"error_code": code, "error_caching_min_ttl": 0} for code in FORGOTTEN_ERRORS]


def static_path(pattern: str) -> str:
    """Return a pattern of paths that may be cached; raise `ValueError` for one that names nothing, such as `/*`."""
    if not _NAMED.search(pattern):
        raise ValueError(
            f"{pattern} is all there is, and would be cached: name the paths of static files, as /static/*"
        )
    return pattern


def countries_allowed(countries: Sequence[str]) -> dict[str, Any]:
    """Return from which countries requests are taken, by ISO 3166-1 alpha-2; from all if none is named."""
    if not countries:
        return {"geo_restriction": {"restriction_type": "none"}}
    return {"geo_restriction": {"restriction_type": "whitelist", "locations": list(countries)}}
