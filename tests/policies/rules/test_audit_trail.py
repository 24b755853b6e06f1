from __future__ import annotations

import pytest

from policies.log_groups import LOG_GROUP
from policies.rules import audit_trail as rules
from policies.view import UNKNOWN
from tests.policies.cases import Case, case, exports, resource
from tests.policies.trail_cases import RECORDED

TRAIL = rules.TRAIL
KEY = resource("aws:kms/key:Key", "key")
ROLE = resource("aws:iam/role:Role", "role")
GROUP = resource("aws:cloudwatch/logGroup:LogGroup", "group")
LOGGED = resource(TRAIL, refers={"cloudWatchLogsGroupArn": ["group"]}, cloudWatchLogsGroupArn=UNKNOWN)


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
    *RECORDED,
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
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule_gives_the_verdict(case: Case) -> None:
    assert case.judged() == case.verdict
