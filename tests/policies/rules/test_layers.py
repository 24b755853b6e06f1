from __future__ import annotations

from dataclasses import replace

import pytest

from policies.rules.layers import layer_two_has_baseline, layer_two_stands_on_sound_baseline
from policies.view import BASELINE_TYPE, DELIVERY_TYPE, UNKNOWN, Resource
from tests.policies.cases import Case, case, resource, urn

COPY = "aws:ebs/snapshotCopy:SnapshotCopy"
DELIVERY = resource(DELIVERY_TYPE, "delivery")
BASELINE = resource(BASELINE_TYPE, "baseline")


def copy(parent: str, *, encrypted: object) -> Resource:
    return replace(resource(COPY, "copy", encrypted=encrypted), parent=urn(parent))


CASES = [
    case(layer_two_has_baseline, "pass", "both layers", DELIVERY, BASELINE),
    case(layer_two_has_baseline, "fail", "nothing below", DELIVERY),
    case(layer_two_stands_on_sound_baseline, "pass", "nothing below that fails", DELIVERY, BASELINE),
    case(
        layer_two_stands_on_sound_baseline,
        "fail",
        "a rule of layer 1 fails",
        DELIVERY,
        BASELINE,
        copy("baseline", encrypted=False),
    ),
    case(
        layer_two_stands_on_sound_baseline,
        "pass",
        "what is not known yet does not fail",
        DELIVERY,
        BASELINE,
        copy("baseline", encrypted=UNKNOWN),
    ),
    case(
        layer_two_stands_on_sound_baseline,
        "pass",
        "what fails is layer 2's own, and fails by itself",
        DELIVERY,
        BASELINE,
        copy("delivery", encrypted=False),
    ),
]


@pytest.mark.parametrize("line", CASES, ids=str)
def test_verdict(line: Case) -> None:
    assert line.judged() == line.verdict
