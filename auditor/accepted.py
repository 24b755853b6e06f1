"""The deviations from the rules that a project accepts: its `exceptions.yaml`, checked against its stacks."""

from __future__ import annotations

from auditor.errors import InputError
from auditor.sources.configuration import Project
from controls.checkov import known
from policies.exceptions import RuleException, load_exceptions


def accepted(project: Project, known_rules: list[str]) -> tuple[RuleException, ...]:
    """Read the project's exceptions, from rules and from Checkov's checks.

    One for a stack that does not exist would never be missed, and is refused.
    """
    path = project.stacks_folder / "exceptions.yaml"
    exceptions = load_exceptions(path, known_rules, known().checks)
    for exception in exceptions:
        for stack in set(exception.stacks) - set(project.stacks):
            raise InputError(f"{path}: {exception}: there is no stack {stack!r}; mend its spelling or remove it")
    return exceptions
