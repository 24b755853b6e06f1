"""Sessions, stored in the cache only, so that any container can answer any request."""

import hashlib
import secrets
from typing import Any

from developer_toolkit_elasticache import ElastiCacheIAMAuthTokenManager
from starlette.authentication import AuthCredentials, AuthenticationBackend, AuthenticationError, SimpleUser, requires
from starlette.requests import HTTPConnection
from valkey.asyncio import Valkey, ValkeyCluster
from valkey.exceptions import ValkeyClusterException, ValkeyError

from app.settings import Settings

COOKIE = "__Host-session"
IDLE_SECONDS = 15 * 60  # idle time until a session expires: the automatic logoff of 45 CFR 164.312(a)(2)(iii)
FAILURES = (ValkeyError, ValkeyClusterException, OSError)
signed_in = requires("signed in", 401)


class Sessions(AuthenticationBackend):
    """Sessions by their token. The cache holds digests of tokens only, so its readers cannot take over a session."""

    def __init__(self, cache: Valkey | ValkeyCluster) -> None:
        self._cache = cache

    async def start(self, subject: str) -> str:
        """Start a session for a user and return its token."""
        await self._cache.set(_key(token := secrets.token_urlsafe(32)), subject, ex=IDLE_SECONDS)
        return token

    async def end(self, token: str) -> None:
        """End a session."""
        await self._cache.delete(_key(token))

    async def authenticate(self, conn: HTTPConnection) -> tuple[AuthCredentials, SimpleUser] | None:
        """Return the user of the request's session cookie, and extend the session; None without a session."""
        try:
            subject = (token := conn.cookies.get(COOKIE)) and await self._cache.getex(_key(token), ex=IDLE_SECONDS)
        except FAILURES as error:
            raise AuthenticationError("sessions cannot be read now") from error
        return (AuthCredentials(["signed in"]), SimpleUser(subject)) if subject else None

    async def answer(self) -> bool:
        """Return whether the cache answers."""
        try:
            return bool(await self._cache.ping())
        except FAILURES:
            return False


class Cluster(ValkeyCluster):
    """A cluster client that recovers: the library forgets each node that once did not answer."""

    async def initialize(self) -> ValkeyCluster:
        """Rediscover the nodes at every known address."""
        self.nodes_manager.startup_nodes |= self.nodes_manager.nodes_cache
        return await super().initialize()


def connect(settings: Settings) -> Valkey | ValkeyCluster:
    """Return a client of the cache: over TLS with a verified host name, authenticated by IAM, with a timeout of 1 s."""
    # A serverless cache, which is a cluster, has the address <name>-<id>.serverless.<region>.cache.amazonaws.com.
    kind = "serverless_cache_name" if ".serverless." in settings.sessions_host else "replication_group_id"
    named: dict[str, Any] = {"region": settings.aws_region, kind: settings.sessions_cache_name}
    token = ElastiCacheIAMAuthTokenManager(user_id=settings.sessions_user, **named)
    given: dict[str, Any] = {"ssl": True, "ssl_check_hostname": True, "socket_timeout": 1, "decode_responses": True}
    given |= {"host": settings.sessions_host, "port": int(settings.sessions_port), "credential_provider": token}
    return Valkey(**given) if kind == "replication_group_id" else Cluster(**given)


def _key(token: str) -> str:
    return f"session:{hashlib.sha256(token.encode()).hexdigest()}"
