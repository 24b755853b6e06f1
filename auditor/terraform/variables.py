"""Variables: what a configuration must be given because it cannot be written into it, secrets first of all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from auditor.terraform.blocks import Block, Expression, Name
from auditor.terraform.mapping import Form

_TYPES = {"text": "string", "number": "number", "truth": "bool"}


@dataclass(frozen=True)
class Variable:
    """A value that is asked for. `form` tells what it has to be."""

    name: str
    form: Form
    description: str
    sensitive: bool = False
    default: Any = None

    @property
    def expression(self) -> Expression:
        """How it is referred to."""
        return Expression(f"var.{self.name}")

    @property
    def block(self) -> Block:
        """Its declaration."""
        body: dict[str, Any] = {"description": self.description, "type": Name(_type(self.form))}
        if self.sensitive:
            body["sensitive"] = True
        if self.default is not None:
            body["default"] = self.default
        return Block("variable", (self.name,), body)

    @property
    def example(self) -> Any:
        """A value of the right form, for a plan that nobody will apply."""
        return _example(self.form, self.name)


def _type(form: Form) -> str:
    if isinstance(form, str):
        return _TYPES.get(form, "any")
    kind, inner = form
    return f"{kind}({_type(inner)})" if kind in ("list", "set", "map") and not isinstance(inner, int) else "any"


def _example(form: Form, name: str) -> Any:
    if isinstance(form, list):
        return {} if form[0] in ("map", "object") else [_example(form[1], name)] if form[0] in ("list", "set") else []
    if form == "number":
        return 1
    if form == "truth":
        return True
    if name.endswith(("arn", "arns")):
        return "arn:aws:iam::111122223333:role/example"
    return "Example1-example1"
