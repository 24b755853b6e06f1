"""The process as the container runs it: by TLS to a real cache, as a user whom IAM vouches for."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import httpx2

from tests.app.conftest import LONGEST, ROOT, SETTINGS, Server, free_port, until_open


def environment(**given: str) -> dict[str, str]:
    """Return what ECS would give: nothing of this machine but its search path."""
    keys = {"AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret", "PYTHONDONTWRITEBYTECODE": "1"}
    return {**SETTINGS, **keys, "PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **given}


def test_it_serves_says_so_in_lines_of_json_and_stops_when_told(cache: Server, tmp_path: Path) -> None:
    port = free_port()
    given = environment(PORT=str(port), SESSIONS_PORT=str(cache.port), SSL_CERT_FILE=str(cache.authority))
    with subprocess.Popen(
        [sys.executable, "-m", "app"],
        cwd=tmp_path,
        env=given,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        try:
            until_open(port, process)
            with httpx2.Client(base_url=f"http://127.0.0.1:{port}", timeout=LONGEST) as client:
                answers = [client.get(path) for path in ("/health", "/ready", "/auth/session")]
                signed_in = client.post("/auth/session", content="Jane")
        finally:
            process.terminate()
        output, _ = process.communicate(timeout=LONGEST)
    assert [answer.status_code for answer in (*answers, signed_in)] == [200, 200, 405, 201]
    assert "server" not in signed_in.headers
    lines = [json.loads(line) for line in output.splitlines()]
    assert [line["status"] for line in lines if line["message"] == "request"] == [405, 201]
    assert process.returncode in (0, -15)
    assert list(tmp_path.iterdir()) == []


def test_without_its_environment_it_says_what_is_missing(tmp_path: Path) -> None:
    given = environment(SESSIONS_HOST="", SESSIONS_PORT="x")
    run = subprocess.run([sys.executable, "-m", "app"], cwd=tmp_path, env=given, capture_output=True, text=True)
    assert run.stderr.strip() == "SESSIONS_HOST is not set; SESSIONS_PORT is no number"
    assert run.returncode == 1
