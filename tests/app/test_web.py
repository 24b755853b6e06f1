from __future__ import annotations

import pytest
from starlette.testclient import TestClient
from valkey.asyncio import Valkey

from app.web import DOMAINS
from tests.app.conftest import Serve, Server

PATHS = [f"/{domain}/{answer.__name__}" for domain, answers in DOMAINS.items() for answer in answers]
GUARDED = [("GET", path) for path in PATHS]
GUARDED += [("DELETE", "/auth/session")]


def test_the_process_is_alive_whatever_becomes_of_the_cache(serve: Serve, silent: Valkey) -> None:
    with serve(silent) as client:
        assert client.get("/health").status_code == 200


def test_it_is_not_ready_without_the_cache(serve: Serve, silent: Valkey) -> None:
    with serve(silent) as client:
        assert client.get("/ready").status_code == 503


def test_it_is_ready_with_the_cache(serve: Serve, cache: Server) -> None:
    with serve(cache.client()) as client:
        assert client.get("/ready").status_code == 200


@pytest.mark.parametrize(("method", "path"), GUARDED)
def test_nobody_gets_in_without_a_session(serve: Serve, silent: Valkey, method: str, path: str) -> None:
    with serve(silent) as client:
        assert client.request(method, path).status_code == 401


@pytest.mark.parametrize(("method", "path"), GUARDED)
def test_a_session_that_cannot_be_read_is_no_session(serve: Serve, silent: Valkey, method: str, path: str) -> None:
    with serve(silent) as client:
        client.cookies.set("__Host-session", "token")
        assert client.request(method, path).status_code == 503


def test_every_data_domain_has_its_package_and_its_path() -> None:
    assert {"auth", *DOMAINS} == {"auth", "billing", "clinical", "reporting"}


def sign_in(client: TestClient, name: str = "Jane") -> int:
    return client.post("/auth/session", content=name).status_code


def test_a_session_opens_every_domain_in_every_container(serve: Serve, cache: Server) -> None:
    with serve(cache.client()) as one, serve(cache.client()) as other:
        assert sign_in(one) == 201
        other.cookies = one.cookies
        answers = [other.get(path).status_code for path in PATHS]
        assert answers == [200] * len(answers)


def test_who_signed_out_is_out(serve: Serve, cache: Server) -> None:
    with serve(cache.client()) as client:
        sign_in(client)
        assert client.delete("/auth/session").status_code == 204
        assert client.get("/billing/invoices").status_code == 401


def test_the_cookie_is_for_this_host_and_no_script(serve: Serve, cache: Server) -> None:
    with serve(cache.client()) as client:
        cookie = client.post("/auth/session", content="Jane").headers["set-cookie"]
    assert cookie.startswith("__Host-session=")
    assert {"HttpOnly", "Path=/", "SameSite=strict", "Secure"} <= set(cookie.split("; "))
    assert "Domain" not in cookie


@pytest.mark.parametrize("environment", ["stage", "prod", "test"])
def test_nobody_signs_in_by_name_alone_outside_of_development(serve: Serve, silent: Valkey, environment: str) -> None:
    with serve(silent, environment) as client:
        assert sign_in(client) == 501


@pytest.mark.parametrize("name", ["", "x" * 101])
def test_a_name_has_a_length(serve: Serve, silent: Valkey, name: str) -> None:
    with serve(silent) as client:
        assert sign_in(client, name) == 400
