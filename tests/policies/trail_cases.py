"""The lines of the table on trails in which it decides what they record, each alone or together with others."""

from __future__ import annotations

from typing import Any

from policies.buckets import BUCKET_LOGGINGS, BUCKETS
from policies.rules import audit_trail as rules
from policies.trail_alarms import TRAIL
from policies.view import UNKNOWN, Resource
from tests.policies.cases import Case, case, resource

MANAGEMENT = {"field": "eventCategory", "equals": ["Management"]}
DATA = {"field": "eventCategory", "equals": ["Data"]}
OBJECTS = {"field": "resources.type", "equals": ["AWS::S3::Object"]}
FUNCTIONS = {"field": "resources.type", "equals": ["AWS::Lambda::Function"]}


def advanced(*fields: Any) -> Resource:
    return resource(TRAIL, advancedEventSelectors=[{"fieldSelectors": list(fields)}])


def classic(**selector: Any) -> Resource:
    return resource(TRAIL, eventSelectors=[selector])


def all_objects(*arns: str) -> list[dict[str, Any]]:
    return [{"type": "AWS::S3::Object", "values": list(arns)}]


def arn(**operators: Any) -> dict[str, Any]:
    return {"field": "resources.ARN", **operators}


def but_for(bucket: str, **properties: Any) -> Resource:
    """Make a trail that delivers to `bucket`, if it is there, and records all objects but those of one."""
    selectors = [{"fieldSelectors": [DATA, OBJECTS, arn(notStartsWiths=[f"arn:aws:s3:::{bucket}/"])]}]
    refers = {} if properties else {"s3BucketName": ["bucket"]}
    given = properties or {"s3BucketName": UNKNOWN}
    return resource(TRAIL, refers=refers, advancedEventSelectors=selectors, **given)


def selecting(*selectors: tuple[Any, ...], name: str = "subject", **properties: Any) -> Resource:
    """Make a trail of all regions, unless told otherwise, with a selector of each of some tuples of fields."""
    said = [{"fieldSelectors": list(fields)} for fields in selectors]
    return resource(TRAIL, name, **{"isMultiRegionTrail": True, "advancedEventSelectors": said, **properties})


def half(reads: bool) -> dict[str, Any]:
    return {"field": "readOnly", "equals": ["true" if reads else "false"]}


def written(kind: str, name: str = "subject") -> Resource:
    return resource(TRAIL, name, isMultiRegionTrail=True, eventSelectors=[{"readWriteType": kind}])


