"""Accepted deviations from a rule: who accepted what, why, what makes up for it, and until when.

They live in `stacks/exceptions.yaml`, are read by the native pack and by the auditor alike, and never hide: an
accepted violation is printed wherever it would have failed. One that has expired, that no violation needs, or that
covers more than what violates its rule, fails. Exceptions from the checks of Checkov stand in the same file; only who
asks Checkov reads them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fnmatch import fnmatchcase
from functools import lru_cache
from itertools import combinations
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    StrictBool,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)

from policies import strict_yaml
from policies.refused_entries import Day, Stacks, Words, refusals
from policies.rule import Outcome, Status
from policies.view import Resource

DEFAULT_PATH = Path(__file__).parent.parent / "stacks" / "exceptions.yaml"
LONGEST = timedelta(days=366)
_OF_CHECKOV = re.compile(r"CKV\d*_")
GATES = "layer-"
"""What the ids of rules begin with that hold a layer shut (policies/rules/layers.py)."""
_FEWEST = 5
"""Of how many words a compensating control is told at least: fewer name no safeguard that anybody could go and see."""


class ExceptionsError(ValueError):
    """The file of exceptions is unusable. The message names the entry and what is wrong with it."""


def _pattern(told: str) -> str:
    if not re.fullmatch(r"[^\s?\[]+::[^\s?\[]+", told):
        raise ValueError("must be `type::name` without blanks, in which * stands for any text")
    return told


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Approval(_Entry):
    """Who owns an accepted deviation, who approved it, and until when."""

    owner: Words
    approved_by: Words
    approved_on: Day
    expires: Day

    @model_validator(mode="after")
    def _within_a_year(self) -> Self:
        if not timedelta(0) < self.expires - self.approved_on <= LONGEST:
            raise ValueError("expires must be after approved_on and within a year of it")
        return self


class RuleException(Approval):
    """One accepted deviation. `resource` is `type::name`, in which `*` stands for any text.

    `compensating_control` names the other safeguard that carries the risk, or what gives the same assurance where the
    check misreads; `reason` says why the rule is not kept. `if_present` marks an exception for a resource that only an
    option of the settings creates: it is not reported as unneeded where the rule has no such resource to judge.
    """

    rule: Words
    resource: Annotated[str, AfterValidator(_pattern)]
    stacks: Stacks
    reason: Words
    compensating_control: Words
    if_present: StrictBool = False

    @field_validator("compensating_control")
    @classmethod
    def _a_safeguard(cls, told: str, info: ValidationInfo) -> str:
        if len(re.findall(r"\w{2,}", told)) < _FEWEST or _plain(told) == _plain(info.data.get("reason", "")):
            raise ValueError(
                "says nothing that carries the risk; name the safeguard that does, in a sentence of its own"
            )
        return told

    @property
    def of_checkov(self) -> bool:
        """Whether it is from a check of Checkov, which the pack knows nothing of."""
        return _OF_CHECKOV.match(self.rule) is not None

    def covers(self, resource: Resource) -> bool:
        """Tell whether the pattern matches a resource."""
        return fnmatchcase(f"{resource.type}::{resource.name}", self.resource)

    def __str__(self) -> str:
        return f"exception from {self.rule} for {self.resource}"


class _File(_Entry):
    approval: Approval | None = None
    """The default of each exception that does not declare its own."""
    exceptions: tuple[RuleException, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _approved(cls, document: Any) -> Any:
        match document:
            case {"approval": dict(approval), "exceptions": list(entries)}:
                merged = [{**approval, **entry} if isinstance(entry, dict) else entry for entry in entries]
                return {**document, "exceptions": merged}
        return document


@dataclass(frozen=True)
class Review:
    """What a stack's exceptions come to: the violations that they accept, and what is wrong with them."""

    accepted: tuple[tuple[Outcome, RuleException], ...]
    problems: tuple[tuple[RuleException, str], ...]


