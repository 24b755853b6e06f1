from __future__ import annotations

from typing import Any

import pytest

from policies.rules import standards as rules
from policies.types import SECURITY_HUB
from policies.view import UNKNOWN, Resource
from tests.policies.cases import Case, case, resource

NEW, WHOLE = rules.standards_take_up_new_checks, rules.standard_checked_whole
STATUSES: dict[str, Any] = {"pass": "ENABLED", "fail": "DISABLED", "unknown": UNKNOWN}


def control(type_: str, status: Any) -> Resource:
    properties = {rules.STATUS[type_]: status}
    return resource(type_, **properties)


CASES = [
    case(NEW, "pass", "unless told otherwise", resource(SECURITY_HUB)),
    case(NEW, "pass", "told so", resource(SECURITY_HUB, autoEnableControls=True)),
    case(NEW, "fail", "they stay off", resource(SECURITY_HUB, autoEnableControls=False)),
    case(NEW, "unknown", "whether", resource(SECURITY_HUB, autoEnableControls=UNKNOWN)),
    case(WHOLE, "fail", "with a reason alone", resource(rules.CONTROL, disabledReason="It is loud")),
    *(
        case(WHOLE, verdict, "as it is", control(type_, status))
        for type_ in rules.STATUS
        for verdict, status in STATUSES.items()
    ),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule_gives_the_verdict(case: Case) -> None:
    assert case.judged() == case.verdict
