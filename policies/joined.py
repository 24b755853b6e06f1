"""Resources that belong to another one by naming it in a property."""

from __future__ import annotations

from policies.view import Resource, Stack

VPC = "aws:ec2/vpc:Vpc"
DEFAULT_VPC = "aws:ec2/defaultVpc:DefaultVpc"


def joined(stack: Stack, to: Resource, type_: str, by: str) -> list[Resource]:
    """Return the resources of `type_` whose property `by` names `to`.

    Where there are none, one that names nobody we know of may be the one that is missed: unless its value is known,
    this raises `UnknownValue`.
    """
    found = stack.referring(to, type_, by)
    if not found:
        for other in stack.of(type_):
            if not other.refers_to(by):
                other.get(by)
    return found
