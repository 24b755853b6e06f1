"""A rule: one sentence that must hold for a kind of resource, and the function that decides it.

The sentence is the function's docstring and its id is the function's name, so that nothing is written twice:

    @resource_rule("aws:rds/instance:Instance", severity=Severity.HIGH, fix="Set `storage_encrypted=True`.")
    def database_storage_encrypted(database: Resource) -> Verdict:
        '''The storage of a database is encrypted.'''
        return None if database.get("storageEncrypted", False) else "the storage is not encrypted"

A rule returns None where its sentence holds, the reason where it does not, and `NotApplicable` where it has nothing
to say. It need not handle unknown values: reading one ends the rule, and the outcome is `unknown`.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple, TypeVar

from policies.reads import Read, RecordedReads, of_properties, weighty
from policies.view import Resource, Stack, UnknownValue

T = TypeVar("T")
R = TypeVar("R")


class Severity(StrEnum):
    """How bad a violation is; the names are those of pulumi-policy."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"


class Status(StrEnum):
    """What a rule can say of a resource."""

    PASS = "pass"  # noqa: S105 - a verdict
    FAIL = "fail"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not applicable"


@dataclass(frozen=True)
class NotApplicable:
    """The rule has nothing to say of this resource, and why."""

    reason: str
    provided_by: str | None = None
    """The stack that holds the safeguard for this one, where settings say so; the auditor checks the claim."""
    provided_for: tuple[str, ...] = ()
    """Names that the rule must have met in that stack, where a safeguard there may be for others only."""


Verdict = str | NotApplicable | None
ResourceCheck = Callable[[Resource], Verdict]
StackCheck = Callable[[Resource, Stack], Verdict]


class Outcome(NamedTuple):
    """What a rule said of one resource, and what it looked at."""

    rule: Rule
    resource: Resource
    status: Status
    reason: str = ""
    provided_by: str | None = None
    provided_for: tuple[str, ...] = ()
    evidence: tuple[Read, ...] = ()


@dataclass(frozen=True, kw_only=True, eq=False)
class Rule:
    """A rule and its metadata. `types` are the Pulumi type tokens of the resources that it judges."""

    id: str
    must: str
    fix: str
    severity: Severity
    types: tuple[str, ...]
    url: str
    check: ResourceCheck | StackCheck
    joins: bool
    """Whether it looks beyond one resource: then it is a stack rule and can only speak once all are known."""
    by_name: bool = False
    """Whether it may say `provided_for`. Then what it looks at elsewhere is kept in any case: names may be among it."""

    def judge(self, stack: Stack) -> Iterable[Outcome]:
        """Judge every resource of this rule's types in a stack."""
        for resource in stack.of(*self.types):
            yield self.judge_one(resource, stack)

    def judge_one(self, resource: Resource, stack: Stack | None = None) -> Outcome:
        """Judge one resource. A stack rule needs the stack, which remembers the outcome for whoever asks again."""
        if stack is None:
            return self._outcome(resource, None)
        asked, seeking = (self.id, resource.urn), stack.sought
        if asked not in stack.outcomes:
            stack.sought = None if seeking is None else set()
            stack.outcomes[asked] = self._outcome(resource, stack), stack.sought
            stack.sought = seeking
        outcome, sought = stack.outcomes[asked]
        if seeking is not None:
            seeking |= sought | {resource.type}  # by another rule, perhaps, that asks what this one says
        told: Outcome = outcome
        return told

    def _outcome(self, resource: Resource, stack: Stack | None) -> Outcome:
        arguments: tuple[Any, ...] = (resource, stack) if self.joins else (resource,)
        with RecordedReads(kept=stack is None or stack.evidence or self.by_name) as reads:
            try:
                verdict = self.check(*arguments)
            except UnknownValue as unknown:
                return Outcome(self, resource, Status.UNKNOWN, str(unknown), evidence=weighty(reads))
        match verdict:
            case None:
                return Outcome(self, resource, Status.PASS, evidence=weighty(reads))
            case NotApplicable(reason, provided_by, names):
                if names and not self.by_name:
                    raise TypeError("provided_for needs names that were kept: make this a rule by_name")
                seen = of_properties(reads)
                return Outcome(self, resource, Status.NOT_APPLICABLE, reason, provided_by, names, seen)
            case reason:
                return Outcome(self, resource, Status.FAIL, reason, evidence=weighty(reads))


def resource_rule(*types: str, severity: Severity, fix: str, url: str = "") -> Callable[[ResourceCheck], Rule]:
    """Make a rule that judges each resource by its own properties, before it is created."""
    return lambda check: _rule(check, types, severity, fix, url, joins=False)


def stack_rule(
    *types: str, severity: Severity, fix: str, url: str = "", by_name: bool = False
) -> Callable[[StackCheck], Rule]:
    """Make a rule that judges each resource of `types` together with the rest of its stack.

    One that may answer `provided_for` is to be `by_name`.
    """
    return lambda check: _rule(check, types, severity, fix, url, joins=True, by_name=by_name)


def first_problem(check: Callable[[T], R | None], items: Iterable[T]) -> R | None:
    """Return the first problem that `check` finds in any of `items`.

    An item with an unknown value does not hide the problem of a later one; only if no item has a problem does the
    unknown prevail, by raising `UnknownValue`.
    """
    unknown: UnknownValue | None = None
    for item in items:
        try:
            if problem := check(item):
                return problem
        except UnknownValue as met:
            unknown = unknown or met
    if unknown:
        raise unknown
    return None


def _rule(
    check: ResourceCheck | StackCheck,
    types: tuple[str, ...],
    severity: Severity,
    fix: str,
    url: str,
    *,
    joins: bool,
    by_name: bool = False,
) -> Rule:
    return Rule(
        id=check.__name__.replace("_", "-"),
        must=inspect.cleandoc(check.__doc__ or "").splitlines()[0],
        fix=fix,
        severity=severity,
        types=types,
        url=url,
        check=check,
        joins=joins,
        by_name=by_name,
    )
