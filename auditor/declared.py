"""The differences between environments that are meant to be: `stacks/parity.yaml`, each with its kind and reason."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatchcase
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError

from auditor.errors import InputError
from auditor.results.comparison import ABSENT, COUNT, Difference
from auditor.sources.configuration import Project
from policies import strict_yaml
from policies.refused_entries import Stacks, Words, refusals

FILE = "parity.yaml"
Kind = Literal[
    "size",
    "count",
    "zones",
    "retention",
    "protection",
    "access",
    "address space",
    "domain name",
    "provided by another stack",
]


def _pattern(told: str) -> str:
    if not re.fullmatch(r"\S+::.+", told):
        raise ValueError("must be `type::name`, in which * stands for any text")
    return told


Pattern = Annotated[str, AfterValidator(_pattern)]


class Declared(BaseModel):
    """What may differ. `resource` is `type::name` and `property` a path in it; in both, `*` stands for any text.

    The stack's own name stands in a resource's name as `<stack>`, and that of a zone as `<zone>`. An empty property
    is the resource itself, which some stacks have and others lack, and `(count)` how many there are of it. Neither is
    meant by `*`: that a resource is missing says nobody by the way.

    `stacks` are those that may be otherwise: that may lack the resource or have fewer of it, or whose value need be
    nobody else's. All others must have it, as many of it, and one value.

    `where` names a resource, as `resource` does: the declaration is for an option of the settings, and is none where
    no stack has that resource.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Kind
    resource: Pattern
    property: str
    stacks: Stacks
    reason: Words
    where: Pattern | None = None

    def holds_among(self, resources: Iterable[tuple[str, str]]) -> bool:
        """Tell whether stacks that have these resources between them, by type and name, have what this is for."""
        return self.where is None or any(fnmatchcase(f"{type_}::{name}", self.where) for type_, name in resources)

    def covers(self, difference: Difference) -> bool:
        """Tell whether a difference is what this declares, between stacks of which it declares it."""
        named, said = f"{difference.type}::{difference.name}", difference.property
        of_property = said == self.property if said in ("", COUNT) else fnmatchcase(said, self.property)
        return of_property and fnmatchcase(named, self.resource) and self._allows(difference)

    def _allows(self, difference: Difference) -> bool:
        if difference.property in ("", COUNT):
            return _lacking(difference) <= {*self.stacks}
        return len({value for stack, value in difference.values.items() if stack not in self.stacks}) <= 1

    def excess(self, covered: Sequence[Difference]) -> str:
        """Return for which stack this declares more than what it covers needs, and why; nothing if it does not."""
        return next(self._excess(covered), "")

    def _excess(self, covered: Sequence[Difference]) -> Iterator[str]:
        values = [each.values for each in covered if each.property not in ("", COUNT)]
        lacking = {stack for each in covered if each.property in ("", COUNT) for stack in _lacking(each)}
        for stack in self.stacks:
            if not values and stack not in lacking:
                yield f"{stack} lacks nothing there; do not name it"
            if values and not any(stack in each for each in values):
                yield f"{stack} has nothing there that could differ; do not name it"
            together = dict.fromkeys(other for each in values if stack in each for other in each if other != stack)
            for other in together:
                if all(each[stack] == each[other] for each in values if stack in each and other in each):
                    yield f"{stack} has what {other} has there; name only those that have something else"

    def __str__(self) -> str:
        what = f"{self.kind}: {self.resource}" + (f", {self.property}" if self.property else "")
        return f"{what} ({', '.join(self.stacks)})"


def _lacking(difference: Difference) -> set[str]:
    """Return the stacks that lack a resource, or that have fewer of it than another."""
    numbers = {
        stack: int(value) if difference.property == COUNT else int(value != ABSENT)
        for stack, value in difference.values.items()
    }
    return {stack for stack, number in numbers.items() if number < max(numbers.values())}


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    differences: tuple[Declared, ...] = ()


def load_declared(project: Project) -> tuple[Declared, ...]:
    """Read the declarations of a project; none if there is no file.

    Raises `InputError` if the file is unusable, or names a stack that there is not.
    """
    path = project.stacks_folder / FILE
    if not os.path.lexists(path):
        return ()
    try:
        document = strict_yaml.read(path)
        declared = _File.model_validate({} if document is None else document).differences
    except strict_yaml.UnreadableError as error:
        raise InputError(str(error)) from None
    except ValidationError as error:
        told = (": ".join([*_where(place), reason]) for place, reason in refusals(error))
        raise InputError("\n".join(f"{path}: {each}" for each in told)) from None
    for each in declared:
        for stack in each.stacks:
            if stack not in project.stacks:
                raise InputError(f"{path}: {each}: there is no stack {stack!r}; mend its spelling or remove it")
    return declared


def _where(steps: tuple[int | str, ...]) -> list[str]:
    return [".".join(map(str, steps))] if steps else []
