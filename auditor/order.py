"""In which order the stacks of a project are told: the one in which a change reaches them, where the project names it.

It is named in `Pulumi.yaml`, in Pulumi's own way to give all stacks a value; a program need not read it:

    config:
      footing:order:
        value: [dev, stage, prod]
"""

from __future__ import annotations

from auditor.errors import InputError
from auditor.sources.configuration import Project

KEY = "footing:order"


def in_order(project: Project) -> tuple[str, ...]:
    """Return a project's stacks, those that it does not name after the others, by the alphabet.

    Raises `InputError` where what is named is no list of stacks that there are, each once.
    """
    named = project.defaults.get(KEY, [])
    where = f"Pulumi.yaml: config: {KEY}"
    if not isinstance(named, list) or not all(isinstance(each, str) for each in named):
        raise InputError(f"{where}: must be a list of the names of stacks")
    for index, stack in enumerate(named):
        if stack not in project.stacks:
            raise InputError(f"{where}: there is no stack {stack!r}; mend its spelling or remove it")
        if stack in named[:index]:
            raise InputError(f"{where}: names {stack} twice; name it once")
    return (*named, *(stack for stack in project.stacks if stack not in named))