KINDS: tuple[tuple[Any, tuple[Any, ...]], ...] = (
    (rules.trail_records_management_events, (MANAGEMENT,)),
    (rules.trail_records_use_of_objects, (DATA, OBJECTS)),
    (rules.trail_records_use_of_functions, (DATA, FUNCTIONS)),
)
"""By rule, the fields of a selector that picks what it asks for."""
OTHER: dict[str, Any] = {"name": "other"}
NOTHING = (DATA, {**OBJECTS, "equals": ["AWS::DynamoDB::Table"]})
TOGETHER: list[Case] = [
    case(rule, verdict, because, selecting(*own, **of_own), selecting(*others, **OTHER, **of_other))
    for rule, whole in KINDS
    for verdict, because, own, of_own, others, of_other in (
        ("pass", "by another trail", [NOTHING], {}, [whole], {}),
        ("pass", "reads here, writes there", [(*whole, half(True))], {}, [(*whole, half(False))], {}),
        ("pass", "reads and writes apart", [(*whole, half(True)), (*whole, half(False))], {}, [NOTHING], {}),
        ("pass", "in one region", [NOTHING], {"isMultiRegionTrail": False}, [whole], {"isMultiRegionTrail": False}),
        ("pass", "by an organization's", [NOTHING], {}, [whole], {"isOrganizationTrail": True}),
        ("fail", "reads twice", [(*whole, half(True))], {}, [(*whole, half(True))], {}),
        ("fail", "by another that is off", [NOTHING], {}, [whole], {"enableLogging": False}),
        ("fail", "by another in one region", [NOTHING], {}, [whole], {"isMultiRegionTrail": False}),
        ("fail", "by an account's for all", [NOTHING], {"isOrganizationTrail": True}, [whole], {}),
        (
            "fail",
            "in another region",
            [NOTHING],
            {"isMultiRegionTrail": False, "region": "eu-central-1"},
            [whole],
            {"isMultiRegionTrail": False, "region": "us-east-1"},
        ),
        ("unknown", "by another that may be off", [NOTHING], {}, [whole], {"enableLogging": UNKNOWN}),
        ("unknown", "by another, of what is not known", [NOTHING], {}, [], {"advancedEventSelectors": UNKNOWN}),
    )
]
RECORDED: list[Case] = [
    *TOGETHER,
    case(
        rules.trail_records_management_events,
        "pass",
        "by another, which says nothing",
        selecting(NOTHING),
        resource(TRAIL, "other", isMultiRegionTrail=True),
    ),
    case(
        rules.trail_records_management_events,
        "pass",
        "reads here, writes there, in the older form",
        written("ReadOnly"),
        written("WriteOnly", "other"),
    ),
    case(rules.trail_records_management_events, "pass", "all unless told otherwise", resource(TRAIL)),
    case(rules.trail_records_management_events, "pass", "all, said so", advanced(MANAGEMENT)),
    case(
        rules.trail_records_management_events, "pass", "all, in the older form", classic(includeManagementEvents=True)
    ),
    case(rules.trail_records_management_events, "fail", "data only", advanced(DATA, OBJECTS)),
    case(rules.trail_records_management_events, "fail", "writes only", classic(readWriteType="WriteOnly")),
    case(rules.trail_records_management_events, "fail", "none", classic(includeManagementEvents=False)),
    case(
        rules.trail_records_management_events,
        "fail",
        "not those of KMS",
        classic(excludeManagementEventSources=["kms.amazonaws.com"]),
    ),
    case(
        rules.trail_records_management_events,
        "fail",
        "writes only, in the newer form",
        advanced(MANAGEMENT, {"field": "readOnly", "equals": ["false"]}),
    ),
    case(
        rules.trail_records_management_events,
        "unknown",
        "not known",
        resource(TRAIL, advancedEventSelectors=UNKNOWN),
    ),
    case(rules.trail_records_use_of_objects, "pass", "all", advanced(DATA, OBJECTS)),
    case(
        rules.trail_records_use_of_objects,
        "pass",
        "all but those of the trail's own bucket",
        but_for("footing-trail"),
        resource(BUCKETS[0], "bucket", bucket="footing-trail"),
    ),
    case(
        rules.trail_records_use_of_objects,
        "pass",
        "all but those of its bucket, which is of another stack",
        but_for("footing-trail", s3BucketName="footing-trail"),
    ),
    case(
        rules.trail_records_use_of_objects,
        "pass",
        "all but those of a bucket of access logs",
        but_for("footing-access"),
        resource(BUCKETS[0], "access", bucket="footing-access"),
        resource(BUCKET_LOGGINGS[0], "logging", refers={"targetBucket": ["access"]}, targetBucket=UNKNOWN),
    ),
    case(
        rules.trail_records_use_of_objects,
        "fail",
        "all but those of a bucket of data",
        but_for("patient-records"),
        resource(BUCKETS[0], "bucket", bucket="footing-trail"),
        resource(BUCKETS[0], "data", bucket="patient-records"),
    ),
    case(rules.trail_records_use_of_objects, "fail", "all but those of a bucket elsewhere", but_for("somebodys")),
    case(
        rules.trail_records_use_of_objects,
        "pass",
        "all, in the older form",
        classic(dataResources=all_objects("arn:aws:s3")),
    ),
    case(rules.trail_records_use_of_objects, "fail", "none unless asked for", resource(TRAIL)),
    case(rules.trail_records_use_of_objects, "fail", "functions only", advanced(DATA, {**OBJECTS, "equals": ["x"]})),
    case(
        rules.trail_records_use_of_objects,
        "fail",
        "all but those of every bucket",
        advanced(DATA, OBJECTS, arn(notStartsWiths=["arn:aws:s3:::"])),
    ),
    case(
        rules.trail_records_use_of_objects,
        "fail",
        "those of one bucket",
        advanced(DATA, OBJECTS, arn(startsWiths=["arn:aws:s3:::footing-data/"])),
    ),
    case(
        rules.trail_records_use_of_objects,
        "fail",
        "those of one bucket, in the older form",
        classic(dataResources=all_objects("arn:aws:s3:::footing-data/")),
    ),
    case(
        rules.trail_records_use_of_objects,
        "fail",
        "writes only",
        advanced(DATA, OBJECTS, {"field": "readOnly", "equals": ["false"]}),
    ),
    case(
        rules.trail_records_use_of_objects,
        "unknown",
        "which are left out",
        advanced(DATA, OBJECTS, arn(notStartsWiths=UNKNOWN)),
    ),
    case(rules.trail_records_use_of_functions, "pass", "all", advanced(DATA, FUNCTIONS)),
    case(
        rules.trail_records_use_of_functions,
        "pass",
        "all, in the older form",
        classic(dataResources=[{"type": "AWS::Lambda::Function", "values": ["arn:aws:lambda"]}]),
    ),
    case(rules.trail_records_use_of_functions, "fail", "none unless asked for", resource(TRAIL)),
    case(rules.trail_records_use_of_functions, "fail", "objects only", advanced(DATA, OBJECTS)),
    case(rules.trail_records_use_of_functions, "fail", "not data", advanced(MANAGEMENT, FUNCTIONS)),
    case(
        rules.trail_records_use_of_functions,
        "fail",
        "one only",
        advanced(DATA, FUNCTIONS, arn(equals=["arn:aws:lambda:us-east-1:111122223333:function:a"])),
    ),
    case(
        rules.trail_records_use_of_functions,
        "fail",
        "one only, in the older form",
        classic(dataResources=[{"values": ["arn:aws:lambda:us-east-1:111122223333:function:a"]}]),
    ),
    case(rules.trail_records_use_of_functions, "unknown", "of what", advanced(DATA, {**FUNCTIONS, "equals": UNKNOWN})),
]
