from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import Any, get_args
from urllib.parse import parse_qs, urlsplit

import pytest
import valkey
from starlette.authentication import AuthenticationError
from starlette.requests import HTTPConnection
from valkey.asyncio import Valkey
from valkey.exceptions import NoPermissionError

from app.sessions import COOKIE, IDLE_SECONDS, Cluster, Sessions, connect
from app.settings import read_settings
from components.session_access import Mode
from tests.app.conftest import SETTINGS, Server, free_port, serving

SERVERLESS = "footing-test-abc123.serverless.use1.cache.amazonaws.com"
NODES = "master.footing-test.abc123.use1.cache.amazonaws.com"


def asking(token: str) -> HTTPConnection:
    return HTTPConnection({"type": "http", "headers": [(b"cookie", f"{COOKIE}={token}".encode())]})


async def subject(sessions: Sessions, token: str) -> str | None:
    found = await sessions.authenticate(asking(token))
    return found[1].display_name if found else None


@pytest.fixture(params=["cache", "cluster"])
def either(request: pytest.FixtureRequest) -> Server:
    """Return a cache of each kind in turn."""
    found: Server = request.getfixturevalue(request.param)
    return found


def test_a_token_is_whose_it_was_made_for_until_it_ends(either: Server) -> None:
    async def story() -> list[str | None]:
        async with either.application() as client:
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


def test_the_cache_answers(either: Server) -> None:
    async def story() -> bool:
        async with either.application() as client:
            return await Sessions(client).answer()

    assert asyncio.run(story())


@pytest.mark.parametrize(
    "forbidden", ["KEYS *", "SCAN 0", "CLUSTER NODES", "CLUSTER RESET", "CONFIG GET *", "GET other"]
)
def test_the_user_of_the_application_may_nothing_else(either: Server, forbidden: str) -> None:
    user = valkey.Valkey(**either.reached(username="application", password="a token"))
    with user as client, pytest.raises(NoPermissionError):
        client.execute_command(*forbidden.split())


@pytest.mark.parametrize("mode", get_args(Mode))
def test_a_cache_that_was_away_is_found_again(tmp_path: Path, mode: Mode) -> None:
    port = free_port()

    async def story() -> list[bool]:
        with serving(tmp_path, mode, port) as server:
            client = server.application()
            sessions = Sessions(client)
            token = await sessions.start("Jane")
            before = await sessions.answer()
        during = await sessions.answer()
        with pytest.raises(AuthenticationError):
            await subject(sessions, token)
        with serving(tmp_path, mode, port):
            after = await sessions.answer()
            started = bool(await sessions.start("Jane"))
            await client.aclose()
        return [before, during, after, started]

    assert asyncio.run(story()) == [True, False, True, True]


@pytest.fixture
def role(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")


def connected(host: str) -> dict[str, Any]:
    """Return how each connection to a cache at an address is made."""
    client = connect(read_settings({**SETTINGS, "SESSIONS_HOST": host}))
    if isinstance(client, Valkey):
        return {**client.connection_pool.connection_kwargs, "connection_class": client.connection_pool.connection_class}
    return client.connection_kwargs


@pytest.mark.usefixtures("role")
@pytest.mark.parametrize("host", [SERVERLESS, NODES])
def test_the_cache_is_reached_by_tls_whose_name_is_verified(host: str) -> None:
    given = connected(host)
    assert given["connection_class"].__name__ == "SSLConnection"
    assert (given["ssl_cert_reqs"], given["ssl_check_hostname"]) == ("required", True)


@pytest.mark.usefixtures("role")
@pytest.mark.parametrize(("host", "kind"), [(SERVERLESS, Cluster), (NODES, Valkey)])
def test_a_serverless_cache_is_spoken_to_as_a_cluster(host: str, kind: type) -> None:
    assert type(connect(read_settings({**SETTINGS, "SESSIONS_HOST": host}))) is kind


@pytest.mark.usefixtures("role")
@pytest.mark.parametrize(("host", "kind"), [(SERVERLESS, ["ServerlessCache"]), (NODES, None)])
def test_the_password_is_a_signed_request_to_connect(host: str, kind: list[str] | None) -> None:
    user, token = connected(host)["credential_provider"].get_credentials()
    asked = urlsplit(f"https://{token}")
    signed = parse_qs(asked.query)
    assert (user, asked.netloc, asked.path) == ("application", "footing-test", "/")
    assert (signed["Action"], signed["User"], signed.get("ResourceType")) == (["connect"], ["application"], kind)
    assert signed["X-Amz-Credential"][0].endswith("/us-east-1/elasticache/aws4_request")
    assert signed["X-Amz-Expires"] == ["900"]
