"""From graphs to a report: every judge asked, every claim held against its evidence."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.metadata import version
from pathlib import Path

import yaml

from auditor.checkov.environment import Checkov
from auditor.errors import InputError
from auditor.graph import ResourceGraph
from auditor.judges.controls import enforce_proposed, judge_controls, tell_weakened
from auditor.judges.memory import Memory
from auditor.judges.rules import RuleError, acceptance, check_provided, judge
from auditor.readings.flow import data_flow
from auditor.readings.inventory import inventory
from auditor.readings.networks import networks
from auditor.results.comparison import Parity
from auditor.results.report import Report, RuleSummary, StackVerdict, Untested
from auditor.sources.program import Failure
from controls.catalog import Catalog, CatalogError
from policies.exceptions import ExceptionsError, RuleException
from policies.rule import Rule

UNUSABLE = (InputError, CatalogError, ExceptionsError, RuleError)
"""What a person got wrong, in whichever file; each is told in one message."""
UNKNOWN_COMMIT = "unknown"
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
    """Whether to tell of each stack too what only a report shows: inventory, networks, the flow of health data, what
    rules looked at, and the controls that they speak for."""


def assess(
    rendered: Sequence[ResourceGraph | Failure | StackVerdict],
    standard: Standard,
    *,
    project: str,
    commit: str,
    now: datetime,
    parity: Parity | None = None,
    along: Sequence[StackVerdict] = (),
) -> Report:
    """Judge stacks together, so that what one provides for another is checked, and return the report.

    One that was judged already, by `judge_alone`, is not judged again. What `along` holds was judged for nothing but
    what it provides, and is not shown.
    """
    verdicts = check_provided(
        [each if isinstance(each, StackVerdict) else judge_alone(each, standard, now.date()) for each in rendered],
        along,
    )
    if standard.proposed:
        verdicts = [enforce_proposed(verdict, standard.catalogs) for verdict in verdicts]
    verdicts = [tell_weakened(verdict, standard.catalogs) for verdict in verdicts]
    cited = frozenset[str]().union(*(catalog.cited_rules for catalog in standard.catalogs))
    tool_version, pack_version = _versions()
    return Report(
        project=project,
        commit=commit,
        generated_at=now,
        tool_version=tool_version,
        pack_version=pack_version,
        rules=tuple(map(_summary, standard.rules)),
        uncited_rules=tuple(rule.id for rule in standard.rules if rule.id not in cited),
        proposed_enforced=standard.proposed,
        parity=parity,
        untested=_untested(standard, [verdict.stack for verdict in verdicts]),
        stacks=tuple(
            verdict.model_copy(
                update={"catalogs": judge_controls(standard.catalogs, verdict.findings, verdict.checkov)}
            )
            if verdict.failure is None and standard.described
            else verdict
            for verdict in verdicts
        ),
    )


def judge_alone(
    rendered: ResourceGraph | Failure, standard: Standard, today: date, memory: Memory | None = None
) -> StackVerdict:
    """Judge a stack by itself. With a `memory` of what was said of it before, only what has changed is judged."""
    if isinstance(rendered, Failure):
        return StackVerdict(stack=rendered.stack, origin="program", failure=rendered.reason)
    from_rules = [each for each in standard.exceptions if not each.of_checkov]
    verdict = judge(rendered, standard.rules, from_rules, today, evidence=standard.described, memory=memory)
    if standard.described:
        assets = inventory(rendered)
        verdict = verdict.model_copy(
            update={
                "graph_sha256": rendered.sha256(),
                "inventory": assets,
                "networks": networks(rendered),
                "data_flow": data_flow(rendered, assets),
            }
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
        return UNKNOWN_COMMIT


def _untested(standard: Standard, stacks: Sequence[str]) -> tuple[Untested, ...]:
    if standard.checkov is not None:
        return ()
    return tuple(
        Untested(rule=each.rule, resource=each.resource, stacks=each.stacks, accepted=acceptance(each))
        for each in standard.exceptions
        if each.of_checkov and not set(stacks).isdisjoint(each.stacks)
    )


@cache
def _versions() -> tuple[str, str]:
    """Return the versions of the tool and of its policy pack."""
    return version("footing"), yaml.safe_load(PACK.read_text(encoding="utf-8"))["version"]


@cache
def _summary(rule: Rule) -> RuleSummary:
    return RuleSummary(id=rule.id, must=rule.must, fix=rule.fix, severity=rule.severity.value, url=rule.url)


def _git(folder: Path, *arguments: str) -> str:
    found = subprocess.run(["git", "-C", folder, *arguments], capture_output=True, check=True, text=True)  # noqa: S603, S607
    return found.stdout.strip()
