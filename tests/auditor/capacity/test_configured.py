from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from auditor.capacity.configured import Configured, configured
from auditor.capacity.simulation import Bounds, Stepping, Tracking
from auditor.errors import InputError
from auditor.graph import ResourceGraph
from auditor.sources.configuration import load_project
from auditor.sources.program import render
from tests.auditor.capacity.programs import BY_HAND, PLANNED
from tests.auditor.projects import small_project

CPU = "dict(predefined_metric_type='ECSServiceAverageCPUUtilization')"


def graph(folder: Path, program: str) -> ResourceGraph:
    (rendered,) = render(load_project(small_project(folder / "project", program, "prod")), ["prod"])
    assert isinstance(rendered, ResourceGraph), rendered
    return rendered


def by_hand(folder: Path, *declare: str) -> Configured:
    (service,) = configured(graph(folder, BY_HAND.replace("{declare}", "; ".join(declare) or "pass")))
    return service


def test_what_the_component_declares_is_read_back(tmp_path: Path) -> None:
    cycle = '{"name": "january", "start": "0 6 2 1 ? *", "end": "0 22 15 1 ? *", "multiplier": 4}'
    (service,) = configured(graph(tmp_path, PLANNED.format(settings=f'{{"payer_cycles": [{cycle}]}}')))
    assert service.scaling.bounds == (Bounds(second=0, minimum=2, maximum=38),)
    assert service.scaling.tracking == (
        Tracking(metric="cpu", target=40, scale_in_cooldown=600),
        Tracking(metric="requests", target=600, scale_in_cooldown=600),
    )
    (stepping,) = service.scaling.stepping
    assert (stepping.threshold, stepping.minutes, stepping.cooldown, stepping.percent) == (720, 1, 240, True)
    assert stepping.steps == ((720, 50), (900, 100), (1200, 200), (1800, 400))
    assert [(each.minimum, each.maximum) for each in service.actions] == [(2, 38), (20, 38)]
    assert (service.load.requests_per_second, service.cycles[0].name) == (50, "january")


def test_scaling_by_hand_is_read_with_the_defaults_of_aws(tmp_path: Path) -> None:
    service = by_hand(
        tmp_path,
        f"self.track('cpu', predefined_metric_specification={CPU}, disable_scale_in=True)",
        "self.step('steps', 3)",
    )
    assert service.scaling.tracking == (Tracking(metric="cpu", target=40, scale_in_cooldown=300, scales_in=False),)
    assert service.scaling.stepping == (
        Stepping(threshold=700, steps=((700, 3),), percent=False, least=0, cooldown=300, minutes=2),
    )


def test_a_scheduled_action_holds_from_its_time_on_its_day(tmp_path: Path) -> None:
    service = by_hand(
        tmp_path,
        "self.schedule('up', 'cron(0 6 ? * MON-FRI *)', min_capacity=9)",
        "self.schedule('down', 'cron(30 20 ? * MON-FRI *)', min_capacity=2, max_capacity=12)",
    )
    monday, sunday = (datetime(2028, 1, day, tzinfo=ZoneInfo("UTC")) for day in (3, 2))
    assert service.on(monday).bounds == (
        Bounds(second=0, minimum=2, maximum=30),
        Bounds(second=6 * 3600, minimum=9, maximum=30),
        Bounds(second=20 * 3600 + 1800, minimum=2, maximum=12),
    )
    assert service.on(sunday).bounds == (Bounds(second=0, minimum=2, maximum=30),)


@pytest.mark.parametrize(
    ("declare", "because"),
    [
        (
            "self.track('memory', predefined_metric_specification="
            "dict(predefined_metric_type='ECSServiceAverageMemoryUtilization'))",
            "memory: scaling by ECSServiceAverageMemoryUtilization cannot be replayed",
        ),
        ("self.step('steps', -1)", "steps: steps that remove tasks cannot be replayed"),
        ("self.step('steps', 1, 'LessThanThreshold')", "steps: steps that remove tasks cannot be replayed"),
        ("self.step('steps', 9, adjustment_type='ExactCapacity')", "'ExactCapacity' cannot be replayed"),
        ("self.target2 = appautoscaling.Target('other', service_namespace='ecs', resource_id='service/c/other', "
         "scalable_dimension='ecs:service:DesiredCount', min_capacity=2, max_capacity=3, opts=self.below)",
         "declares 2 scalable targets"),
        ("LOAD.pop('objective')", "its load cannot be read"),
        ("LOAD.update(utilisation=2)", "utilisation: must be"),
        ("self.track('cpu', predefined_metric_specification=" + CPU + ", scale_in_cooldown=self.target.arn.apply(len))",
         "is not known before deployment|is not of the kind"),
    ],
)  # fmt: skip
def test_what_cannot_be_replayed_is_refused_by_its_name(declare: str, because: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=because):
        by_hand(tmp_path, declare)


def test_a_schedule_that_is_no_cron_is_refused_when_its_day_is_replayed(tmp_path: Path) -> None:
    service = by_hand(tmp_path, "self.schedule('once', 'at(2028-01-03T06:00:00)', min_capacity=9)")
    with pytest.raises(InputError, match=r"once: the schedule at\(.*\) cannot be replayed"):
        service.on(datetime(2028, 1, 3, tzinfo=ZoneInfo("UTC")))


def test_a_stack_without_scaling_has_nothing_to_replay(tmp_path: Path) -> None:
    assert configured(graph(tmp_path, "import pulumi\n")) == []
