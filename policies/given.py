"""Everything that gives permissions to a role, in every form in which pulumi-aws 7 writes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from policies.documents import Statement, listed, statements
from policies.grants import ATTACHMENTS, POLICY, POLICY_ATTACHMENT, ROLE, ROLE_POLICY
from policies.managed_policies import managed_name, managed_statements
from policies.rule import first_problem
from policies.values import Hidden, Template, UnknownValue
from policies.view import Resource, Stack

HOLDS_ROLE = {
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": "role",
    "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive": "roleName",
    POLICY_ATTACHMENT: "roles",
}
"""Attachments, and the property in which they name the role."""


@dataclass(frozen=True)
class Given:
    """One policy that a role has, and which may be read only when asked for."""

    name: str
    """Of the resource that holds it, or of AWS's own policy."""
    read: Callable[[], list[Statement]]
    by_aws: bool = False
    policy: Resource | None = None
    """A policy of this stack that is attached, so that it may have other versions."""

    def allows(self) -> list[Statement]:
        """Return the statements that allow something; raise `UnknownValue` if they are not known."""
        return [statement for statement in self.read() if not statement.is_deny]


def first_given(role: Resource, stack: Stack, check: Callable[[Given], str | None]) -> str | None:
    """Return the first problem of any policy that a role has: its own, inline or not, and those attached to it.

    What is not known of one hides no problem of another; only if none has a problem does it raise `UnknownValue`. A
    policy that another stack makes is not known.
    """
    sources: list[Callable[[], list[Given]]] = [partial(_inline, role)]
    sources += [partial(_own, each, role) for each in _near(stack, role, ROLE_POLICY, "role")]
    sources.append(partial(_attached, role, ATTACHMENTS[ROLE], stack))
    for type_, by in HOLDS_ROLE.items():
        sources += [partial(_attached_by, each, role, stack) for each in _near(stack, role, type_, by)]
    return first_problem(lambda source: first_problem(check, source()), sources)


def _near(stack: Stack, role: Resource, type_: str, by: str) -> list[Resource]:
    """Return what refers to a role, and what may name it as text."""
    nameless = [each for each in stack.of(type_) if not each.references.get(by)]
    return [*stack.referring(role, type_, by), *nameless]


def _named_by(holder: Resource, role: Resource, by: str) -> bool:
    name = role.properties.get("name")
    return bool(holder.references.get(by)) or (isinstance(name, str) and name in listed(holder.get(by)))


def _inline(role: Resource) -> list[Given]:
    return [
        _document(role, f"{item.path}.policy", role.name) for item in role.items("inlinePolicies") if item.has("policy")
    ]


def _own(holder: Resource, role: Resource) -> list[Given]:
    return [_document(holder, "policy", holder.name)] if _named_by(holder, role, "role") else []


def _attached_by(holder: Resource, role: Resource, stack: Stack) -> list[Given]:
    named = _named_by(holder, role, HOLDS_ROLE[holder.type])
    return _attached(holder, ATTACHMENTS[holder.type], stack) if named else []


def _attached(holder: Resource, by: str, stack: Stack) -> list[Given]:
    if not holder.has(by):
        return []
    own = [referred for referred in holder.refers_to(by) if referred.type == POLICY]
    arns = [holder.properties[by]] if isinstance(holder.properties[by], Hidden) else listed(holder.properties[by])
    known = [arn for arn in arns if not isinstance(arn, Hidden | Template)]
    given = [_of_stack(policy) for policy in own] + [_by_arn(arn, stack) for arn in known]
    if len(arns) - len(known) > len(own):
        given.append(Given(holder.name, partial(_not_known, by)))
    return given


def _by_arn(arn: Any, stack: Stack) -> Given:
    if name := managed_name(str(arn)):
        return Given(name, partial(managed_statements, name), by_aws=True)
    for policy in stack.of(POLICY):
        if policy.properties.get("name") == str(arn).split("/")[-1]:
            return _of_stack(policy)
    return Given(str(arn), partial(_not_known, str(arn), "is a policy that another stack makes"))


def _of_stack(policy: Resource) -> Given:
    return replace(_document(policy, "policy", policy.name), policy=policy)


def _document(holder: Resource, path: str, name: str) -> Given:
    return Given(name, lambda: statements(holder.document(path)))


def _not_known(path: str, *why: str) -> list[Statement]:
    raise UnknownValue(path, *why)
