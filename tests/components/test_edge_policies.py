from __future__ import annotations

from typing import Any

import pytest

from components import edge_policies as policies


def test_what_is_stored_is_told_apart_by_nothing_that_tells_who_asked() -> None:
    key = policies.nothing_personal()
    assert {part: behavior for kind in key.values() if isinstance(kind, dict) for part, behavior in kind.items()} == {
        "cookie_behavior": "none",
        "header_behavior": "none",
        "query_string_behavior": "none",
    }


@pytest.mark.parametrize("pattern", ["/*", "*", "/**", "/?*", "*.*", "/*/*"])
def test_a_pattern_that_names_nothing_is_no_static_path(pattern: str) -> None:
    with pytest.raises(ValueError, match=r"matches every path, so all responses would be cached"):
        policies.static_path(pattern)


@pytest.mark.parametrize("pattern", ["/static/*", "/favicon.ico", "*.css", "/v?/*"])
def test_a_pattern_that_names_something_is(pattern: str) -> None:
    assert policies.static_path(pattern) == pattern


@pytest.mark.parametrize("telling", ["cs-uri-query", "cs(Cookie)", "cs(Referer)"])
def test_the_log_keeps_nothing_that_may_tell_of_a_patient_or_open_a_session(telling: str) -> None:
    assert telling not in policies.LOG_FIELDS


def test_the_log_says_who_asked_for_what_and_how_it_ended() -> None:
    assert {"date", "time", "c-ip", "cs-method", "cs-uri-stem", "sc-status"} <= set(policies.LOG_FIELDS)
    assert len(set(policies.LOG_FIELDS)) == len(policies.LOG_FIELDS)


@pytest.mark.parametrize("csp", [None, "default-src 'self'"])
def test_the_application_cannot_take_a_security_header_back(csp: str | None) -> None:
    headers = policies.security_headers(csp)
    assert all(header["override"] for header in headers.values())
    assert headers["strict_transport_security"]["access_control_max_age_sec"] >= 31_536_000
    assert ("content_security_policy" in headers) is (csp is not None)


def test_the_application_may_let_a_browser_keep_what_it_says_may_be_kept() -> None:
    (header,) = policies.kept_by_nobody()["items"]
    assert header == {"header": "Cache-Control", "value": "no-store", "override": False}


@pytest.mark.parametrize(
    ("countries", "restriction"),
    [((), {"restriction_type": "none"}), (("US", "CA"), {"restriction_type": "whitelist", "locations": ["US", "CA"]})],
)
def test_countries_are_restricted_only_if_some_are_named(countries: tuple[str, ...], restriction: Any) -> None:
    assert policies.countries_allowed(countries) == {"geo_restriction": restriction}
