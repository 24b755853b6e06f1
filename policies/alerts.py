"""Whether anybody hears of what a service tells EventBridge."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

from policies.event_pattern import matches
from policies.joined import joined
from policies.rule import first_problem
from policies.service_events import KINDS, Event, Place, Told
from policies.some import some
from policies.view import Resource, Stack
from policies.whereabouts import own_accounts, own_regions

EVENT_RULE = "aws:cloudwatch/eventRule:EventRule"
EVENT_TARGET = "aws:cloudwatch/eventTarget:EventTarget"
BUS = "eventBusName"
TELLING = ("sns", "lambda", "states", "events", "ssm", "ssm-incidents")
"""Services that pass an event on, by their part of an ARN. In a queue, stream or log it lies until somebody looks."""
TELLING_TYPES = ("aws:sns/", "aws:lambda/", "aws:sfn/", "aws:cloudwatch/eventBus", "aws:cloudwatch/eventApi", "aws:ssm")


def unheard(stack: Stack, *kinds: str) -> str | None:
    """Return of which kind of event (`KINDS`) nobody hears, or None if somebody hears of all."""
    return first_problem(lambda kind: missed(stack, kind, [KINDS[kind](place) for place in places(stack)]), kinds)


def places(stack: Stack) -> list[Place]:
    """Return where the stack's events come from, as far as its providers say."""
    return [
        Place(account, region)
        for account, region in product(own_accounts(stack) or [None], own_regions(stack) or [None])
    ]


def missed(stack: Stack, kind: str, told: Sequence[Sequence[Told]]) -> str | None:
    """Return that nobody hears of a kind of event, or None if somebody does of each occurrence in one of the places.

    One place is enough: resources that are made in another region by a provider of their own tell their events there.
    """

    def heard(ways: Told) -> bool:
        return some(lambda rule: some(lambda event: _sends(rule, event, stack), ways), stack.of(EVENT_RULE))

    return None if some(lambda occurrences: all(map(heard, occurrences)), told) else f"no EventRule sends {kind} on"


def _sends(rule: Resource, event: Event, stack: Stack) -> bool:
    if not rule.has("eventPattern") or not matches(rule.document("eventPattern"), event):
        return False
    off = rule.get("state", "ENABLED") == "DISABLED" or rule.get("isEnabled", True) is False
    return not off and _on_default_bus(rule) and some(_tells, joined(stack, rule, EVENT_TARGET, "rule"))


def _on_default_bus(rule: Resource) -> bool:
    """Tell whether a rule hears what AWS's services tell: they do so on the default bus alone."""
    if rule.refers_to(BUS):
        return False
    return bool(rule.get(BUS, "default").rpartition("/")[2] == "default")


def _tells(target: Resource) -> bool:
    to = target.refers_to("arn")
    if to:
        return any(each.type.startswith(TELLING_TYPES) for each in to)
    parts = target.get("arn", "").split(":")
    return len(parts) > 2 and parts[2] in TELLING
