"""Whether anybody hears of what a service tells EventBridge."""

from __future__ import annotations

from policies.documents import listed
from policies.joined import joined
from policies.some import some
from policies.view import Resource, Stack

EVENT_RULE = "aws:cloudwatch/eventRule:EventRule"
EVENT_TARGET = "aws:cloudwatch/eventTarget:EventTarget"


def unheard(source: str, stack: Stack) -> str | None:
    """Return why nobody hears of the events of `source`, such as `aws.backup`, or None if somebody does."""
    heard = some(lambda rule: _sends(rule, source, stack), stack.of(EVENT_RULE))
    return None if heard else f"no EventRule with a target takes the events of {source}"


def _sends(rule: Resource, source: str, stack: Stack) -> bool:
    if not rule.has("eventPattern") or source not in listed(rule.document("eventPattern").get("source")):
        return False
    off = rule.get("state", "ENABLED") == "DISABLED" or rule.get("isEnabled", True) is False
    return not off and bool(joined(stack, rule, EVENT_TARGET, "rule"))
