"""What is known while a graph is translated: where its resources go, and what was asked for and left out on the way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from auditor.graph import ResourceGraph
from auditor.terraform.mapping import Form, Type
from auditor.terraform.name_forms import snake
from auditor.terraform.naming import digest, identifier
from auditor.terraform.variables import Variable


@dataclass(frozen=True)
class LeftOut:
    """What has no translation, and why. `path` is of a property or an option; empty for the resource as a whole."""

    urn: str
    path: str
    reason: str


@dataclass
class Scope:
    """Collects, besides what it knows: `variables` by name, what was `left_out`, and who was `referred` to."""

    graph: ResourceGraph
    types: Mapping[str, Type]
    names: Mapping[str, str]
    providers: Collection[str] | None
    newer: bool
    variables: dict[str, Variable] = field(default_factory=dict)
    left_out: list[LeftOut] = field(default_factory=list)
    referred: set[str] = field(default_factory=set)
    needs_newer: bool = False
    """Whether something was translated that only a newer provider knows than the one that the mapping was made from."""
    given: int = 0
    translated: int = 0

    def address(self, urn: str) -> str | None:
        """Return where a resource is to be found in the configuration, if it is in it."""
        return f"{self.types[urn].name}.{self.names[urn]}" if urn in self.names else None

    def leave_out(self, urn: str, path: str, reason: str) -> None:
        """Note what is left out."""
        self.left_out.append(LeftOut(urn, path, reason))

    def variable(
        self, urn: str, path: str, form: Form, description: str, *, sensitive: bool = False, named: str = ""
    ) -> Variable:
        """Return the variable for a value of a resource, the same for the same value; `named`, if not after that."""
        address = self.address(urn)
        about = address.replace(".", "_") if address else identifier(urn.rpartition("::")[2])
        name = named or identifier(f"{about}_{snake(path)}".removeprefix("aws_"))
        if name in self.variables and self.variables[name].description != description:
            name = f"{name}_{digest(urn + path, 6)}"
        made = Variable(name, form, description, sensitive)
        return self.variables.setdefault(name, made)


def left_out_counts(left_out: Iterable[LeftOut]) -> list[tuple[str, str, int]]:
    """Return what was left out as a type and a path, why, and how often, the most frequent first."""
    counted = Counter((_told(each), each.reason) for each in left_out)
    return [(what, why, count) for (what, why), count in sorted(counted.items(), key=lambda item: (-item[1], item[0]))]


def _told(left_out: LeftOut) -> str:
    if left_out.path.startswith("option "):
        return left_out.path
    type_ = left_out.urn.split("::")[2].split("$")[-1] if left_out.urn.count("::") > 2 else left_out.urn
    return f"{type_} {left_out.path}".strip()
