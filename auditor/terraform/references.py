"""References of the graph as expressions of Terraform."""

from __future__ import annotations

import re
from typing import Any

from auditor.graph import Reference, Resource
from auditor.terraform.blocks import Expression, Template
from auditor.terraform.mapping import Form
from auditor.terraform.paths import NoSuchPathError, attribute_of, steps
from auditor.terraform.scope import Scope

_DNS_SUFFIX = re.compile(r"^\.amazonaws\.com(\.cn)?(:443)?")


def refer(scope: Scope, reference: Reference, form: Form = "text") -> Any:
    """Return the expression for a reference, a variable where it leads out of the configuration, or a known id."""
    urn, path = reference.urn, reference.attribute
    target = scope.graph.find(urn)
    if target is not None and target.external and path == "id" and target.options.import_id:
        return target.options.import_id
    address = scope.address(urn)
    if address is None:
        return _from_outside(scope, reference, target, form)
    try:
        text = attribute_of(address, steps(path), scope.types[urn].shape, newer=scope.newer)
    except NoSuchPathError:
        scope.leave_out(urn, path, "referred to, but not in Terraform; asked for by a variable")
        return scope.variable(urn, path, form, f"{path} of {address}.").expression
    scope.referred.add(urn)
    entry = scope.types[urn].shape.get(path)
    return Expression(text, textual=entry is None or entry.form not in ("number", "truth"))


def join(scope: Scope, parts: tuple[str | Reference, ...]) -> Any:
    """Return a text with references in it as a template."""
    found: list[str | Expression] = []
    for at, part in enumerate(parts):
        if isinstance(part, str):
            found.append(part)
            continue
        expression = refer(scope, part)
        following = parts[at + 1] if at + 1 < len(parts) else ""
        if part.part and isinstance(expression, Expression):
            expression = _piece(scope, part, expression, following if isinstance(following, str) else "")
        found.append(expression)
    return _template(_without_shape(found, parts))


def piece(scope: Scope, reference: Reference) -> Any:
    """Return the expression for what a program took out of an attribute, with nothing around it."""
    expression = refer(scope, reference)
    return _piece(scope, reference, expression, "") if isinstance(expression, Expression) else expression


def _from_outside(scope: Scope, reference: Reference, target: Resource | None, form: Form) -> Expression:
    if target is None:  # what a function answered, which only AWS could tell
        function, _, asked = reference.urn.partition("#")
        name = f"{function.rpartition(':')[2]}_{asked}"
        description = f"{reference.attribute} that {function} answers."
        return scope.variable(name, reference.attribute, form, description).expression
    description = f"{reference.attribute} of {target.type} {target.name!r}, which is not part of this configuration."
    return scope.variable(reference.urn, reference.attribute, form, description).expression


def _piece(scope: Scope, reference: Reference, whole: Expression, following: str) -> Expression:
    """Return what tokens show a program to have taken: the resource in an ARN, or the host in an endpoint or URL."""
    attribute = reference.attribute.lower()
    if attribute.endswith("arn"):
        return Expression(f'join(":", slice(split(":", {whole.text}), 5, length(split(":", {whole.text}))))')
    if attribute.endswith("url") and _DNS_SUFFIX.match(following):
        return Expression(f'split("/", trimprefix({whole.text}, "https://"))[0]')
    if attribute.endswith("endpoint") and _DNS_SUFFIX.match(following):
        return Expression(f'split(":", {whole.text})[0]')
    scope.leave_out(reference.urn, reference.attribute, "a piece of it is used; asked for by a variable")
    return scope.variable(
        reference.urn, f"{reference.attribute}_piece", "text", f"A piece of {whole.text}, as the program takes it."
    ).expression


def _without_shape(found: list[str | Expression], parts: tuple[str | Reference, ...]) -> list[str | Expression]:
    """Take out of the text what the expression before it says already."""
    for at, part in enumerate(parts[:-1]):
        following = found[at + 1]
        taken = isinstance(part, Reference) and part.part and part.attribute.lower().endswith(("url", "endpoint"))
        if taken and isinstance(following, str):
            found[at + 1] = _DNS_SUFFIX.sub("", following)
    return found


def _template(found: list[Any]) -> Any:
    merged: list[str | Expression] = []
    for part in found:
        if isinstance(part, str) and merged and isinstance(merged[-1], str):
            merged[-1] += part
        elif part != "":
            merged.append(part)
    if all(isinstance(part, str) for part in merged):
        return "".join(part for part in merged if isinstance(part, str))
    return merged[0] if len(merged) == 1 else Template(tuple(merged))
