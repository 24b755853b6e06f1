"""What the judges found, as plain data: the one thing that every form of the report is made from.

Its JSON Schema, which `footing docs` writes, documents the JSON report.
"""

from __future__ import annotations

from typing import Literal

from pydantic import AwareDatetime

from auditor.results.asset import Asset
from auditor.results.changes import Changes
from auditor.results.claims import Catalog
from auditor.results.comparison import Parity
from auditor.results.data_flow import DataFlow
from auditor.results.finding import Acceptance, Finding
from auditor.results.network import Network
from auditor.results.period import Period
from auditor.results.words import Record, Severity, Shown

SCHEMA_VERSION: Literal["1"] = "1"


class Untested(Record):
    """An exception that was held against nothing, because the judge was not asked from whose check it is."""

    rule: str
    resource: str
    """Which resources it is for: a type and a name, in which `*` stands for any text."""
    stacks: tuple[str, ...]
    accepted: Acceptance


class RuleSummary(Record):
    """A rule of the pack, as the report explains it."""

    id: str
    must: str
    fix: str
    severity: Severity
    url: str


class ExceptionProblem(Record):
    """An exception that fails: expired, unused or too broad."""

    exception: str
    problem: str


class CheckSummary(Record):
    """What one check of Checkov said of the resources of a stack, as numbers of resources."""

    id: str
    name: str
    passed: int = 0
    passing: tuple[str, ...] = ()
    """The resources that pass, each as `type::name`. Empty in a report of a version that only counted them."""
    failed: int = 0
    """Violations that nobody accepted."""
    accepted: int = 0
    silent: int = 0
    """Where it could not tell or had nothing to say, which Checkov does not keep apart."""

    @property
    def shown(self) -> Shown:
        """What it comes to."""
        if self.failed or self.accepted:
            return "fail" if self.failed else "accepted"
        return "pass" if self.passed else "nothing to judge"


class CheckovVerdict(Record):
    """What Checkov, the second judge, said of one stack by its translation to Terraform."""

    version: str
    resources: int
    """How many resources of the stack it read."""
    of_resources: int
    not_shown: tuple[str, ...] = ()
    """Types of which there are resources that have no translation, so that it could not be asked about them."""
    checks: tuple[CheckSummary, ...] = ()
    """Every check that ran, by id."""
    findings: tuple[Finding, ...] = ()
    """Violations, accepted or not; that a check broke down is one. Severities are this project's: Checkov has none."""
    problems: tuple[str, ...] = ()
    """What keeps its word from being taken, such as a file that it could not parse."""

    @property
    def counts(self) -> dict[str, int]:
        """How many results say what: a result is what one check says of one resource."""
        return {
            "pass": sum(check.passed for check in self.checks),
            "fail": sum(check.failed for check in self.checks),
            "accepted": sum(check.accepted for check in self.checks),
            "silent": sum(check.silent for check in self.checks),
        }

    @property
    def passed(self) -> bool:
        """Whether it read what it was shown, and found nothing that nobody accepted."""
        return not self.problems and not any(finding.blocks for finding in self.findings)


class StackVerdict(Record):
    """All that is said of one stack. `failure` tells why its program could not be rendered, if it could not."""

    stack: str
    origin: str
    failure: str | None = None
    graph_sha256: str | None = None
    resources: int = 0
    findings: tuple[Finding, ...] = ()
    exception_problems: tuple[ExceptionProblem, ...] = ()
    catalogs: tuple[Catalog, ...] = ()
    checkov: CheckovVerdict | None = None
    """None where Checkov was not asked."""
    inventory: tuple[Asset, ...] = ()
    networks: tuple[Network, ...] = ()
    data_flow: DataFlow = DataFlow()
    """Where health data may be, and how it moves."""

    @property
    def passed(self) -> bool:
        """Whether nothing stands against the stack: no violation, nothing unknown, no faulty exception."""
        return (
            self.failure is None
            and not self.exception_problems
            and (self.checkov is None or self.checkov.passed)
            and not any(finding.blocks for finding in self.findings)
        )


class Report(Record):
    """The whole report."""

    schema_version: Literal["1"] = SCHEMA_VERSION
    project: str
    commit: str
    """The git commit of the program, with `+` where the work tree has changes; `unknown` outside of git, and where a
    stack was read from a file of the engine, which does not tell."""
    generated_at: AwareDatetime
    tool_version: str
    pack_version: str
    rules: tuple[RuleSummary, ...]
    uncited_rules: tuple[str, ...]
    """Rules of the pack that speak for no control of the catalogs."""
    proposed_enforced: bool = False
    """Whether exceptions from rules that speak for a proposed control were held not to stand."""
    stacks: tuple[StackVerdict, ...]
    period: Period | None = None
    """What period the report is handed over for; its evidence is of the moment at which it was generated."""
    changes: Changes | None = None
    """What changed since an earlier report, where one was named."""
    parity: Parity | None = None
    """None where stacks were not compared: fewer than all, or of a project that declares no differences."""
    untested: tuple[Untested, ...] = ()
    """The exceptions for these stacks from checks of Checkov, where Checkov was not asked."""

    @property
    def passed(self) -> bool:
        """Whether every stack passed, and there was one, and they differ in nothing but what was declared."""
        alike = self.parity is None or self.parity.passed
        return alike and bool(self.stacks) and all(stack.passed for stack in self.stacks)
