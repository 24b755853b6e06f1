"""What the image does where it runs as in a task: as nobody, with no capability, and nothing to write to but memory."""

from __future__ import annotations

import json
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any

import httpx2
import pytest

from components.task_collector import Apm
from components.task_definition import Definition, application_container
from tests.app.conftest import LONGEST, Server, free_port, is_open, until
from tests.app.test_process import environment
from tests.app.test_traces import collector, told

from .conftest import IMAGES, Image
from .engine import asked, confined, running, said

AUTHORITY = "/authority.pem"
LIMITS = """
import json
status = dict(line.split(":\\t") for line in open("/proc/self/status").read().splitlines())
def writes(folder):
    try:
        return not open(folder + "/x", "w").write("")
    except OSError as error:
        return error.errno
refused = [writes(folder) for folder in ("/srv", "/packages", "/var/tmp", "/run", "/home")]
print(json.dumps([status["Uid"], status["CapBnd"], status["CapEff"], refused, writes("/tmp")]))
"""
WRITTEN = "import os; print([*os.listdir('/tmp'), *os.listdir('/var/tmp'), *os.listdir('/dev/shm')])"
READ_ONLY = 30
"""The number of the error of whoever writes to a file system that is only read, EROFS."""


@dataclass(frozen=True)
class Container:
    program: str
    id: str
    port: int
    definition: Definition

    def runs(self, *words: str) -> subprocess.CompletedProcess[str]:
        return asked(self.program, "exec", self.id, *words)

    def get(self, path: str) -> httpx2.Response:
        return httpx2.get(f"http://127.0.0.1:{self.port}{path}", timeout=LONGEST)

    def answers(self) -> bool:
        return is_open(self.port)

    def ended(self) -> bool:
        return said(self.program, "inspect", "--format", "{{.State.Running}}", self.id) == "false"

    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in said(self.program, "logs", self.id).splitlines()]

    def until(self, condition: Callable[[], bool]) -> None:
        assert until(condition), asked(self.program, "logs", self.id)


Start = Callable[..., AbstractContextManager[Container]]


@pytest.fixture
def start(image: Image, cache: Server) -> Start:
    """Return a function that runs the image in front of the cache, or of what is said instead of it."""

    @contextmanager
    def start(**given: str) -> Iterator[Container]:
        port = free_port()
        variables = environment(PORT=str(port), SSL_CERT_FILE=AUTHORITY, **{"SESSIONS_PORT": str(cache.port), **given})
        of_the_image = ("PATH", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE")
        definition = application_container(
            name="application",
            image=image.name,
            port=port,
            environment={name: value for name, value in variables.items() if name not in of_the_image},
            secrets={},
            log_group="",
            region="",
        )
        words = [*confined(image.program, definition), "--volume", f"{cache.authority}:{AUTHORITY}:ro,z"]
        with running(image.program, image.name, *words) as container:
            started = Container(image.program, container, port, definition)
            started.until(lambda: started.answers() or started.ended())
            assert started.answers(), asked(image.program, "logs", container)
            yield started

    return start


def test_it_serves_and_writes_nothing(start: Start) -> None:
    with start() as container:
        assert [container.get(path).status_code for path in ("/health", "/ready", "/clinical/encounters")] == [
            200,
            200,
            401,
        ]
        signed_in = httpx2.post(f"http://127.0.0.1:{container.port}/auth/session", content="Jane", timeout=LONGEST)
        assert signed_in.status_code == 201
        assert container.runs("python", "-c", WRITTEN).stdout.strip() == "[]"
        said = [(line["handler"], line["status"]) for line in container.lines() if line["message"] == "request"]
    assert said == [("encounters", 401), ("start", 201)]


def test_the_health_check_of_its_task_tells_whether_it_is_alive(start: Start) -> None:
    with start() as container:
        _, *command = container.definition["healthCheck"]["command"]
        assert container.runs(*command).returncode == 0
        wrong = [word.replace(f":{container.port}/health", f":{container.port}/nowhere") for word in command]
        assert container.runs(*wrong).returncode == 1


def test_without_the_cache_it_is_alive_and_not_ready(start: Start) -> None:
    with start(SESSIONS_PORT=str(free_port())) as container:
        assert [container.get(path).status_code for path in ("/health", "/ready")] == [200, 503]


def test_it_can_do_nothing_but_read_its_files_and_write_to_memory(start: Start) -> None:
    with start() as container:
        user, *capabilities, refused, tmp = json.loads(container.runs("python", "-c", LIMITS).stdout)
    assert set(user.split()) == {container.definition["user"].split(":")[0]}
    assert [int(each, 16) for each in capabilities] == [0, 0]
    assert set(refused) == {READ_ONLY}
    assert tmp is True


def test_told_to_stop_it_ends_what_it_does_and_takes_no_more(start: Start) -> None:
    with start() as container, httpx2.Client(timeout=LONGEST) as idle:
        idle.get(f"http://127.0.0.1:{container.port}/health")
        with socket.create_connection(("127.0.0.1", container.port), timeout=LONGEST) as slow:
            slow.sendall(b"POST /auth/session HTTP/1.1\r\nhost: application\r\ncontent-length: 4\r\n")
            slow.sendall(b"expect: 100-continue\r\n\r\n")
            assert slow.recv(100).startswith(b"HTTP/1.1 100 ")  # it has begun with the request
            slow.sendall(b"Ja")
            with subprocess.Popen([container.program, "stop", container.id], stdout=subprocess.DEVNULL) as stopping:
                container.until(lambda: not container.answers())
                time.sleep(2)  # or it might end before anybody who does not wait ends it
                slow.sendall(b"ne")
                answer = slow.recv(100)
                assert stopping.wait(LONGEST) == 0
        assert answer.startswith(b"HTTP/1.1 201 ")
        status = said(container.program, "inspect", "--format", "{{.State.ExitCode}}", container.id)
        assert status in ("0", "143")  # and not 137, which is that of who was killed
        lines = container.lines()
    assert lines[-1]["message"].startswith("Finished server process")
    assert [line for line in lines if line["level"] == "ERROR"] == []  # as it says of what it would wait for no longer


@pytest.mark.parametrize("image", [IMAGES["requirements-traced.txt"]], indirect=True)
@pytest.mark.parametrize("apm", ["application signals", "adot"])
def test_with_traces_it_sends_a_request_to_the_collector(start: Start, apm: Apm) -> None:
    with collector() as (address, taken), start(**told(apm, address)) as container:
        assert container.get("/clinical/encounters").status_code == 401
        container.until(lambda: b"clinical encounters" in taken.get("/v1/traces", b""))
        assert container.runs("python", "-c", WRITTEN).stdout.strip() == "[]"
