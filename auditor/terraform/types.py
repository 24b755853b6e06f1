"""Which type of Terraform a resource of the graph is, by the package that it comes from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from auditor.graph import Resource
from auditor.terraform.mapping import Entry, Shape, Type, aws
from auditor.terraform.name_forms import snake

PROVIDERS = {
    "aws": "hashicorp/aws",
    "archive": "hashicorp/archive",
    "local": "hashicorp/local",
    "null": "hashicorp/null",
    "random": "hashicorp/random",
    "time": "hashicorp/time",
    "tls": "hashicorp/tls",
}
"""Packages of Pulumi that are made of a Terraform provider, and which. All but AWS go by the plain rule for names."""

PROVIDER_TYPE = "pulumi:providers:"


class _PlainShape(Mapping[str, Entry]):
    """A shape of which only the rule for names is known: each property has the same name, in snake case."""

    def __init__(self, blocks: tuple[str, ...] = ()) -> None:
        self._blocks = blocks

    def __getitem__(self, name: str) -> Entry:
        return Entry(snake(name), ["blocks", _PlainShape()] if name in self._blocks else "any")

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


PLAIN: Shape = _PlainShape()
_PLAIN_WITH_SUBJECT: Shape = _PlainShape(("subject",))


def package_of(resource: Resource) -> str:
    """Return the package of a resource's type; of a provider, that of the resources which it makes."""
    return resource.type.removeprefix(PROVIDER_TYPE).split(":")[0]


def type_of(resource: Resource) -> Type | None:
    """Return the Terraform type of a resource, or None if it has none."""
    package = package_of(resource)
    if package == "aws":
        return aws().type_of(resource.type)
    if package not in PROVIDERS or resource.type.count(":") < 2:
        return None
    name = snake(resource.type.split(":")[2])
    shape = _PLAIN_WITH_SUBJECT if package == "tls" else PLAIN
    return Type(name if name.startswith(f"{package}_") else f"{package}_{name}", shape, newer=False)


def shape_of(number: Any) -> Shape:
    """Return the shape that a form names."""
    shape: Shape = aws().shape(number) if isinstance(number, int) else number
    return shape
