"""What a command is given: a project and which of its stacks, or a file of the engine; and what judging it finds."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime
from pathlib import Path

from auditor.accepted import accepted
from auditor.along import judge_along
from auditor.assessment import UNKNOWN_COMMIT, Standard, assess, judge_alone
from auditor.checkov.environment import find_checkov
from auditor.declared import FILE, load_declared
from auditor.errors import InputError
from auditor.graph import ResourceGraph
from auditor.judges.memory import Memory
from auditor.judges.parity import Facts, compare, facts_of
from auditor.order import in_order
from auditor.results.comparison import Parity
from auditor.results.report import Report, StackVerdict
from auditor.sources.configuration import Project, load_project
from auditor.sources.engine import read_engine_file
from auditor.sources.forks import Until
from auditor.sources.program import Failure, each_rendered, render
from controls.catalog import load_catalogs
from policies.rules import RULES

PROGRAM = "program"


def rendered_stacks(root: Path, stacks: tuple[str, ...]) -> list[ResourceGraph]:
    """Return the graphs of the stacks that were asked for; raise `InputError` if one could not be rendered."""
    project = load_project(root)
    rendered = render(project, _chosen(project, stacks))
    failed = [
        f"stack {each.stack} could not be rendered: {each.reason}" for each in rendered if isinstance(each, Failure)
    ]
    if failed:
        raise InputError("\n".join(failed))
    return [each for each in rendered if isinstance(each, ResourceGraph)]


def _chosen(project: Project, stacks: tuple[str, ...]) -> tuple[str, ...]:
    """Return the stacks that were asked for, each once, or all that the project has."""
    chosen = tuple(dict.fromkeys(stacks)) or in_order(project)
    if not chosen:
        raise InputError(f"{project.stacks_folder}: there is no stack; write Pulumi.<stack>.yaml, or give --stack")
    return chosen


def read_source(source: str, stacks: tuple[str, ...]) -> ResourceGraph:
    """Return the graph in a file of the engine; raise `InputError` if stacks were named as well."""
    if stacks:
        raise InputError("--stack chooses a stack of the program; a file of the engine holds one: leave it out")
    return read_engine_file(Path(source))


def assessed(
    root: Path,
    stacks: tuple[str, ...],
    source: str,
    *,
    commit: str | None = None,
    proposed: bool = False,
    checkov: bool = False,
    memories: dict[str, Memory] | None = None,
    until: Until = None,
) -> Report:
    """Judge stacks. Only what is written down needs a `commit`, a description of what there is, and a comparison.

    Whoever asks again and again gives `memories`, by stack, in which what was said is kept for the next time; and
    `until`, which is called when all is ready, and waits for a next time.
    """
    read = None if source == PROGRAM else read_source(source, stacks)
    project = load_project(root)
    known = [rule.id for rule in RULES]
    described = commit is not None
    standard = Standard(
        rules=RULES,
        exceptions=accepted(project, known),
        catalogs=load_catalogs(known),
        proposed=proposed,
        checkov=find_checkov() if checkov else None,
        described=described,
    )
    if read is not None:
        verdicts, compared = [judge_alone(read, standard, _today())], None
    else:
        verdicts, compared = _judged(project, _chosen(project, stacks), standard, memories, until)
    now = datetime.now(UTC)
    of_project = read is None or read.project == project.name
    return assess(
        verdicts,
        standard,
        project=project.name,
        commit=commit or UNKNOWN_COMMIT,
        now=now,
        parity=compared,
        along=judge_along(project, verdicts, standard, now.date()) if of_project else (),
    )


def _judged(
    project: Project,
    stacks: tuple[str, ...],
    standard: Standard,
    memories: dict[str, Memory] | None,
    until: Until,
) -> tuple[list[StackVerdict], Parity | None]:
    """Judge stacks where they are rendered, and compare them if a report is to show all of several."""
    everyone = len(stacks) > 1 and set(stacks) == set(project.stacks)
    comparing = standard.described and everyone and os.path.lexists(project.stacks_folder / FILE)

    def use(stack: ResourceGraph | Failure) -> tuple[StackVerdict, Facts | None, Memory | None]:
        facts = facts_of(stack) if comparing and isinstance(stack, ResourceGraph) else None
        memory = None if memories is None else memories.get(stack.stack, Memory())
        return judge_alone(stack, standard, _today(), memory), facts, memory

    judged = each_rendered(project, stacks, use, until)
    facts = {verdict.stack: each for verdict, each, _ in judged if each is not None}
    compared = compare(facts, load_declared(project)) if len(facts) == len(stacks) and comparing else None
    if memories is not None:  # of the fork in which a stack was judged
        memories |= {verdict.stack: memory for verdict, _, memory in judged if memory is not None}
    return [verdict for verdict, _, _ in judged], compared


def _today() -> date:
    return datetime.now(UTC).date()
