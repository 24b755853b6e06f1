"""Stacks that nobody asked for, judged all the same: those that are said to provide for one that somebody did ask for.

They are not shown, and nothing that stands against them stands against anybody else. Their findings only tell whether
what they are said to provide is there, as the program declares it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from auditor.assessment import Standard, judge_alone
from auditor.errors import InputError
from auditor.results.report import StackVerdict
from auditor.sources.configuration import Project
from auditor.sources.program import Failure, each_rendered


def judge_along(
    project: Project, verdicts: Sequence[StackVerdict], standard: Standard, today: date
) -> list[StackVerdict]:
    """Judge, from the program, the stacks of a project that others count on and that were not judged yet.

    One whose file is unusable is no more than a failure here, which leaves unknown what it is said to provide.
    """
    judged = {verdict.stack for verdict in verdicts}
    named = {finding.provided_by for verdict in verdicts for finding in verdict.findings} - judged
    briefly = replace(standard, described=False, checkov=None)

    def judge(stack: str) -> StackVerdict:
        try:
            (verdict,) = each_rendered(project, (stack,), lambda rendered: judge_alone(rendered, briefly, today))
        except InputError as error:
            return judge_alone(Failure(stack, str(error)), briefly, today)
        return verdict

    return [judge(stack) for stack in project.stacks if stack in named]
