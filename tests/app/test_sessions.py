from __future__ import annotations

import asyncio
import os
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from starlette.requests import HTTPConnection
from valkey.asyncio import Valkey

from app.sessions import COOKIE, IDLE_SECONDS, Sessions, connect
from app.settings import read_settings
from tests.app.conftest import SETTINGS, Server

SERVERLESS = "footing-test-abc123.serverless.use1.cache.amazonaws.com"
NODES = "master.footing-test.abc123.use1.cache.amazonaws.com"


def asking(token: str) -> HTTPConnection:
    return HTTPConnection({"type": "http", "headers": [(b"cookie", f"{COOKIE}={token}".encode())]})


async def subject(sessions: Sessions, token: str) -> str | None:
    found = await sessions.authenticate(asking(token))
    return found[1].display_name if found else None


def test_a_token_is_whose_it_was_made_for_until_it_ends(cache: Server) -> None:
    async def story() -> list[str | None]:
        async with cache.client() as client:
            sessions = Sessions(client)
            token = await sessions.start("Jane")
            during = await subject(sessions, token)
            await sessions.end(token)
            return [during, await subject(sessions, token), await subject(sessions, "made up")]

    assert asyncio.run(story()) == ["Jane", None, None]


def test_the_cache_holds_no_token_and_forgets_by_itself(cache: Server) -> None:
    async def story() -> tuple[str, dict[str, int]]:
        async with cache.client() as client:
            await client.flushall()
            token = await Sessions(client).start("Jane")
            return token, {key: await client.ttl(key) for key in await client.keys("*")}

    token, kept = asyncio.run(story())
    assert len(kept) == 1
    assert not any(token in key for key in kept)
    assert all(0 < seconds <= IDLE_SECONDS for seconds in kept.values())


def test_to_use_a_session_puts_its_end_off(cache: Server) -> None:
    async def story() -> int:
        async with cache.client() as client:
            await client.flushall()
            token = await Sessions(client).start("Jane")
            (key,) = await client.keys("*")
            await client.expire(key, 60)
            await subject(Sessions(client), token)
            return int(await client.ttl(key))

    assert asyncio.run(story()) > 60


@pytest.fixture
def role(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")


def connected(host: str) -> tuple[Valkey, dict[str, Any]]:
    client = connect(read_settings({**SETTINGS, "SESSIONS_HOST": host}))
    return client, client.connection_pool.connection_kwargs


@pytest.mark.usefixtures("role")
def test_the_cache_is_reached_by_tls_whose_name_is_verified() -> None:
    client, given = connected(NODES)
    assert client.connection_pool.connection_class.__name__ == "SSLConnection"
    assert (given["ssl_cert_reqs"], given["ssl_check_hostname"]) == ("required", True)


@pytest.mark.usefixtures("role")
@pytest.mark.parametrize(("host", "kind"), [(SERVERLESS, ["ServerlessCache"]), (NODES, None)])
def test_the_password_is_a_signed_request_to_connect(host: str, kind: list[str] | None) -> None:
    user, token = connected(host)[1]["credential_provider"].get_credentials()
    asked = urlsplit(f"https://{token}")
    signed = parse_qs(asked.query)
    assert (user, asked.netloc, asked.path) == ("application", "footing-test", "/")
    assert (signed["Action"], signed["User"], signed.get("ResourceType")) == (["connect"], ["application"], kind)
    assert signed["X-Amz-Credential"][0].endswith("/us-east-1/elasticache/aws4_request")
    assert signed["X-Amz-Expires"] == ["900"]
