"""Rules for the history of what was configured how."""

from __future__ import annotations

from policies.provided import provided_elsewhere
from policies.rule import Severity, Verdict, first_problem, resource_rule, stack_rule
from policies.some import some
from policies.types import DELIVERY_CHANNEL, RECORDER
from policies.view import STACK_TYPE, Item, Resource, Stack

RECORDER_STATUS = "aws:cfg/recorderStatus:RecorderStatus"
CONTINUOUS = "CONTINUOUS"


@stack_rule(
    STACK_TYPE,
    severity=Severity.HIGH,
    fix="Create a `ConfigurationHistory` (components/configuration_history.py) in the stack that owns the account.",
    url="https://docs.aws.amazon.com/config/latest/developerguide/stop-start-recorder.html",
)
def account_records_configuration(_root: Resource, stack: Stack) -> Verdict:
    """An account records every change of configuration with AWS Config, and keeps the record."""
    if not stack.of(RECORDER):
        return provided_elsewhere(stack) or "no Recorder is declared"
    if not stack.of(DELIVERY_CHANNEL):
        return "no DeliveryChannel is declared, so the record goes nowhere"
    started = some(lambda status: status.get("isEnabled", False), stack.of(RECORDER_STATUS))
    return None if started else "no RecorderStatus turns the recorder on"


@resource_rule(
    RECORDER,
    severity=Severity.MEDIUM,
    fix="Set `recording_group` to `all_supported=True` and `include_global_resource_types=True`.",
    url="https://docs.aws.amazon.com/config/latest/developerguide/select-resources.html",
)
def recorder_covers_everything(recorder: Resource) -> Verdict:
    """AWS Config records every type of resource, also those that belong to no region, such as roles."""
    if not recorder.get("recordingGroup.allSupported", True):
        return "only some types of resources are recorded"
    if not recorder.get("recordingGroup.includeGlobalResourceTypes", False):
        return "users, groups, roles and policies of IAM are not recorded"
    return None


@resource_rule(
    RECORDER,
    severity=Severity.MEDIUM,
    fix='Leave `recording_mode` out, or set its `recording_frequency`, and those of its overrides, to "CONTINUOUS".',
    url="https://docs.aws.amazon.com/config/latest/developerguide/stop-start-recorder.html",
)
def recorder_follows_changes(recorder: Resource) -> Verdict:
    """AWS Config records each change when it is made, and not what a day has left of them."""

    def problem(mode: Item) -> str | None:
        frequency = mode.get("recordingFrequency", CONTINUOUS)
        return None if frequency == CONTINUOUS else f"{mode.path} records {frequency}"

    paths = ("recordingMode", "recordingMode.recordingModeOverride")
    return first_problem(problem, [mode for path in paths for mode in recorder.items(path)])
