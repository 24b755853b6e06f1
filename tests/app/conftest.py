"""A real cache for the application, with TLS as in the cloud, and the application in front of it."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from valkey.asyncio import Valkey

from app.sessions import Sessions
from app.settings import Settings
from app.web import application

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
    " -subj /CN=localhost -addext subjectAltName=DNS:localhost"
)
Serve = Callable[..., AbstractContextManager[TestClient]]


@dataclass(frozen=True)
class Server:
    port: int
    authority: Path

    def client(self) -> Valkey:
        return Valkey(
            host="localhost", port=self.port, ssl=True, ssl_ca_certs=str(self.authority), decode_responses=True
        )


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def until_open(port: int, process: subprocess.Popen[str], seconds: float = 15) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise AssertionError(f"nothing listens on port {port}: status {process.poll()}")


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Start a cache that speaks TLS only, with a user whom any password, such as a token of IAM's, lets in."""
    program = shutil.which("valkey-server") or shutil.which("redis-server")
    if not program or not shutil.which("openssl"):
        pytest.skip("needs valkey-server or redis-server, and openssl, on the PATH")
    folder = tmp_path_factory.mktemp("cache")
    certificate, key, port = folder / "certificate.pem", folder / "key.pem", free_port()
    subprocess.run(
        [*SELF_SIGNED.split(), "-keyout", key, "-out", certificate],
        check=True,
        capture_output=True,
    )
    options = {"port": 0, "tls-port": port, "bind": "127.0.0.1", "save": "", "dir": folder, "tls-auth-clients": "no"}
    options |= {"tls-cert-file": certificate, "tls-key-file": key, "tls-ca-cert-file": certificate}
    given = [text for name, value in options.items() for text in (f"--{name}", str(value))]
    with subprocess.Popen(
        [program, *given, "--user", *["application", "on", "nopass", "~session:*", "+@all"]],
        stdout=subprocess.DEVNULL,
        text=True,
    ) as server:
        try:
            until_open(port, server)
            yield Server(port, certificate)
        finally:
            server.terminate()


@pytest.fixture
def serve() -> Serve:
    """Return a function that serves the application in front of a cache, as a new container would."""

    def serve(client: Valkey, environment: str = "dev") -> AbstractContextManager[TestClient]:
        given = {name.lower(): value for name, value in SETTINGS.items()} | {"environment": environment}
        app = application(Settings(**given), Sessions(client))
        return TestClient(app, base_url="https://application.test", raise_server_exceptions=False)

    return serve


@pytest.fixture
def silent() -> Valkey:
    """Return a client of a cache that is not there."""
    return Valkey(host="localhost", port=free_port(), socket_connect_timeout=0.2)
