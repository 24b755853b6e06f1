"""Runs the real Pulumi command line on a copy of a project, cut off from this machine's Pulumi and from AWS."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .events import Run, read_events

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ("pulumi", "pulumi-language-python")

_PROJECT = ("Pulumi.yaml", "__main__.py", "app", "components", "stacks", "policies")
"""All that a deployment may need. That the copy runs proves that the program needs nothing else."""

_PROVIDERS = ("aws", "awsx", "docker-build", "random", "tls")
_SECONDS = 1800
"""The engine waits for ever for a policy pack whose virtual environment is missing; a test must not."""


@dataclass(frozen=True)
class Engine:
    """One stack of one project, with a backend, a home and providers of its own."""

    folder: Path
    project: Path
    stack: str

    def preview(self, *flags: str) -> Run:
        """`pulumi preview`, with the project's policy pack if it has one."""
        return self._run("preview", *flags)

    def up(self, *flags: str) -> Run:
        """`pulumi up --yes`, likewise: a preview and an update. The events are those of the last phase that ran."""
        return self._run("up", "--yes", *flags)

    def preview_json(self) -> str:
        """What `pulumi preview --json` prints; resources that stay as they are are left out unless asked for."""
        return self._pulumi("preview", "--stack", self.stack, "--json", "--show-sames")[1]

    def export(self) -> dict[str, Any]:
        """The deployment in the state of the stack."""
        _, text = self._pulumi("stack", "export", "--stack", self.stack)
        deployment: dict[str, Any] = json.loads(text)["deployment"]
        return deployment

    def initialize(self) -> None:
        """Creates the stack in the new backend."""
        code, text = self._pulumi("stack", "init", self.stack)
        if code:
            raise RuntimeError(text)

    def _run(self, command: str, *flags: str) -> Run:
        log = self.folder / "events.json"
        log.unlink(missing_ok=True)
        pack = ["--policy-pack", "policies"] if (self.project / "policies").exists() else []
        code, text = self._pulumi(
            command, "--stack", self.stack, "--color", "never", "--event-log", str(log), *pack, *flags
        )
        return Run(code, text, read_events(log))

    def _pulumi(self, *arguments: str) -> tuple[int, str]:
        process = subprocess.Popen(
            ["pulumi", *arguments, "--non-interactive"],
            cwd=self.project,
            env=self._environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        try:
            text, _ = process.communicate(timeout=_SECONDS)
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
        return process.returncode, text

    def _environment(self) -> dict[str, str]:
        """This process's environment without what it says about Pulumi and AWS."""
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("PULUMI_", "AWS_"))}
        return kept | {
            "PATH": os.pathsep.join((str(self.folder / "bin"), kept["PATH"])),
            "PULUMI_BACKEND_URL": (self.folder / "state").as_uri(),
            "PULUMI_CONFIG_PASSPHRASE": "a test keeps no secrets",
            "PULUMI_DEBUG_COMMANDS": "true",  # without it there is no --event-log
            "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",  # a missing provider fails, not downloads
            "PULUMI_HOME": str(self.folder / "home"),
            "PULUMI_SKIP_CHECKPOINTS": "true",  # the state is written once, at the end, not after each resource
            "PULUMI_SKIP_UPDATE_CHECK": "true",
        }


def start_engine(folder: Path, source: Path | None, files: Mapping[str, str], stack: str) -> Engine:
    """An engine in the empty `folder` for the project at the path `source`, with `files` added or in place of its."""
    project = folder / "project"
    project.mkdir(parents=True)
    if source:
        _copy(source, project)
    for name, text in files.items():
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        (project / name).write_text(text, encoding="utf-8")
    # The program and the pack run in the environment that runs the tests.
    (project / ".venv").symlink_to(sys.prefix, target_is_directory=True)
    (folder / "state").mkdir()
    _install_providers(folder / "bin")
    engine = Engine(folder, project, stack)
    engine.initialize()
    return engine


def _copy(source: Path, target: Path) -> None:
    for name in _PROJECT:
        if (source / name).is_dir():
            shutil.copytree(source / name, target / name, ignore=shutil.ignore_patterns("__pycache__"))
        elif (source / name).exists():
            shutil.copy2(source / name, target / name)


def _install_providers(folder: Path) -> None:
    """Executables with the names that the engine looks for first on the PATH."""
    folder.mkdir()
    for package in _PROVIDERS:
        script = folder / f"pulumi-resource-{package}"
        command = f'"{sys.executable}" -P -m tests.engine.provider {package} "$@"'
        script.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec {command}\n', encoding="utf-8")
        script.chmod(0o755)
