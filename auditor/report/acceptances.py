"""What was accepted, in the words of every form of the report: by exception, with all that it covers."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from auditor.report.arrangement import findings_of
from auditor.report.paging import pieces
from auditor.results.finding import Acceptance, Finding
from auditor.results.report import StackVerdict

_EXAMPLE = re.compile(r"[@.]example(\.(com|net|org))?\b", re.IGNORECASE)
TEMPLATE = "the template's until somebody approves it in their own name"


@dataclass(frozen=True)
class Deviation:
    """One exception, and the violations that it accepts, each with the stack that it is in."""

    rule: str
    accepted: Acceptance
    found: tuple[tuple[str, Finding], ...]

    @property
    def stacks(self) -> tuple[str, ...]:
        """The stacks in which it accepts something, each once."""
        return tuple(dict.fromkeys(stack for stack, _ in self.found))

    @property
    def resources(self) -> tuple[tuple[str, str], ...]:
        """The types and names of what it covers, each once however many stacks have it."""
        return tuple(dict.fromkeys((finding.type, finding.name) for _, finding in self.found))

    @property
    def violations(self) -> tuple[str, ...]:
        """What is wrong with what it covers, each once."""
        return tuple(dict.fromkeys(finding.reason for _, finding in self.found if finding.reason))

    @property
    def places(self) -> list[tuple[str, str, list[tuple[str, str]]]]:
        """The types and names of what it covers, and in which stack and by which URN each is there."""
        places = defaultdict[tuple[str, str], list[tuple[str, str]]](list)
        for stack, finding in self.found:
            places[finding.type, finding.name].append((stack, finding.urn))
        return [(type_, name, there) for (type_, name), there in places.items()]

    @property
    def weight(self) -> int:
        """About how many characters it takes on a page."""
        cited = 130 * len(self.accepted.weakens)
        return 1200 + cited + weight_of(self.accepted) + sum(_weight_of_one(each) for each in self.found)


def deviations(stacks: Iterable[StackVerdict]) -> list[Deviation]:
    """Return what was accepted in stacks, exception by exception; the next to expire comes first."""
    return by_exception((stack.stack, finding) for stack in stacks for finding in findings_of(stack))


def by_exception(found: Iterable[tuple[str, Finding]]) -> list[Deviation]:
    """Return those of findings that were accepted, each with its stack, exception by exception."""
    accepted = defaultdict[tuple[str, Acceptance], list[tuple[str, Finding]]](list)
    for stack, finding in found:
        if finding.accepted is not None and finding.shown == "accepted":
            accepted[finding.rule, finding.accepted].append((stack, finding))
    made = [Deviation(rule, exception, tuple(covered)) for (rule, exception), covered in accepted.items()]
    return sorted(made, key=lambda each: (each.accepted.expires, each.rule))


def parts(whole: Iterable[Deviation]) -> Iterator[Deviation]:
    """Cut those that accept so much that a page could not hold it; each part tells the exception in full."""
    for each in whole:
        yield from (replace(each, found=tuple(piece)) for piece in pieces(each.found, _weight_of_one))


def weight_of(accepted: Acceptance | None) -> int:
    """Return about how many characters an exception takes beside the violation that it accepts."""
    if accepted is None:
        return 0
    texts = (accepted.reason, accepted.compensating_control, accepted.owner, accepted.approved_by, *accepted.weakens)
    return 250 + sum(len(text) + 2 for text in texts)


def _weight_of_one(found: tuple[str, Finding]) -> int:
    _, finding = found
    return 250 + 2 * len(finding.name) + len(finding.type) + len(finding.reason)


def weakened(accepted: Acceptance) -> str:
    """Name the controls that an exception weakens, or say that the catalogs know of none."""
    return ", ".join(accepted.weakens) or "no control cites it"


def told(accepted: Acceptance) -> str:
    """Tell an exception in one paragraph: why, what compensates, which controls it weakens, whose it is, until when."""
    return (
        f"{_ended(accepted.reason)} Compensating control: {_ended(accepted.compensating_control or 'not told')} "
        f"Weakens: {weakened(accepted)}. Owner: {accepted.owner}; {approved(accepted)}, until {accepted.expires}."
    )


def of_nobody(accepted: Acceptance) -> bool:
    """Tell whether its owner is nobody, being reached at a domain set aside for examples (RFC 2606): a template's."""
    return _EXAMPLE.search(accepted.owner) is not None


def approved(accepted: Acceptance) -> str:
    """Tell in whose name it was accepted: whether that is a person's own, no file can show."""
    whose = f", {TEMPLATE}" if of_nobody(accepted) else ""
    return f"accepted in the name of {accepted.approved_by} on {accepted.approved_on}{whose}"


def _ended(words: str) -> str:
    return words if words.endswith((".", "!", "?")) else f"{words}."
