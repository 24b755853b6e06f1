"""Paths of Pulumi's into a resource, such as `secrets.0.arn`, as Terraform writes them: `.secret[0].arn`."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from auditor.terraform.mapping import NEWER, Form, Shape
from auditor.terraform.name_forms import snake
from auditor.terraform.types import shape_of


class NoSuchPathError(Exception):
    """The resource has no such attribute in Terraform, or none in the provider at hand."""


def steps(path: str) -> list[str]:
    """Return the steps of a path, whichever way its indices are written."""
    return [
        step.strip('"') for step in re.findall(r'\["[^"]*"\]|[^.\[\]]+', path.replace('["', '."').replace('"]', '"'))
    ]


def attribute_of(address: str, path: Sequence[str], shape: Shape, *, newer: bool = True) -> str:
    """Return the expression for an attribute. Raises `NoSuchPathError`."""
    first, *rest = path
    if first == "id" and "id" not in shape and not rest:
        return f"{address}.{_id_of(address, shape)}"
    entry = shape.get(first)
    if entry is None or (NEWER in entry.traits and not newer):
        raise NoSuchPathError(first)
    prefix = f"{address}." if address else ""
    return _into(f"{prefix}{entry.name}", rest, entry.form)


def _id_of(address: str, shape: Shape) -> str:
    """Return the attribute that Pulumi takes for the id, where Terraform has no `id`, if there is no doubt."""
    if all(NEWER in entry.traits for entry in shape.values()):
        return "id"
    names = {entry.name for entry in shape.values()}
    type_ = address.split(".")[0]
    own = [name for name in names if name == "identifier" or (name.endswith("_id") and name[:-3] in type_)]
    found = own or sorted(names & {"arn", "name"})
    if len(found) != 1:
        raise NoSuchPathError("id")
    return found[0]


def _into(expression: str, rest: Sequence[str], form: Form) -> str:
    if not rest:
        return expression
    step, *after = rest
    if not isinstance(form, list):  # of an unknown form
        return _into(f"{expression}[{step}]" if step.isdecimal() else f"{expression}.{snake(step)}", after, "any")
    kind, inner = form
    if kind in ("map",):
        return _into(f"{expression}[{json.dumps(step)}]", after, inner)
    if kind in ("object", "block"):
        return _part(expression, rest, inner)
    index, after = (step, after) if step.isdecimal() else ("0", list(rest))  # a list of one, which Pulumi flattened
    if kind in ("set", "set of blocks"):
        expression = f"tolist({expression})"
    expression = f"{expression}[{index}]"
    if kind in ("blocks", "set of blocks"):
        return _part(expression, after, inner) if after else expression
    return _into(expression, after, inner)


def _part(expression: str, rest: Sequence[str], inner: int | Shape) -> str:
    step, *after = rest
    entry = shape_of(inner).get(step)
    if entry is None:
        raise NoSuchPathError(step)
    return _into(f"{expression}.{entry.name}", after, entry.form)
