from __future__ import annotations

import subprocess
import sys

import pytest

from tests.conftest import ROOT

PROGRAM = """
from auditor.sources.fast_imports.lazy_sdk import import_sdk_lazily
import_sdk_lazily()
import sys, pulumi
{use}
print(sorted({{"pulumi.automation._stack", "pulumi.dynamic.dynamic", "opentelemetry.sdk.trace"}} & sys.modules.keys()))
"""
USES = {
    "pulumi.Output": "[]",
    "pulumi.automation.Stack": "['pulumi.automation._stack']",
    "from pulumi.automation import Stack": "['pulumi.automation._stack']",
    "import pulumi.dynamic as dynamic; dynamic.ResourceProvider": "['pulumi.dynamic.dynamic']",
    "pulumi.runtime._instrumentation.shutdown_tracing": "['opentelemetry.sdk.trace']",
}


@pytest.mark.parametrize("use", USES)
def test_a_part_of_the_sdk_is_imported_by_whoever_asks_for_something_in_it(use: str) -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM.format(use=use)], cwd=ROOT, capture_output=True, text=True)
    assert (done.stdout + done.stderr).strip() == USES[use]
