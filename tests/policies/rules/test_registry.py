from __future__ import annotations

from typing import Any

import pytest

from policies.rules import registry as rules
from policies.view import UNKNOWN, Resource, Template
from tests.policies.cases import Case, case, exports, policy, resource

OWNER = exports(accountOwner="test", environment="prod")
GUEST = exports(accountOwner="dev", environment="stage")
NAMED = resource(rules.REPOSITORY, name="footing-test-app")
READER = {"AWS": "arn:aws:iam::111122223333:root"}
PULL = {"Effect": "Allow", "Action": ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]}
KEPT = '{"rules": [{"rulePriority": 1, "selection": {"tagStatus": "any"}, "action": {"type": "expire"}}]}'
ARCHIVED = KEPT.replace("expire", "transition")


def repository(**properties: Any) -> Resource:
    return resource(rules.REPOSITORY, name="footing-test-app", **properties)


def opened(*statements: dict[str, Any], type_: str = rules.REPOSITORY_POLICY) -> Resource:
    return resource(type_, policy=Template(policy(*statements)))


def encrypted(**encryption: Any) -> dict[str, Any]:
    return {"encryptionConfigurations": [encryption]}


def expiring(document: Any = KEPT, **by: Any) -> Resource:
    return resource(rules.LIFECYCLE, "lifecycle", policy=document, **(by or OF_SUBJECT))


OF_SUBJECT: dict[str, Any] = {"refers": {"repository": ["subject"]}, "repository": UNKNOWN}


def scanning(filter_: Any = "*", frequency: Any = "CONTINUOUS_SCAN", kind: Any = "ENHANCED") -> Resource:
    rule = {"scanFrequency": frequency, "repositoryFilters": [{"filter": filter_, "filterType": "WILDCARD"}]}
    return resource(rules.SCANNING, "scanning", scanType=kind, rules=[rule])


