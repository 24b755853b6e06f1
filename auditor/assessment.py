"""From graphs to a report: every judge asked, every claim held against its evidence."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from importlib.metadata import version
from pathlib import Path

import yaml

from auditor.checkov.environment import Checkov
from auditor.compared import Parity
from auditor.errors import InputError
from auditor.flow_reading import data_flow
from auditor.graph import ResourceGraph
from auditor.inventory import inventory
from auditor.judges.controls import enforce_proposed, judge_controls
from auditor.judges.rules import RuleError, check_provided, judge
from auditor.network_reading import networks
from auditor.results import Report, RuleSummary, StackVerdict
from auditor.sources.program import Failure
from controls.catalog import Catalog, CatalogError
from policies.exceptions import ExceptionsError, RuleException
from policies.rule import Rule

UNUSABLE = (InputError, CatalogError, ExceptionsError, RuleError)
"""What a person got wrong, in whichever file; each is told in one message."""
PACK = Path(__file__).parent.parent / "policies" / "PulumiPolicy.yaml"


@dataclass(frozen=True, kw_only=True)
class Standard:
    """What a stack is held against: the rules, the exceptions from them, and the controls that they speak for.

    `checkov` is the second judge, where it is to be asked too. With `proposed`, no exception stands from a rule that
    speaks for a control which is no more than proposed.
    """

    rules: Sequence[Rule]
    exceptions: Sequence[RuleException]
    catalogs: Sequence[Catalog]
    checkov: Checkov | None = None
    proposed: bool = False
    described: bool = True
    """Whether to read of each stack too what only a report shows: inventory, networks, the flow of health data."""


def assess(
    rendered: Sequence[ResourceGraph | Failure | StackVerdict],
    standard: Standard,
    *,
    project: str,
    commit: str,
    now: datetime,
    parity: Parity | None = None,
) -> Report:
    """Judge stacks together, so that what one provides for another is checked, and return the report.

    One that was judged already, by `judge_alone`, is not judged again.
    """
    verdicts = check_provided(
        [each if isinstance(each, StackVerdict) else judge_alone(each, standard, now.date()) for each in rendered]
    )
    if standard.proposed:
        verdicts = [enforce_proposed(verdict, standard.catalogs) for verdict in verdicts]
    cited = frozenset[str]().union(*(catalog.cited_rules for catalog in standard.catalogs))
    return Report(
        project=project,
        commit=commit,
        generated_at=now,
        tool_version=version("footing"),
        pack_version=yaml.safe_load(PACK.read_text(encoding="utf-8"))["version"],
        rules=tuple(_summary(rule) for rule in standard.rules),
        uncited_rules=tuple(rule.id for rule in standard.rules if rule.id not in cited),
        proposed_enforced=standard.proposed,
        parity=parity,
        stacks=tuple(
            verdict.model_copy(
                update={
                    "catalogs": tuple(
                        judge_controls(catalog, verdict.findings, verdict.checkov) for catalog in standard.catalogs
                    )
                }
            )
            if verdict.failure is None
            else verdict
            for verdict in verdicts
        ),
    )


def judge_alone(rendered: ResourceGraph | Failure, standard: Standard, today: date) -> StackVerdict:
    """Judge a stack by itself."""
    if isinstance(rendered, Failure):
        return StackVerdict(stack=rendered.stack, origin="program", failure=rendered.reason)
    verdict = judge(rendered, standard.rules, [each for each in standard.exceptions if not each.of_checkov], today)
    if standard.described:
        assets = inventory(rendered)
        verdict = verdict.model_copy(
            update={"inventory": assets, "networks": networks(rendered), "data_flow": data_flow(rendered, assets)}
        )
    if standard.checkov is None:
        return verdict
    from auditor.judges.checkov import judge_by_checkov  # most of what it imports is needed by nothing else here

    checkov, faulty = judge_by_checkov(rendered, standard.checkov, standard.exceptions, today)
    return verdict.model_copy(
        update={"checkov": checkov, "exception_problems": verdict.exception_problems + faulty},
    )


def commit_of(folder: Path) -> str:
    """Return the git commit of a folder, with `+` if its work tree has changes; `unknown` outside of git."""
    try:
        head = _git(folder, "rev-parse", "HEAD")
        return head + ("+" if _git(folder, "status", "--porcelain") else "")
    except (OSError, subprocess.CalledProcessError):
        return "unknown"


def _summary(rule: Rule) -> RuleSummary:
    return RuleSummary(id=rule.id, must=rule.must, fix=rule.fix, severity=rule.severity.value, url=rule.url)


def _git(folder: Path, *arguments: str) -> str:
    found = subprocess.run(["git", "-C", folder, *arguments], capture_output=True, check=True, text=True)  # noqa: S603, S607
    return found.stdout.strip()
