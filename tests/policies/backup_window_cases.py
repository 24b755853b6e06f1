"""The lines of the table on backup plans in which it decides whether one starts too near to a database's windows."""

from __future__ import annotations

from typing import Any

from policies.backups import PLAN, SELECTION
from policies.databases import CLUSTER, DOCUMENTS, GRAPHS, INSTANCE
from policies.rules import backup_plan as rules
from policies.view import UNKNOWN, Resource
from tests.policies.cases import Case, case, resource

CLEAR = rules.backup_clear_of_windows


def database(backup: Any = "22:30-23:00", maintenance: Any = "sun:00:00-sun:01:00", **properties: Any) -> Resource:
    return resource(INSTANCE, backupWindow=backup, maintenanceWindow=maintenance, **properties)


def cluster(type_: str = CLUSTER, backup: Any = "22:30-23:00", **properties: Any) -> Resource:
    return resource(type_, preferredBackupWindow=backup, preferredMaintenanceWindow="sun:00:00-sun:01:00", **properties)


def backing_up(*schedules: Any, plan: str = "plan", **rule: Any) -> tuple[Resource, Resource]:
    """Make a plan of these schedules, and its selection of the database."""
    rules = [{"ruleName": str(number), "schedule": each, **rule} for number, each in enumerate(schedules)]
    chosen = {"planId": [plan], "resources": ["subject"]}
    return (
        resource(PLAN, plan, rules=rules),
        resource(SELECTION, f"{plan}-selection", refers=chosen, planId=UNKNOWN, resources=[UNKNOWN]),
    )


def at(time: str, days: str = "*") -> str:
    hour, minute = time.split(":")
    return f"cron({int(minute)} {int(hour)} ? * {days} *)"


CLEAR_OF_WINDOWS: list[Case] = [
    case(CLEAR, "pass", "hours away", database(), *backing_up(at("05:00"), "cron(0 8 1 * ? *)")),
    case(CLEAR, "pass", "more than an hour before", database(), *backing_up(at("21:29"))),
    case(CLEAR, "pass", "when both are over", database(), *backing_up(at("23:00", "MON"), at("01:00"))),
    case(CLEAR, "pass", "on another day than the week's", database(), *backing_up(at("00:30", "WED"))),
    case(CLEAR, "pass", "in capitals", database(maintenance="Sun:00:00-Sun:01:00"), *backing_up(at("05:00"))),
    case(CLEAR, "fail", "at its beginning", database(), *backing_up(at("22:30"))),
    case(CLEAR, "fail", "at its end", database(), *backing_up(at("22:59"))),
    case(CLEAR, "fail", "an hour before", database(), *backing_up(at("21:30"))),
    case(CLEAR, "fail", "in the week's", database(), *backing_up(at("00:30", "SUN"))),
    case(CLEAR, "fail", "on the eve of the week's", database(), *backing_up(at("23:00", "SAT"))),
    case(CLEAR, "fail", "in the week's in one month", database(), *backing_up("cron(0 0 1 * ? *)")),
    case(CLEAR, "fail", "before one past midnight", database("00:15-00:45"), *backing_up(at("23:30", "WED"))),
    case(CLEAR, "fail", "in one over midnight", database("23:45-00:15"), *backing_up(at("00:10", "WED"))),
    case(CLEAR, "fail", "every hour", database(), *backing_up("cron(0 * ? * * *)")),
    case(CLEAR, "fail", "one rule of two", database(), *backing_up(at("05:00"), at("22:30"))),
    case(CLEAR, "fail", "one plan of two", database(), *backing_up(at("05:00")), *backing_up(at("22:30"), plan="two")),
    case(CLEAR, "fail", "when AWS would", database("04:45-05:15"), *backing_up(None)),
    case(CLEAR, "fail", "no daily window", database(None), *backing_up(at("05:00"))),
    case(CLEAR, "fail", "no weekly window", database(maintenance=None), *backing_up(at("05:00"))),
    case(CLEAR, "fail", "neither window", resource(INSTANCE), *backing_up(at("05:00"))),
    case(CLEAR, "unknown", "which daily window", database(UNKNOWN), *backing_up(at("05:00"))),
    case(CLEAR, "unknown", "which weekly window", database(maintenance=UNKNOWN), *backing_up(at("05:00"))),
    case(CLEAR, "unknown", "what kind of daily window", database("at night"), *backing_up(at("05:00"))),
    case(CLEAR, "unknown", "what kind of weekly window", database(maintenance="sun"), *backing_up(at("05:00"))),
    case(CLEAR, "unknown", "when", database(), *backing_up(UNKNOWN)),
    case(CLEAR, "unknown", "what kind of schedule", database(), *backing_up("rate(1 day)")),
    case(
        CLEAR,
        "unknown",
        "in another time zone",
        database(),
        *backing_up(at("05:00"), scheduleExpressionTimezone="America/New_York"),
    ),
    case(CLEAR, "pass", "in UTC, said", database(), *backing_up(at("05:00"), scheduleExpressionTimezone="Etc/UTC")),
    case(CLEAR, "unknown", "whether it is selected", database(), resource(SELECTION, "some", resources=UNKNOWN)),
    case(CLEAR, "not applicable", "no plan", resource(INSTANCE)),
    case(CLEAR, "not applicable", "a replica", database(replicateSourceDb="source"), *backing_up(at("22:30"))),
    case(
        CLEAR,
        "not applicable",
        "a continuous backup",
        resource(INSTANCE),
        *backing_up(at("05:00"), enableContinuousBackup=True),
    ),
    *(
        case(CLEAR, verdict, f"{because}: {type_}", cluster(type_, *windows), *backing_up(schedule))
        for type_ in (DOCUMENTS, GRAPHS)
        for verdict, because, schedule, *windows in (
            ("pass", "hours away", at("05:00")),
            ("fail", "at its beginning", at("22:30")),
            ("fail", "on the eve of the week's", at("23:00", "SAT")),
            ("fail", "no daily window", at("05:00"), None),
            ("unknown", "which daily window", at("05:00"), UNKNOWN),
        )
    ),
    case(
        CLEAR, "fail", "no continuous backup", cluster(DOCUMENTS), *backing_up(at("22:30"), enableContinuousBackup=True)
    ),
    case(CLEAR, "fail", "a cluster of instances", cluster(engine="postgres"), *backing_up(at("22:30"))),
    case(CLEAR, "pass", "a cluster of instances", cluster(engine="mysql"), *backing_up(at("05:00"))),
    case(CLEAR, "not applicable", "Aurora", cluster(engine="aurora-postgresql"), *backing_up(at("22:30"))),
    case(CLEAR, "unknown", "which engine", cluster(), *backing_up(at("22:30"))),
]
