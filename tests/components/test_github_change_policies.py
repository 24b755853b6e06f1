from __future__ import annotations

import pytest

from components import github_policies as policies
from components.github_change_policies import TAGGED, services_policy, stores_policy
from components.github_changes import CHANGES, ROTATION, SETTING_UP, STORING
from components.identity_policies import Scope
from policies.data_services import without_resource
from tests.components.evaluation import allows
from tests.components.released import ACCOUNT

STATE = policies.State(
    bucket="acme-state", key_arn="arn:aws:kms:us-east-1:111122223333:key/12345678-1234-1234-1234-1234567890ab"
)
SCOPE = Scope(account=ACCOUNT, project="footing", stack="test")
GIVEN = [services_policy(SCOPE), stores_policy(SCOPE), policies.state_policy(SCOPE, STATE)]
ALL = {"Statement": [statement for document in GIVEN for statement in document["Statement"]]}
OURS = "us-east-1:111122223333"


@pytest.mark.parametrize(
    ("action", "resource"),
    [
        *((f"ecr:{each}", f"ecr:{OURS}:repository/footing-test-app") for each in ("InitiateLayerUpload", "PutImage")),
        *((f"ecr:{each}", f"ecr:{OURS}:repository/footing-test-app") for each in ("BatchGetImage", "CreateRepository")),
        *(
            (f"{each}:PassConnection", f"{each}:{OURS}:connection/1")
            for each in ("codeconnections", "codestar-connections")
        ),
        ("ec2:CreateVpc", f"ec2:{OURS}:vpc/*"),
        ("rds:CreateDBInstance", f"rds:{OURS}:db:footing-test-main"),
        ("wafv2:CreateWebACL", "wafv2:us-east-1:111122223333:global/webacl/footing-test/1"),
        ("cloudfront:CreateDistribution", "cloudfront::111122223333:distribution/E1"),
        ("route53:ChangeResourceRecordSets", "route53:::hostedzone/Z1"),
        ("s3:CreateBucket", "s3:::footing-test-trail-111122223333"),
        ("backup:PutBackupVaultAccessPolicy", "backup:us-west-2:111122223333:backup-vault:footing-test-backup"),
        ("sns:SetTopicAttributes", f"sns:{OURS}:footing-test-notifications"),
        ("sqs:SetQueueAttributes", f"sqs:{OURS}:footing-test-backup-undelivered"),
        ("ecr:SetRepositoryPolicy", f"ecr:{OURS}:repository/footing-test-app"),
        ("kms:PutKeyPolicy", "kms:us-west-2:111122223333:key/1"),
        ("backup:CreateBackupVault", "backup:us-west-2:111122223333:backup-vault:footing-test"),
        ("lambda:UpdateFunctionCode", f"lambda:{OURS}:function:footing-test-main-rotation"),
        ("cloudformation:UpdateStack", f"cloudformation:{OURS}:stack/footing-test-main-rotation/1"),
    ],
)
def test_a_deployment_makes_what_the_stack_is_made_of(action: str, resource: str) -> None:
    assert allows(ALL, action, f"arn:aws:{resource}")
    assert allows(policies.deployment_boundary(SCOPE), action, f"arn:aws:{resource}")


@pytest.mark.parametrize("action", TAGGED)
def test_what_bears_no_name_of_the_stack_bears_the_tag_of_its_project(action: str) -> None:
    demands = [
        each.get("Condition") for each in ALL["Statement"] if action in each["Action"] and each["Effect"] != "Deny"
    ]
    assert demands == [{"StringEquals": {"aws:ResourceTag/Project": "footing"}}]


@pytest.mark.parametrize("action", ["kms:CreateKey", "ecr:GetAuthorizationToken", "acm:RequestCertificate"])
def test_a_deployment_does_what_speaks_of_no_resource(action: str) -> None:
    assert allows(ALL, action)


@pytest.mark.parametrize(
    ("action", "resource"),
    [
        ("ec2:CreateVpc", "ec2:us-east-1:444455556666:vpc/*"),
        ("kms:PutKeyPolicy", "kms:us-east-1:444455556666:key/1"),
        ("s3:PutBucketPolicy", "s3:::records"),
        ("sns:SetTopicAttributes", f"sns:{OURS}:another"),
        ("sqs:AddPermission", f"sqs:{OURS}:footing-stage-undelivered"),
        ("backup:PutBackupVaultAccessPolicy", f"backup:{OURS}:backup-vault:another"),
        ("ecr:SetRepositoryPolicy", f"ecr:{OURS}:repository/another"),
        ("logs:PutSubscriptionFilter", f"logs:{OURS}:log-group:/footing/stage/app"),
        ("rds:ModifyDBSnapshotAttribute", f"rds:{OURS}:snapshot:footing-test-main"),
        ("ec2:ModifySnapshotAttribute", "ec2:us-east-1::snapshot/snap-1"),
        ("lambda:UpdateFunctionCode", f"lambda:{OURS}:function:another"),
        ("cloudformation:UpdateStack", f"cloudformation:{OURS}:stack/another/1"),
        ("ec2:ModifyInstanceAttribute", f"ec2:{OURS}:instance/i-1"),
    ],
)
def test_a_deployment_changes_nothing_of_others(action: str, resource: str) -> None:
    assert not allows(ALL, action, f"arn:aws:{resource}")


@pytest.mark.parametrize("action", [*SETTING_UP, *STORING])
def test_what_is_allowed_on_everything_takes_no_resource(action: str) -> None:
    service, name = action.lower().split(":")
    assert (without_resource(service) or frozenset()) & {name, "*"}


@pytest.mark.parametrize(
    "action", [*ROTATION, *(f"{of}:{each}" for of, actions in CHANGES.items() for each in actions)]
)
def test_what_is_allowed_on_resources_takes_some(action: str) -> None:
    service, name = action.lower().split(":")
    assert not (without_resource(service) or frozenset({name})) & {name, "*"}
