"""Real caches for the application, with TLS and users as in the cloud, and the application in front of one."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import valkey
from starlette.testclient import TestClient
from valkey.asyncio import Valkey

from app.sessions import Cluster, Sessions
from app.settings import Settings
from app.web import application
from components.session_access import Mode, access_string

ROOT = Path(__file__).parents[2]
"""Not that of the tests' own conftest.py, which needs Pulumi."""
SETTINGS = {
    "ENVIRONMENT": "dev",
    "AWS_REGION": "us-east-1",
    "METRICS_NAMESPACE": "footing-test",
    "SESSIONS_HOST": "localhost",
    "SESSIONS_PORT": "6379",
    "SESSIONS_USER": "application",
    "SESSIONS_CACHE_NAME": "footing-test",
    "PORT": "8080",
}
SELF_SIGNED = (
    "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1"
    " -subj /CN=localhost -addext subjectAltName=DNS:localhost,IP:127.0.0.1"
)
LONGEST = 120
"""Seconds after which nothing more is expected, on however busy a machine."""
Serve = Callable[..., AbstractContextManager[TestClient]]


@dataclass(frozen=True)
class Server:
    port: int
    authority: Path
    mode: Mode

    def reached(self, **more: Any) -> dict[str, Any]:
        """Return how to reach it: as somebody who may do everything, unless it is said who."""
        encrypted = {"ssl": True, "ssl_ca_certs": str(self.authority)}
        return {"host": "localhost", "port": self.port, "decode_responses": True, **encrypted, **more}

    def client(self) -> Valkey:
        return Valkey(**self.reached())

    def application(self) -> Valkey | Cluster:
        """Return a client of the kind that the application has of such a cache, as its user."""
        given = self.reached(username="application", password="a token", ssl_check_hostname=True, socket_timeout=30)
        return Cluster(**given) if self.mode == "serverless" else Valkey(**given)


def free_port() -> int:
    """Return a port that a server may take, and that the system gives to nobody who asks for any port.

    A connection to it has ended at this end, which the system remembers for a minute.
    """
    with socket.create_server(("127.0.0.1", 0)) as taken, socket.create_connection(taken.getsockname()):
        taken.accept()[0].close()
        return int(taken.getsockname()[1])


def is_open(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def until(condition: Callable[[], bool]) -> bool:
    """Wait until something is so, and tell whether it is."""
    end = time.monotonic() + LONGEST
    while not (found := condition()) and time.monotonic() < end:
        time.sleep(0.02)
    return found


def until_open(port: int, process: subprocess.Popen[str]) -> None:
    until(lambda: is_open(port) or process.poll() is not None)
    assert is_open(port), f"nothing listens on port {port}: status {process.poll()}"


@contextmanager
def serving(folder: Path, mode: Mode, port: int) -> Iterator[Server]:
    """Start a cache that speaks TLS only, with the application's user, whom any password lets in, as a token would.

    One that is serverless is a cluster of one node, which has every key (as a serverless cache looks to its clients).
    """
    program = shutil.which("valkey-server") or shutil.which("redis-server")
    if not program or not shutil.which("openssl"):
        pytest.skip("needs valkey-server or redis-server, and openssl, on the PATH")
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    if not certificate.exists():
        subprocess.run([*SELF_SIGNED.split(), "-keyout", key, "-out", certificate], check=True, capture_output=True)
    options = {"port": 0, "tls-port": port, "bind": "127.0.0.1", "save": "", "dir": folder, "tls-auth-clients": "no"}
    options |= {"tls-cert-file": certificate, "tls-key-file": key, "tls-ca-cert-file": certificate}
    if mode == "serverless":
        options |= {"cluster-enabled": "yes", "cluster-port": free_port(), "tls-cluster": "yes"}
    given = [text for name, value in options.items() for text in (f"--{name}", str(value))]
    user = ["--user", "application", "nopass", *access_string(mode).split()]
    with subprocess.Popen([program, *given, *user], stdout=subprocess.DEVNULL, text=True) as server:
        try:
            until_open(port, server)
            started = Server(port, certificate, mode)
            if mode == "serverless":
                until_whole(started)
            yield started
        finally:
            server.terminate()


def until_whole(server: Server) -> None:
    """Give a cluster of one node every slot, and wait until it takes commands."""
    with valkey.Valkey(**server.reached()) as client:
        if not client.execute_command("CLUSTER SLOTS"):
            client.execute_command("CLUSTER ADDSLOTSRANGE", 0, 16383)
        came_up = until(lambda: client.execute_command("CLUSTER INFO")["cluster_state"] == "ok")
    assert came_up, "the cluster has not come up"


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("cache"), "replication group", free_port()) as server:
        yield server


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("cluster"), "serverless", free_port()) as server:
        yield server


@pytest.fixture
def serve() -> Serve:
    """Return a function that serves the application in front of a cache, as a new container would."""

    def serve(client: Valkey | Cluster, environment: str = "dev") -> AbstractContextManager[TestClient]:
        given = {name.lower(): value for name, value in SETTINGS.items()} | {"environment": environment}
        app = application(Settings(**given), Sessions(client))
        return TestClient(app, base_url="https://application.test", raise_server_exceptions=False)

    return serve


@pytest.fixture
def silent() -> Valkey:
    """Return a client of a cache that is not there."""
    return Valkey(host="localhost", port=free_port(), socket_connect_timeout=0.2)
