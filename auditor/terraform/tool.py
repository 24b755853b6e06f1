"""Finds `terraform` (or OpenTofu) and the AWS provider, and runs them in a folder.

The provider comes from the first of: the folder of a filesystem mirror named by `FOOTING_TERRAFORM_PLUGINS`; the
folders that Terraform looks into by itself; a mirror among added software; what a command line configuration of
Terraform's own (`TF_CLI_CONFIG_FILE`) says; and the network, where that is allowed.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PLUGINS = "FOOTING_TERRAFORM_PLUGINS"
BINARIES = ("terraform", "tofu")
_REGISTRIES = ("registry.terraform.io", "registry.opentofu.org")
_ADDED_SOFTWARE = ("/opt", "/srv")
"""Where a machine keeps what did not come with it (Filesystem Hierarchy Standard 3.0, 3.13 and 3.17)."""
_SECONDS = 900


class ToolError(Exception):
    """Terraform refused what it was given; the message is what it said."""


@dataclass(frozen=True)
class Tool:
    """A binary, and the arguments by which `init` finds the provider. `providers` are those of the mirror."""

    binary: str
    init: tuple[str, ...]
    providers: frozenset[str] | None = None
    """Names under `hashicorp`, such as `aws`; None where only `init` will tell."""

    def prepare(self, folder: Path) -> None:
        """Install the providers that the configuration in `folder` asks for."""
        self.run(folder, "init", "-backend=false", "-input=false", "-no-color", *self.init)

    def run(self, folder: Path, *arguments: str, accepted: tuple[int, ...] = (0,)) -> str:
        """Return what a command prints; raise `ToolError` with what it says if it fails."""
        environment = {key: value for key, value in os.environ.items() if not key.startswith(("AWS_", "TF_VAR_"))}
        done = subprocess.run(  # noqa: S603
            [self.binary, *arguments],
            cwd=folder,
            env=environment | {"CHECKPOINT_DISABLE": "1", "TF_IN_AUTOMATION": "1"},
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=False,
        )
        if done.returncode not in accepted:
            raise ToolError(f"{Path(self.binary).name} {arguments[0]}: {done.stderr.strip() or done.stdout.strip()}")
        return done.stdout

    def run_json(self, folder: Path, *arguments: str, accepted: tuple[int, ...] = (0,)) -> Any:
        """Return what a command prints as JSON."""
        return json.loads(self.run(folder, *arguments, accepted=accepted))


def find_tool(*, network: bool = False) -> Tool | str:
    """Return the tool with a provider at hand, or what is missing, in a sentence."""
    binary = next((found for name in BINARIES if (found := shutil.which(name))), None)
    if binary is None:
        return f"there is no {' or '.join(BINARIES)} on the PATH"
    for folder in _mirrors():
        providers = _providers(folder)
        if "aws" in providers:
            return Tool(binary, (f"-plugin-dir={folder}",), providers)
    if network or os.environ.get("TF_CLI_CONFIG_FILE"):
        return Tool(binary, ())
    return f"no AWS provider is at hand; name the folder of a filesystem mirror that holds it by {PLUGINS}"


def _mirrors() -> Iterator[Path]:
    """Yield our own setting first, then where Terraform looks by itself, and where a machine keeps added software."""
    if named := os.environ.get(PLUGINS):
        yield Path(named)
    yield Path.home() / ".terraform.d" / "plugins"
    data = os.environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share"
    for folder in (os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share"), *data.split(":")):
        yield Path(folder) / "terraform" / "plugins"
    for folder in _ADDED_SOFTWARE:
        yield from (path.parent for path in sorted(Path(folder).glob(f"*/{_REGISTRIES[0]}")))


def _providers(mirror: Path) -> frozenset[str]:
    return frozenset(
        path.name
        for registry in _REGISTRIES
        if (folder := mirror / registry / "hashicorp").is_dir()
        for path in folder.iterdir()
    )
