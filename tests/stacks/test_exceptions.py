"""The exceptions of this project's own stacks rest on what is there."""

from __future__ import annotations

import re

import pytest

from auditor.report.markdown_form import LONGEST
from controls.checkov import known
from policies.exceptions import DEFAULT_PATH, RuleException, load_exceptions
from policies.rules import RULES
from tests.conftest import ROOT

IDS = [rule.id for rule in RULES]
EXCEPTIONS = load_exceptions(DEFAULT_PATH, IDS, known().checks)
NAMED = re.compile(r"\b[Rr]ules? ((?:[a-z0-9]+(?:-[a-z0-9]+)+(?:, | and )?)+)")
FILES = re.compile(r"\b(?:components|docs|stacks|policies)/[\w/-]+(?:\.\w+)?")


@pytest.mark.parametrize("exception", EXCEPTIONS, ids=str)
def test_an_exception_refers_to_rules_and_files_that_are_there(exception: RuleException) -> None:
    told = f"{exception.reason} {exception.compensating_control}"
    rules = {rule for found in NAMED.findall(told) for rule in re.split(", | and ", found) if rule}
    assert rules <= set(IDS)
    assert [name for name in FILES.findall(told) if not (ROOT / name).exists()] == []


@pytest.mark.parametrize("exception", EXCEPTIONS, ids=str)
def test_it_is_told_whole_in_a_comment_on_a_pull_request(exception: RuleException) -> None:
    assert len(exception.reason) <= LONGEST
    assert len(exception.compensating_control) <= LONGEST


def test_no_two_are_compensated_for_in_the_same_words() -> None:
    told = [exception.compensating_control for exception in EXCEPTIONS]
    assert len(set(told)) == len(told)
