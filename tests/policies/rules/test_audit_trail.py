from __future__ import annotations

from typing import Any

import pytest

from policies.buckets import BUCKET_LOGGINGS, BUCKETS
from policies.log_groups import LOG_GROUP
from policies.rules import audit_trail as rules
from policies.view import UNKNOWN, Resource
from tests.policies.cases import Case, case, exports, resource

TRAIL = rules.TRAIL
KEY = resource("aws:kms/key:Key", "key")
ROLE = resource("aws:iam/role:Role", "role")
GROUP = resource("aws:cloudwatch/logGroup:LogGroup", "group")
LOGGED = resource(TRAIL, refers={"cloudWatchLogsGroupArn": ["group"]}, cloudWatchLogsGroupArn=UNKNOWN)
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


CASES = [
    case(rules.account_has_trail, "pass", "one, which is on unless told otherwise", exports(), resource(TRAIL)),
    case(
        rules.account_has_trail,
        "pass",
        "one of two",
        exports(),
        resource(TRAIL, "a", enableLogging=UNKNOWN),
        resource(TRAIL, "b", enableLogging=True),
    ),
    case(rules.account_has_trail, "fail", "none", exports(accountOwner="test")),
    case(rules.account_has_trail, "fail", "turned off", exports(), resource(TRAIL, enableLogging=False)),
    case(rules.account_has_trail, "not applicable", "another stack's", exports(accountOwner="dev")),
    case(rules.account_has_trail, "unknown", "not known", exports(), resource(TRAIL, enableLogging=UNKNOWN)),
    case(rules.trail_covers_every_region, "pass", "asked for", resource(TRAIL, isMultiRegionTrail=True)),
    case(rules.trail_covers_every_region, "fail", "one region unless asked for", resource(TRAIL)),
    case(
        rules.trail_covers_every_region,
        "fail",
        "without IAM",
        resource(TRAIL, isMultiRegionTrail=True, includeGlobalServiceEvents=False),
    ),
    case(rules.trail_covers_every_region, "unknown", "not known", resource(TRAIL, isMultiRegionTrail=UNKNOWN)),
    case(rules.trail_files_can_be_validated, "pass", "asked for", resource(TRAIL, enableLogFileValidation=True)),
    case(rules.trail_files_can_be_validated, "fail", "off unless asked for", resource(TRAIL)),
    case(rules.trail_files_can_be_validated, "unknown", "not known", resource(TRAIL, enableLogFileValidation=UNKNOWN)),
    case(
        rules.trail_encrypted_with_own_key,
        "pass",
        "a key of this stack",
        resource(TRAIL, refers={"kmsKeyId": ["key"]}, kmsKeyId=UNKNOWN),
        KEY,
    ),
    case(rules.trail_encrypted_with_own_key, "fail", "S3's unless asked for", resource(TRAIL)),
    case(rules.trail_encrypted_with_own_key, "fail", "AWS's", resource(TRAIL, kmsKeyId="alias/aws/cloudtrail")),
    case(rules.trail_encrypted_with_own_key, "unknown", "whose", resource(TRAIL, kmsKeyId=UNKNOWN)),
    case(
        rules.trail_can_raise_alarms,
        "pass",
        "to a group of this stack",
        resource(
            TRAIL,
            refers={"cloudWatchLogsGroupArn": ["group"], "cloudWatchLogsRoleArn": ["role"]},
            cloudWatchLogsGroupArn=UNKNOWN,
            cloudWatchLogsRoleArn=UNKNOWN,
        ),
        GROUP,
        ROLE,
    ),
    case(rules.trail_can_raise_alarms, "fail", "not asked for", resource(TRAIL)),
    case(
        rules.trail_can_raise_alarms,
        "fail",
        "without a role nothing arrives",
        resource(TRAIL, cloudWatchLogsGroupArn="arn:aws:logs:us-east-1:111122223333:log-group:trail:*"),
    ),
    case(
        rules.trail_can_raise_alarms,
        "unknown",
        "perhaps nowhere",
        resource(TRAIL, cloudWatchLogsGroupArn=UNKNOWN, cloudWatchLogsRoleArn=UNKNOWN),
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
    case(
        rules.trail_log_group_kept_a_month, "pass", "a month", LOGGED, resource(LOG_GROUP, "group", retentionInDays=30)
    ),
    case(rules.trail_log_group_kept_a_month, "pass", "for ever", LOGGED, GROUP),
    case(rules.trail_log_group_kept_a_month, "fail", "a day", LOGGED, resource(LOG_GROUP, "group", retentionInDays=1)),
    case(
        rules.trail_log_group_kept_a_month, "not applicable", "elsewhere", resource(TRAIL, cloudWatchLogsGroupArn="a")
    ),
    case(
        rules.trail_log_group_kept_a_month,
        "unknown",
        "how long",
        LOGGED,
        resource(LOG_GROUP, "group", retentionInDays=UNKNOWN),
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


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule_gives_the_verdict(case: Case) -> None:
    assert case.judged() == case.verdict
