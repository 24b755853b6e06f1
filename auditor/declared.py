"""The differences between environments that are meant to be: `stacks/parity.yaml`, each with its kind and reason."""

from __future__ import annotations

from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from auditor.compared import COUNT, Difference
from auditor.errors import InputError

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
Words = Annotated[str, Field(min_length=1, pattern=r"\S")]


class Declared(BaseModel):
    """What may differ. `resource` is `type::name` and `property` a path in it; in both, `*` stands for any text.

    The stack's own name stands in a resource's name as `<stack>`, and that of a zone as `<zone>`. An empty property
    is the resource itself, which some stacks have and others lack, and `(count)` how many there are of it. Neither is
    meant by `*`: that a resource is missing says nobody by the way.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Kind
    resource: Annotated[str, Field(pattern=r"^[^\s]+::.+$")]
    property: str
    reason: Words

    def covers(self, difference: Difference) -> bool:
        """Tell whether a difference is what this declares."""
        named, said = f"{difference.type}::{difference.name}", difference.property
        of_property = said == self.property if said in ("", COUNT) else fnmatchcase(said, self.property)
        return of_property and fnmatchcase(named, self.resource)

    def __str__(self) -> str:
        return f"{self.kind}: {self.resource}" + (f", {self.property}" if self.property else "")


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    differences: tuple[Declared, ...] = ()


def load_declared(folder: Path) -> tuple[Declared, ...]:
    """Read the declarations of a project's folder of stacks; none if there is no file.

    Raises `InputError` if the file is unusable.
    """
    path = folder / FILE
    if not path.exists():
        return ()
    try:
        return _File.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")) or {}).differences
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: not well-formed YAML: {' '.join(str(error).split())}") from None
    except ValidationError as error:
        raise InputError(
            "\n".join(f"{path}: {_where(each['loc'])}: {each['msg']}" for each in error.errors())
        ) from None


def _where(steps: tuple[int | str, ...]) -> str:
    return ".".join(str(step) for step in steps)
