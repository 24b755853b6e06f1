from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic import ValidationError

from stacks.capacity import CapacitySettings

JANUARY = {"name": "january", "start": "0 6 2 1 ? *", "end": "0 22 15 1 ? *", "multiplier": 4}


def parsed(**values: Any) -> CapacitySettings:
    """Read settings as they come, which is as JSON."""
    return CapacitySettings.model_validate_json(json.dumps(values))


def test_the_defaults_are_a_plan_that_survives_a_zone() -> None:
    plan = parsed().plan(zones=3, within_seconds=0.5, objective=0.999)
    assert (plan.minimum, plan.maximum) == (2, 38)
    assert plan.load.objective == 0.999
    assert plan.scheduled == ()


def test_whole_numbers_do_for_figures_with_fractions() -> None:
    plan = parsed(requests_per_second=100, payer_cycles=[JANUARY]).plan(zones=2, within_seconds=1, objective=0.99)
    assert plan.cycles[0].multiplier == 4
    assert [each.name for each in plan.scheduled] == ["january-start", "january-end"]


@pytest.mark.parametrize(
    ("values", "where", "because"),
    [
        ({"requests_per_second": 0}, ("requests_per_second",), "greater than 0"),
        ({"utilisation": 0.95}, (), "utilisation: must be 0.1 to 0.8"),
        ({"maximum": 4}, (), "use 10 or more"),
        ({"payer_cycles": [{**JANUARY, "multiplier": 9}]}, ("payer_cycles", 0), "3 to 5"),
        ({"payer_cycles": [{**JANUARY, "start": "0 6 2 1 *"}]}, ("payer_cycles", 0), "six fields"),
        ({"payer_cycles": [JANUARY, JANUARY]}, (), "two cycles have the same name"),
        ({"payer_cycles": [{**JANUARY, "until": "then"}]}, ("payer_cycles", 0, "until"), "not permitted"),
        ({"rps": 5}, ("rps",), "not permitted"),
    ],
)
def test_what_cannot_be_is_refused_where_it_stands(
    values: dict[str, Any], where: tuple[str | int, ...], because: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        parsed(**values)
    (problem,) = refused.value.errors()
    assert problem["loc"] == where
    assert because in problem["msg"]
