"""Rules for the order in which a stack grows: no layer opens above one that is not sound."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from policies.rule import Outcome, Severity, Status, Verdict, stack_rule
from policies.view import BASELINE_TYPE, DELIVERY_TYPE, Resource, Stack

BASELINE = "https://docs.aws.amazon.com/prescriptive-guidance/latest/aws-startup-security-baseline/welcome.html"


@stack_rule(
    DELIVERY_TYPE,
    severity=Severity.CRITICAL,
    fix="Mend what fails in layer 1 first, or take the section `delivery` out of the settings until that is done.",
    url=BASELINE,
)
def layer_two_stands_on_sound_baseline(delivery: Resource, stack: Stack) -> Verdict:
    """Layer 2 is open only where no rule fails on anything below it.

    What is not known before deployment does not close the layer, and an accepted exception does not open it: an
    exception is for a deviation that one lives with, and not for building upon.
    """
    outcomes = list(_outcomes_below(delivery, stack))
    delivery.looked_at("(rules on layer 1)", Counter(outcome.status.value for outcome in outcomes))
    failing = [f"{each.rule.id} ({each.resource.name})" for each in outcomes if each.status is Status.FAIL]
    if not failing:
        return None
    shown = ", ".join(failing[:5]) + (f" and {len(failing) - 5} more" if len(failing) > 5 else "")
    return f"layer 1 is not sound: {shown}"


@stack_rule(
    DELIVERY_TYPE,
    severity=Severity.CRITICAL,
    fix="Make the baseline in the same stack, with stacks/baseline.py.",
    url=BASELINE,
)
def layer_two_has_baseline(delivery: Resource, stack: Stack) -> Verdict:
    """Layer 2 is never without layer 1."""
    return None if stack.of(BASELINE_TYPE) else f"{delivery.name} stands on no baseline"


def _outcomes_below(delivery: Resource, stack: Stack) -> Iterator[Outcome]:
    """Yield what each rule, of all but this file's, says of whatever is not part of layer 2."""
    from policies.rules import RULES

    above = {resource.urn for resource in stack if stack.within(resource, delivery)}
    for rule in RULES:
        if DELIVERY_TYPE in rule.types:
            continue
        for resource in stack.of(*rule.types):
            if resource.urn not in above:
                yield rule.judge_one(resource, stack)
