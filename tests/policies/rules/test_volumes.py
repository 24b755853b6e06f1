from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from policies.rules import instances, storage
from policies.rules import volumes as rules
from policies.types import EBS_DEFAULT, EC2_INSTANCE
from policies.view import UNKNOWN, Resource
from policies.whereabouts import PROVIDER
from tests.policies.cases import Case, case, resource, urn

SNAPSHOT = rules.DATABASE_SNAPSHOTS[0]
HERE: dict[str, Any] = {"region": "eu-central-1"}
THERE: dict[str, Any] = {"region": "us-east-1"}
OF_HERE, OF_THERE = resource(PROVIDER, "aws", **HERE), resource(PROVIDER, "edge", **THERE)


def default(name: str = "default", **properties: Any) -> Resource:
    return resource(EBS_DEFAULT, name, **properties)


def by(provider: str, of: Resource) -> Resource:
    return replace(of, provider=urn(provider))


BY_DEFAULT: list[tuple[Any, ...]] = [
    ("pass", "by default", {}, default(enabled=True)),
    ("pass", "by default, which is on unless said", {}, default()),
    ("pass", "by default, whatever is said", {"encrypted": False}, default()),
    ("pass", "by default, though it is not known what is said", {"encrypted": UNKNOWN}, default()),
    ("pass", "by itself, whatever the default", {"encrypted": True}, default(enabled=UNKNOWN)),
    ("pass", "by the default of its region", HERE, default(**HERE), default("other", **THERE, enabled=False)),
    ("pass", "by that of its region, which the provider names", HERE, default(), OF_HERE),
    ("fail", "the default is off", {}, default(enabled=False)),
    ("fail", "the default is said to be on and off", {}, default(enabled=True), default("other", enabled=False)),
    ("fail", "by the default of another region", HERE, default(**THERE)),
    ("fail", "by that of another, which the provider names", HERE, default(), OF_THERE),
    ("unknown", "whether by default", {}, default(enabled=UNKNOWN)),
    ("unknown", "whether its region is the default's", HERE, default()),
    ("unknown", "which of two providers makes it", {}, default(), OF_HERE, OF_THERE),
]
CASES = [
    *(
        case(rule, verdict, because, resource(type_, **given), *beside)
        for rule, type_ in (
            (storage.volume_encrypted, storage.VOLUME),
            *((rules.snapshot_copy_encrypted, each) for each in rules.COPIES),
        )
        for verdict, because, given, *beside in BY_DEFAULT
    ),
    *(
        case(instances.instance_disks_encrypted, verdict, because, resource(EC2_INSTANCE, **given), *beside)
        for verdict, because, given, *beside in BY_DEFAULT
        if "encrypted" not in given
    ),
    case(
        storage.volume_encrypted,
        "pass",
        "by the default of one provider of two",
        *(by("edge", each) for each in (resource(storage.VOLUME), default())),
        *(OF_HERE, OF_THERE),
    ),
    case(
        storage.volume_encrypted,
        "fail",
        "by the default of the other provider",
        *(by("edge", resource(storage.VOLUME)), by("aws", default()), OF_HERE, OF_THERE),
    ),
    case(rules.snapshot_not_public, "pass", "with nobody", resource(SNAPSHOT)),
    case(rules.snapshot_not_public, "pass", "with one", resource(SNAPSHOT, sharedAccounts=["111122223333"])),
    case(rules.snapshot_not_public, "fail", "with all", resource(SNAPSHOT, sharedAccounts=["111122223333", "all"])),
    case(rules.snapshot_not_public, "pass", "an image", resource(rules.IMAGE_PERMISSION, accountId="111122223333")),
    case(rules.snapshot_not_public, "fail", "an image", resource(rules.IMAGE_PERMISSION, group="all")),
    case(rules.snapshot_not_public, "unknown", "with whom", resource(SNAPSHOT, sharedAccounts=UNKNOWN)),
    case(rules.snapshot_copy_encrypted, "pass", "asked for", resource(rules.COPIES[0], encrypted=True)),
    case(rules.snapshot_copy_encrypted, "fail", "an import", resource(rules.IMPORT)),
    case(rules.snapshot_copy_encrypted, "fail", "an import, by default", resource(rules.IMPORT), default()),
    case(rules.snapshot_copy_encrypted, "fail", "an image", resource(rules.COPIES[1], encrypted=False)),
    case(rules.snapshot_copy_encrypted, "unknown", "not known", resource(rules.COPIES[0], encrypted=UNKNOWN)),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule_gives_the_verdict(case: Case) -> None:
    assert case.judged() == case.verdict
