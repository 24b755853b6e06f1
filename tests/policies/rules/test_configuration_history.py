from __future__ import annotations

import pytest

from policies import types
from policies.rules import configuration_history as rules
from policies.view import UNKNOWN, Resource
from tests.policies.cases import Case, case, exports, resource

RECORDER = resource(types.RECORDER, "recorder")
CHANNEL = resource(types.DELIVERY_CHANNEL, "channel")
ON = resource(rules.RECORDER_STATUS, "on", isEnabled=True)
EVERYTHING = {"allSupported": True, "includeGlobalResourceTypes": True}


def recording(frequency: object, **more: object) -> Resource:
    return resource(types.RECORDER, recordingMode={"recordingFrequency": frequency, **more})


CASES = [
    case(rules.account_records_configuration, "pass", "recorded and kept", exports(), RECORDER, CHANNEL, ON),
    case(rules.account_records_configuration, "fail", "no recorder", exports(accountOwner="test")),
    case(rules.account_records_configuration, "fail", "nowhere to go", exports(), RECORDER, ON),
    case(rules.account_records_configuration, "fail", "never started", exports(), RECORDER, CHANNEL),
    case(
        rules.account_records_configuration,
        "fail",
        "stopped",
        exports(),
        RECORDER,
        CHANNEL,
        resource(rules.RECORDER_STATUS, "off", isEnabled=False),
    ),
    case(rules.account_records_configuration, "not applicable", "another stack does", exports(accountOwner="dev")),
    case(
        rules.account_records_configuration,
        "unknown",
        "perhaps stopped",
        exports(),
        RECORDER,
        CHANNEL,
        resource(rules.RECORDER_STATUS, "perhaps", isEnabled=UNKNOWN),
    ),
    case(rules.recorder_covers_everything, "pass", "all", resource(types.RECORDER, recordingGroup=EVERYTHING)),
    case(rules.recorder_covers_everything, "fail", "no roles unless asked for", resource(types.RECORDER)),
    case(
        rules.recorder_covers_everything,
        "fail",
        "some types",
        resource(types.RECORDER, recordingGroup={"allSupported": False, "resourceTypes": ["AWS::EC2::Instance"]}),
    ),
    case(rules.recorder_covers_everything, "unknown", "which", resource(types.RECORDER, recordingGroup=UNKNOWN)),
    case(rules.recorder_follows_changes, "pass", "unless told otherwise", RECORDER),
    case(rules.recorder_follows_changes, "pass", "asked for", recording("CONTINUOUS")),
    case(rules.recorder_follows_changes, "fail", "once a day", recording("DAILY")),
    case(
        rules.recorder_follows_changes,
        "fail",
        "some once a day",
        recording("CONTINUOUS", recordingModeOverride={"recordingFrequency": "DAILY", "resourceTypes": ["a"]}),
    ),
    case(rules.recorder_follows_changes, "unknown", "how often", recording(UNKNOWN)),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule_gives_the_verdict(case: Case) -> None:
    assert case.judged() == case.verdict
