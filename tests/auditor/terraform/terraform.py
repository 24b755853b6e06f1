"""Terraform itself, where it is at hand; a test that asks for it is skipped where it is not."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from auditor.terraform.tool import Tool, find_tool


def terraform(folder: Path, *arguments: str, fails: bool = False) -> str:
    """Run a command that needs no provider; return what it prints. With `fails`, it may end in an error."""
    binary = shutil.which("terraform")
    if binary is None:
        pytest.skip("there is no terraform on the PATH")
    environment = {key: value for key, value in os.environ.items() if key != "TF_CLI_CONFIG_FILE"}
    done = subprocess.run(
        [binary, *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert fails or done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def tool_or_skip() -> Tool:
    """Return the tool with the AWS provider."""
    tool = find_tool()
    if isinstance(tool, str):
        pytest.skip(f"the real provider is not here: {tool}")
    return tool
