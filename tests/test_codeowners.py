"""The template of code owners names somebody for every part of the application."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from tests.conftest import ROOT

LINES = [
    line.split()
    for line in (ROOT / ".github" / "CODEOWNERS").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]
SAYS_WHO_MAY = re.compile(r"(_polic(y|ies)|_roles?|_trust|_access|_boundary|identity)\.py")
GRANTING = sorted(path.name for path in (ROOT / "components").glob("*.py") if SAYS_WHO_MAY.search(path.name))
DOMAINS = sorted(path.parent for path in (ROOT / "app").glob("*/__init__.py"))


@pytest.mark.parametrize("domain", DOMAINS, ids=lambda path: path.name)
def test_every_data_domain_has_a_line_of_its_own(domain: Path) -> None:
    assert f"/{domain.relative_to(ROOT)}/" in [line[0] for line in LINES]


def test_the_application_has_domains() -> None:
    assert len(DOMAINS) >= 4


@pytest.mark.parametrize("name", GRANTING)
def test_the_security_officer_sees_who_may_do_what(name: str) -> None:
    (*_, (_, *owners)) = [line for line in LINES if line[0] == "*" or fnmatchcase(f"/components/{name}", line[0])]
    assert "@example/security" in owners


def test_every_line_names_an_owner() -> None:
    assert [line for line in LINES if len(line) < 2 or not all(owner.startswith("@") for owner in line[1:])] == []


def test_what_no_other_line_names_has_an_owner() -> None:
    assert LINES[0][0] == "*"
