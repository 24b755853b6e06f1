"""What a collector beside the application is sent, by the packages that an image with traces is built with.

They live in an environment of their own, `.traced`: they and Pulumi need different versions of `protobuf`.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx2
import pytest

from components.task_collector import VARIABLES, Apm
from tests.app.conftest import LONGEST, ROOT, free_port, until, until_open
from tests.app.test_image import pins
from tests.app.test_process import environment

PYTHON = ROOT / ".traced" / "bin" / "python"
LOCK = "requirements-traced.txt"
SECRET = "Jane-Doe"
IMPORTED = """
import json, runpy, sys, uvicorn
uvicorn.run = lambda *given, **options: None
runpy.run_module("app", run_name="__main__")
print(json.dumps([name for name in sys.modules if name.split(".")[0] in ("opentelemetry", "amazon")]))
"""
WRAPPED = """
import starlette.applications, urllib3
wrapped = hasattr(urllib3.HTTPConnectionPool.urlopen, "__wrapped__")
print(starlette.applications.Starlette.__module__, wrapped)
"""
DECODED = """
import json, sys
from google.protobuf.json_format import MessageToDict
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
print(json.dumps(MessageToDict(ExportTraceServiceRequest.FromString(sys.stdin.buffer.read()))))
"""


@contextmanager
def collector() -> Iterator[tuple[str, dict[str, bytes]]]:
    """Listen as a collector would, and keep what comes, by its path."""
    taken: dict[str, bytes] = {}

    class Take(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            taken[self.path] = taken.get(self.path, b"") + body
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            return

    with ThreadingHTTPServer(("127.0.0.1", 0), Take) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", taken
        server.shutdown()


def told(apm: Apm, address: str) -> dict[str, str]:
    """Return what the task says, of a collector elsewhere that is to have every trace and at once."""
    given = {
        name: f"{address}/v1/{value.rsplit('/', 1)[1]}" if "/v1/" in value else value
        for name, value in VARIABLES[apm].items()
    }
    return {
        **given,
        "OTEL_TRACES_SAMPLER": "always_on",
        "OTEL_TRACES_SAMPLER_ARG": "",
        "OTEL_BSP_SCHEDULE_DELAY": "200",
    }


built = pytest.mark.skipif(
    not PYTHON.exists(),
    reason="needs .traced: what app/requirements-traced.txt locks, installed in an environment of its own",
)


@built
@pytest.mark.parametrize("apm", ["application signals", "adot"])
def test_a_request_makes_a_span_that_says_nothing_of_a_patient(apm: Apm, tmp_path: Path) -> None:
    port = free_port()
    with collector() as (address, taken):
        given = environment(PORT=str(port), SESSIONS_PORT=str(free_port()), **told(apm, address))
        with subprocess.Popen(
            [str(PYTHON), "-m", "app"],
            cwd=tmp_path,
            env=given,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        ) as process:
            try:
                until_open(port, process)
                with httpx2.Client(base_url=f"http://127.0.0.1:{port}", timeout=LONGEST) as client:
                    client.get("/health")
                    for path, cookie in (("encounters", ""), ("encounters", f"__Host-session={SECRET}"), (SECRET, "")):
                        headers = {
                            "cookie": cookie,
                            "authorization": SECRET,
                            "user-agent": SECRET,
                            "baggage": f"a={SECRET}",
                        }
                        client.get(f"/clinical/{path}?name={SECRET}", headers=headers)
                    client.post("/auth/session", content=SECRET)  # the cache is away: an exception
                until(lambda: b"POST /auth start" in taken.get("/v1/traces", b""))  # of all spans the last
            finally:
                process.terminate()
            output, _ = process.communicate(timeout=LONGEST)
    sent = taken.get("/v1/traces", b"")
    assert sent, output
    assert not [path for path, body in taken.items() if SECRET.encode() in body]
    decoded = subprocess.run([str(PYTHON), "-c", DECODED], input=sent, capture_output=True, check=True).stdout
    spans = [
        span
        for resource in json.loads(decoded)["resourceSpans"]
        for scope in resource["scopeSpans"]
        for span in scope["spans"]
    ]
    assert [(span["name"], span["kind"]) for span in spans] == [
        ("GET /clinical encounters", "SPAN_KIND_SERVER"),
        ("GET /clinical None", "SPAN_KIND_SERVER"),
        ("GET /clinical None", "SPAN_KIND_SERVER"),
        ("POST /auth start", "SPAN_KIND_SERVER"),
    ]
    assert not [span for span in spans if "events" in span or span.get("status", {}).get("message")]
    keys = {attribute["key"] for span in spans for attribute in span["attributes"]}
    assert {key for key in keys if not key.startswith("aws.")} == {"http.method", "http.status_code"}, keys


def test_unless_a_collector_is_named_nothing_of_it_is_imported() -> None:
    run = subprocess.run([sys.executable, "-c", IMPORTED], env=environment(), capture_output=True, text=True)
    assert (run.stdout.strip(), run.stderr) == ("[]", "")


@built
def test_no_instrumentation_of_others_tells_what_it_sees() -> None:
    given = environment(**told("adot", "http://127.0.0.1:1"))
    run = subprocess.run([str(PYTHON), "-c", IMPORTED + WRAPPED], env=given, capture_output=True, text=True)
    imported, *seen = run.stdout.splitlines()
    assert "opentelemetry.sdk.trace" in json.loads(imported)
    assert seen == ["starlette.applications False"]


def test_an_image_without_the_packages_says_so() -> None:
    given = environment(**told("adot", "http://127.0.0.1:1"))
    run = subprocess.run([sys.executable, "-m", "app"], env=given, capture_output=True, text=True)
    assert (run.returncode, run.stderr.count("\n")) == (1, 1)
    assert "see the Dockerfile" in run.stderr


def test_an_image_with_traces_runs_the_same_versions_of_all_else() -> None:
    assert pins().items() <= pins(LOCK).items()
    assert "aws-opentelemetry-distro" in pins(LOCK)
