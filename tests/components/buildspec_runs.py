"""Runs what a buildspec says, with an AWS command line that answers as it is told."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from components.pipeline_builds import buildspec

KINDS = ("test", "build", "release", "deploy")
COMMIT = "0123456789abcdef0123456789abcdef01234567"
DIGEST = "sha256:" + "ab" * 32
URL = "111122223333.dkr.ecr.us-east-1.amazonaws.com/footing-prod-app"
IMAGE = f"{URL}@{DIGEST}"
AWS = """#!{python} -ISs
import json, pathlib, sys
here, tool = pathlib.Path(__file__).parent, pathlib.Path(__file__).name
arguments = " ".join(sys.argv[1:])
with (here / "calls").open("a") as calls:
    calls.write(arguments + chr(10))
answers = json.loads((here / "answers.json").read_text())
for words, given in answers.items():
    if words in arguments:
        answer = given.pop(0) if len(given) > 1 else given[0]
        if tool == "aws":  # docker answers while aws does, at the other end of a pipe
            (here / "next.json").write_text(json.dumps(answers))
            (here / "next.json").replace(here / "answers.json")
        if "releases/" in arguments and " s3 cp " in arguments + " " and arguments.endswith("release.json"):
            pathlib.Path("release.json").write_text(answer)
        elif answer.startswith("!"):
            sys.exit(answer[1:])
        else:
            print(answer)
        sys.exit(0)
sys.exit("nobody told what to answer to: " + arguments)
"""
needs_jq = pytest.mark.skipif(not (shutil.which("jq") and shutil.which("bash")), reason="needs bash and jq")


@dataclass(frozen=True)
class Run:
    code: int
    said: str
    calls: list[str]
    folder: Path


def commands(kind: str) -> list[str]:
    spec = yaml.safe_load(buildspec(kind))
    return [command for phase in spec["phases"].values() for command in phase.get("commands", [])]


def run(kind: str, folder: Path, answers: dict[str, list[str]], **told: str) -> Run:
    tools = folder / "tools"
    tools.mkdir()
    (tools / "answers.json").write_text(json.dumps(answers), encoding="utf-8")
    for name in ("aws", "docker"):
        tool = tools / name
        tool.write_text(AWS.replace("{python}", sys.executable), encoding="utf-8")
        tool.chmod(0o755)
    environment = {
        "PATH": f"{tools}:{os.environ['PATH']}",
        "TMPDIR": str(folder),
        "COMMIT": COMMIT,
        "BUCKET": "artifacts",
        "REPOSITORY": "footing-prod-app",
        "REPOSITORY_URL": URL,
        "PATIENCE": "3",
        "PAUSE": "0",
        "CODEBUILD_BUILD_ARN": "arn:aws:codebuild:us-east-1:111122223333:build/footing-prod-release:1",
        **told,
    }
    done = subprocess.run(
        ["bash", "-c", "\n".join([*commands(kind), "env >exported"])],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    calls = tools / "calls"
    said = done.stdout + done.stderr
    return Run(done.returncode, said, calls.read_text().splitlines() if calls.exists() else [], folder)
