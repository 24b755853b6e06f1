"""In what AWS reads as a pattern, `[` is a sign like any other, whichever rule reads it."""

from __future__ import annotations

from typing import Any

import pytest

from policies.backups import VAULT
from policies.buckets import BUCKETS
from policies.grants import POLICY, ROLE, ROLE_POLICY
from policies.pipelines import PIPELINE
from policies.rules import backup, escalation, federation, permissions_boundary, releases, revisions, storage
from policies.rules.permissions_boundary import BOUNDARY
from policies.view import UNKNOWN, Resource
from tests.policies.cases import Case, case, policy, resource
from tests.policies.grant_cases import ACCOUNT, allow, demanding, held

PASS, MAKE = allow("iam:PassRole"), allow("lambda:CreateFunction")
ONLY_TO = "iam:PassedToService"
EVERYBODY = {"Effect": "Deny", "Principal": "*", "Resource": "*"}
PLAIN = {"Bool": {"aws:SecureTransport": "false"}}


def named(name: str) -> Resource:
    bucket, each = f"arn:aws:s3:::{name}", f"arn:aws:s3:::{name}/*"
    denial = {**EVERYBODY, "Action": "s3:*", "Condition": PLAIN, "Resource": [bucket, each]}
    refers, said = {"bucket": ["subject"]}, policy(denial)
    return resource("aws:s3/bucketPolicy:BucketPolicy", "said", refers=refers, bucket=UNKNOWN, policy=said)


def taken(principal: dict[str, str], condition: dict[str, Any] | None = None, **properties: Any) -> Resource:
    given = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole*", "Condition": condition or {}}
    return resource(ROLE, assumeRolePolicy=policy(given), **properties)


def own(*statements: dict[str, Any]) -> Resource:
    return resource(ROLE_POLICY, "own", refers={"role": ["subject"]}, policy=policy(*statements))


def line(name: str) -> tuple[Resource, Resource]:
    """Make a boundary that denies to those it holds to move what is called so, and one whom it holds."""
    never = sorted({*permissions_boundary.HELD_BACK} - {*permissions_boundary.DEPLOYING})
    moves = [action for actions in permissions_boundary.OWN_LINE.values() for action in actions]
    denied = {"Effect": "Deny", "Action": moves, "Resource": [f"{ACCOUNT}policy/{name}", f"{ACCOUNT}role/{name}"]}
    trust = taken({"Federated": f"{ACCOUNT}oidc-provider/ci"}).properties["assumeRolePolicy"]
    bounded = resource(
        *(ROLE, "ci"), name="x-ci", refers={BOUNDARY: ["subject"]}, **{BOUNDARY: UNKNOWN}, assumeRolePolicy=trust
    )
    said = policy(allow("*"), {"Effect": "Deny", "Action": never, "Resource": "*"}, denied)
    return resource(POLICY, name="x-line", policy=said), bounded


def vault(action: str) -> tuple[Resource, Resource]:
    said = policy({**EVERYBODY, "Action": action})
    refers = {"backupVaultName": ["subject"]}
    return resource(VAULT), resource(backup.POLICY, "said", refers=refers, backupVaultName=UNKNOWN, policy=said)


def moved(family: str) -> tuple[Resource, Resource]:
    arn = f"arn:aws:ecs:us-east-1:111122223333:task-definition/{family}"
    release = taken({"AWS": f"{ACCOUNT}role/deployer"})
    return release, own(allow("ecs:UpdateService", **demanding("ecs:task-definition", arn, "ArnLike")))


def asked(job: str) -> tuple[Resource, Resource]:
    claims = {"StringLike": {f"{federation.ISSUER}:sub": f"repo:acme/health:{job}"}}
    provider = {"Federated": f"{ACCOUNT}oidc-provider/{federation.ISSUER}"}
    return taken(provider, claims), own(allow("s3:PutObject"))


def building(name: str) -> tuple[Resource, Resource, Resource]:
    action = {"name": "a", "category": "Build", "provider": "CodeBuild", "configuration": {"ProjectName": "deploys"}}
    arn = f"arn:aws:codebuild:us-east-1:111122223333:project/{name}"
    pipeline = resource(PIPELINE, "pipeline", stages=[{"name": "Build", "actions": [action]}])
    return taken({"Service": "ecs-tasks.amazonaws.com"}), own(allow("codebuild:UpdateProject", arn)), pipeline


CASES: list[Case] = [
    case(rule, verdict, because, *resources)
    for rule, verdict, because, resources in (
        (backup.backup_vault_refuses_deletion, "pass", "an action", vault("backup:D?leteRecoveryPoint")),
        (backup.backup_vault_refuses_deletion, "fail", "an action", vault("backup:[D]eleteRecoveryPoint")),
        (storage.bucket_forces_tls, "pass", "a bucket", (resource(BUCKETS[0], bucket="records"), named("record?"))),
        (storage.bucket_forces_tls, "fail", "a bucket", (resource(BUCKETS[0], bucket="records"), named("record[s]"))),
        (permissions_boundary.boundary_holds_back, "pass", "who is held", line("x-*")),
        (permissions_boundary.boundary_holds_back, "fail", "who is held", line("[x]-*")),
        (escalation.policy_gives_no_way_up, "fail", "an action", (held(allow("iam:Create?ccessKey")),)),
        (escalation.policy_gives_no_way_up, "pass", "an action", (held(allow("iam:Create[A]ccessKey")),)),
        (
            *(escalation.policy_gives_no_way_up, "pass", "whom roles are passed to"),
            (held(allow("iam:PassRole", **demanding(ONLY_TO, "[l]ambda.amazonaws.com", "StringLike")), MAKE),),
        ),
        (
            *(escalation.policy_gives_no_way_up, "pass", "whom passing is denied to"),
            (
                held(
                    PASS,
                    MAKE,
                    {**PASS, "Effect": "Deny", **demanding(ONLY_TO, "[l]ambda.amazonaws.com", "StringNotLike")},
                ),
            ),
        ),
        (
            *(escalation.policy_gives_no_way_up, "fail", "whom passing is not denied to"),
            (
                held(
                    PASS,
                    MAKE,
                    {**PASS, "Effect": "Deny", **demanding(ONLY_TO, "[l]ambda.amazonaws.com", "StringLike")},
                ),
            ),
        ),
        (revisions.revisions_left_to_releases, "fail", "a family", moved("?*")),
        (revisions.revisions_left_to_releases, "pass", "a family", moved("[!-]*")),
        (federation.pull_requests_change_nothing, "fail", "a claim", asked("pull?request")),
        (federation.pull_requests_change_nothing, "not applicable", "a claim", asked("pull[_]request")),
        (releases.approval_left_to_people, "fail", "a project", building("deploy?")),
        (releases.approval_left_to_people, "pass", "a project", building("deploy[s]")),
    )
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule_gives_the_verdict(case: Case) -> None:
    assert case.judged() == case.verdict
