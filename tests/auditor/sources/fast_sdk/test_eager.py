"""The SDK made eager gives the same graphs, byte by byte, as the SDK as it is."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pulumi
import pytest
from pulumi_aws import ec2

from auditor.graph import ResourceGraph
from auditor.sources.configuration import load_project
from auditor.sources.program import render
from auditor.sources.stock_sdk import SWITCH
from tests.auditor.sources.programs import ERRORS, PROGRAMS, outputs_of_every_kind
from tests.conftest import ROOT, Record


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.__name__)
def test_the_graph_is_that_of_the_stock_sdk(
    recorded: Record, monkeypatch: pytest.MonkeyPatch, program: Callable[[], None]
) -> None:
    eager = recorded(program).to_json()
    monkeypatch.setenv(SWITCH, "1")
    assert recorded(program).to_json() == eager


@pytest.mark.parametrize("program", ERRORS, ids=lambda program: program.__name__)
def test_an_error_is_that_of_the_stock_sdk(
    recorded: Record, monkeypatch: pytest.MonkeyPatch, program: Callable[[], None]
) -> None:
    def raised() -> str:
        with pytest.raises(Exception) as error:  # noqa: PT011 - whichever it is, both are to raise it
            recorded(program)
        return f"{type(error.value)}: {error.value}"

    eager = raised()
    monkeypatch.setenv(SWITCH, "1")
    assert re.sub(" at 0x[0-9a-f]+", "", raised()) == re.sub(" at 0x[0-9a-f]+", "", eager)


@pytest.mark.parametrize("stack", ["dev", "stage", "prod"])
def test_the_graph_of_the_whole_program_is_that_of_the_stock_sdk(monkeypatch: pytest.MonkeyPatch, stack: str) -> None:
    def graph() -> str:
        (rendered,) = render(load_project(ROOT), [stack])
        assert isinstance(rendered, ResourceGraph), rendered
        return rendered.to_json()

    eager = graph()
    monkeypatch.setenv(SWITCH, "1")
    assert graph() == eager


@pytest.mark.parametrize("off", ["0", "1"])
def test_an_error_in_a_programs_function_is_raised(recorded: Record, monkeypatch: pytest.MonkeyPatch, off: str) -> None:
    def fail(_: Any) -> None:
        raise ValueError("no such thing")

    monkeypatch.setenv(SWITCH, off)
    with pytest.raises(ValueError, match="no such thing"):
        recorded(lambda: ec2.Vpc("vpc", cidr_block="10.0.0.0/16").id.apply(fail))


def test_the_sdk_is_left_as_it_was(recorded: Record) -> None:
    before = (pulumi.Output.all, pulumi.runtime.resource._get_stack_trace, pulumi.runtime.rpc.transfer_properties)
    recorded(outputs_of_every_kind)
    after = (pulumi.Output.all, pulumi.runtime.resource._get_stack_trace, pulumi.runtime.rpc.transfer_properties)
    assert after == before