def load_exceptions(
    path: Path, known_rules: Iterable[str], known_checks: Iterable[str] | None = None
) -> tuple[RuleException, ...]:
    """Read the file of exceptions; none is none. Raises `ExceptionsError` if it is unusable in any way.

    Those from Checkov's checks are left out, unless it is said which `known_checks` there are.
    """
    entries = _read(path)
    if known_checks is None:
        entries = tuple(entry for entry in entries if not entry.of_checkov)
    known = {*known_rules, *(known_checks or ())}
    for entry in entries:
        if entry.rule not in known:
            named = "controls/checkov.json" if entry.of_checkov else "`footing rules`"
            raise ExceptionsError(f"{path}: {entry}: there is no such rule; {named} lists those that there are")
        if entry.rule.startswith(GATES):
            raise ExceptionsError(f"{path}: {entry}: no exception opens a layer; mend what keeps it shut")
    for entry, other in combinations(entries, 2):
        both = [stack for stack in entry.stacks if stack in other.stacks]
        if both and (entry.rule, entry.resource) == (other.rule, other.resource):
            raise ExceptionsError(f"{path}: {entry}: stands twice for {both[0]}; remove one")
    return entries


def _read(path: Path) -> tuple[RuleException, ...]:
    if path.is_symlink() and not path.exists():
        raise ExceptionsError(f"{path}: is a link that leads nowhere; mend or remove it")
    return _entries(path, path.stat().st_mtime_ns) if path.exists() else ()


@lru_cache(maxsize=1)  # for who watches: the file is read anew when it is saved
def _entries(path: Path, _saved: int) -> tuple[RuleException, ...]:
    document: Any = None
    try:
        document = strict_yaml.read(path)
        return _File.model_validate({} if document is None else document).exceptions
    except strict_yaml.UnreadableError as error:
        raise ExceptionsError(str(error)) from None
    except ValidationError as error:
        raise ExceptionsError("\n".join(f"{path}: {reason}" for reason in _explain(error, document))) from None


def accepts(exceptions: Iterable[RuleException], outcome: Outcome, stack: str, today: date) -> RuleException | None:
    """Return the exception that accepts a violation today, if one does."""
    for exception in exceptions:
        if (
            exception.rule == outcome.rule.id
            and stack in exception.stacks
            and exception.approved_on <= today <= exception.expires
            and exception.covers(outcome.resource)
        ):
            return exception
    return None


def review(exceptions: Sequence[RuleException], outcomes: Sequence[Outcome], stack: str, today: date) -> Review:
    """Hold a stack's exceptions against what its rules said."""
    accepted = [
        (outcome, exception)
        for outcome in outcomes
        if outcome.status is Status.FAIL and (exception := accepts(exceptions, outcome, stack, today))
    ]
    problems = [
        (exception, problem)
        for exception in exceptions
        if stack in exception.stacks
        for problem in _problems(exception, outcomes, today)
    ]
    return Review(tuple(accepted), tuple(problems))


def _problems(exception: RuleException, outcomes: Sequence[Outcome], today: date) -> Iterable[str]:
    covered = [each for each in outcomes if each.rule.id == exception.rule and exception.covers(each.resource)]
    if exception.if_present and not covered:
        return
    statuses = {each.status for each in covered}
    if today < exception.approved_on:
        yield f"is approved only from {exception.approved_on} on: until then mend the resource"
    if today > exception.expires:
        yield f"expired on {exception.expires}: mend the resource, or have the exception approved anew"
    if not statuses & {Status.FAIL, Status.UNKNOWN}:
        yield "accepts nothing: no resource that it covers violates the rule; remove it"
    elif Status.PASS in statuses:
        spared = next(each.resource.name for each in covered if each.status is Status.PASS)
        yield f"is too broad: it also covers {spared}, which does not violate the rule; name what does"
    elif not exception.resource.rpartition("::")[2].strip("*"):
        yield "is too broad: it covers whatever resource comes to be; name those that it is for"


def _explain(error: ValidationError, document: Any) -> list[str]:
    problems = [*refusals(error)]
    of_approval = [each for each in problems if each[0][:1] == ("approval",)]  # every entry would repeat them
    return [": ".join([*_where(place, document), reason]) for place, reason in of_approval or problems]


def _where(location: tuple[int | str, ...], document: Any) -> Iterable[str]:
    """Yield what a problem is in: the entry by its rule and resource, where it says them, and the place in the file."""
    match location:
        case ("exceptions", int(place), *_):
            match document["exceptions"][place]:
                case {"rule": rule, "resource": resource}:
                    yield f"exception from {rule} for {resource}"
    if location:
        yield ".".join(map(str, location))


def _plain(words: str) -> str:
    return " ".join(re.findall(r"\w+", words.lower()))