CASES = [
    case(rules.repository_tags_immutable, "pass", "all", repository(imageTagMutability="IMMUTABLE")),
    case(rules.repository_tags_immutable, "fail", "ECR's default", repository()),
    case(rules.repository_tags_immutable, "fail", "some", repository(imageTagMutability="IMMUTABLE_WITH_EXCLUSION")),
    case(rules.repository_tags_immutable, "unknown", "whether", repository(imageTagMutability=UNKNOWN)),
    case(
        rules.repository_encrypted_with_own_key,
        "pass",
        "of this stack",
        resource(
            rules.REPOSITORY,
            refers={"encryptionConfigurations": ["key"]},
            **encrypted(encryptionType="KMS", kmsKey=UNKNOWN),
        ),
        resource("aws:kms/key:Key", "key"),
    ),
    case(rules.repository_encrypted_with_own_key, "fail", "S3's", repository()),
    case(rules.repository_encrypted_with_own_key, "fail", "still S3's", repository(**encrypted(kmsKey="arn"))),
    case(rules.repository_encrypted_with_own_key, "fail", "ECR's", repository(**encrypted(encryptionType="KMS"))),
    case(
        rules.repository_encrypted_with_own_key,
        "unknown",
        "whose",
        repository(**encrypted(encryptionType="KMS", kmsKey=UNKNOWN)),
    ),
    case(rules.repository_expires_old_images, "pass", "it does", NAMED, expiring()),
    case(rules.repository_expires_old_images, "pass", "by its name", NAMED, expiring(repository="footing-test-app")),
    case(rules.repository_expires_old_images, "fail", "no policy", NAMED),
    case(rules.repository_expires_old_images, "fail", "another's", NAMED, expiring(repository="other")),
    case(rules.repository_expires_old_images, "fail", "they are kept elsewhere", NAMED, expiring(ARCHIVED)),
    case(rules.repository_expires_old_images, "fail", "no rules", NAMED, expiring("{}")),
    case(rules.repository_expires_old_images, "unknown", "which", NAMED, expiring(UNKNOWN)),
    case(rules.repository_expires_old_images, "unknown", "whose", NAMED, expiring(repository=UNKNOWN)),
    case(rules.repository_policy_confined, "pass", "one account", opened({**PULL, "Principal": READER})),
    case(
        rules.repository_policy_confined,
        "pass",
        "an organisation",
        opened({**PULL, "Principal": "*", "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-1234567890"}}}),
    ),
    case(rules.repository_policy_confined, "fail", "the world", opened({**PULL, "Principal": "*"})),
    case(
        rules.repository_policy_confined,
        "fail",
        "a service for anybody",
        opened({**PULL, "Principal": {"Service": "codebuild.amazonaws.com"}}),
    ),
    case(
        rules.repository_policy_confined,
        "fail",
        "the world, to the whole registry",
        opened({**PULL, "Principal": "*", "Resource": "*"}, type_=rules.REGISTRY_POLICY),
    ),
    case(rules.repository_policy_confined, "not applicable", "there is none", resource(rules.REPOSITORY_POLICY)),
    case(rules.repository_policy_confined, "unknown", "whom", resource(rules.REPOSITORY_POLICY, policy=UNKNOWN)),
    case(rules.repository_opened_for_reading_only, "pass", "pulling", opened({**PULL, "Principal": READER})),
    case(
        rules.repository_opened_for_reading_only,
        "pass",
        "it forbids",
        opened({"Effect": "Deny", "Principal": "*", "Action": "ecr:BatchDeleteImage"}),
    ),
    case(
        rules.repository_opened_for_reading_only,
        "pass",
        "a role of the stack",
        opened({"Effect": "Allow", "Principal": {"AWS": "${builder.arn}"}, "Action": "ecr:PutImage"}),
    ),
    case(
        rules.repository_opened_for_reading_only,
        "fail",
        "pushing",
        opened({"Effect": "Allow", "Principal": READER, "Action": [*PULL["Action"], "ecr:PutImage"]}),
    ),
    case(
        rules.repository_opened_for_reading_only,
        "fail",
        "everything",
        opened({"Effect": "Allow", "Principal": READER, "Action": "ecr:*"}),
    ),
    case(
        rules.repository_opened_for_reading_only,
        "fail",
        "everything else",
        opened({"Effect": "Allow", "Principal": READER, "NotAction": "ecr:DeleteRepository"}),
    ),
    case(
        rules.repository_opened_for_reading_only,
        "not applicable",
        "there is none",
        resource(rules.REPOSITORY_POLICY),
    ),
    case(
        rules.repository_opened_for_reading_only, "unknown", "what", resource(rules.REPOSITORY_POLICY, policy=UNKNOWN)
    ),
    case(rules.repository_scanned, "pass", "all are", NAMED, OWNER, scanning()),
    case(rules.repository_scanned, "pass", "on push", NAMED, OWNER, scanning(frequency="SCAN_ON_PUSH")),
    case(rules.repository_scanned, "pass", "by a part of its name", NAMED, OWNER, scanning("test")),
    case(rules.repository_scanned, "pass", "by a pattern", NAMED, OWNER, scanning("footing-*")),
    case(
        rules.repository_scanned,
        "pass",
        "by its own setting, whatever the registry's",
        repository(imageScanningConfiguration={"scanOnPush": True}),
        OWNER,
        scanning(UNKNOWN),
    ),
    case(rules.repository_scanned, "fail", "others are", NAMED, OWNER, scanning("other*")),
    case(rules.repository_scanned, "fail", "by hand", NAMED, OWNER, scanning(frequency="MANUAL")),
    case(rules.repository_scanned, "fail", "nobody says so", NAMED, OWNER),
    case(rules.repository_scanned, "not applicable", "another stack says so", NAMED, GUEST),
    case(rules.repository_scanned, "unknown", "which", NAMED, OWNER, scanning(UNKNOWN)),
    case(rules.registry_scans_continuously, "pass", "all", OWNER, NAMED, scanning()),
    case(rules.registry_scans_continuously, "fail", "on push only", OWNER, NAMED, scanning(frequency="SCAN_ON_PUSH")),
    case(rules.registry_scans_continuously, "fail", "some", OWNER, NAMED, scanning("footing*")),
    case(rules.registry_scans_continuously, "fail", "once", OWNER, NAMED, scanning(kind="BASIC")),
    case(rules.registry_scans_continuously, "fail", "nobody says so", OWNER, NAMED),
    case(rules.registry_scans_continuously, "not applicable", "another stack says so", GUEST, NAMED),
    case(rules.registry_scans_continuously, "not applicable", "there is nothing to scan", OWNER),
    case(rules.registry_scans_continuously, "unknown", "how", OWNER, NAMED, scanning(kind=UNKNOWN)),
    case(rules.registry_scans_continuously, "unknown", "what", OWNER, NAMED, scanning(UNKNOWN)),
    case(rules.repository_not_deleted_with_its_images, "pass", "ECR's default", NAMED, OWNER),
    case(rules.repository_not_deleted_with_its_images, "fail", "it is", repository(forceDelete=True), OWNER),
    case(
        rules.repository_not_deleted_with_its_images,
        "not applicable",
        "in development",
        repository(forceDelete=True),
        exports(environment="dev"),
    ),
    case(rules.repository_not_deleted_with_its_images, "unknown", "whether", repository(forceDelete=UNKNOWN), OWNER),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule_gives_the_verdict(case: Case) -> None:
    assert case.judged() == case.verdict
