from __future__ import annotations

from typing import Any

import pytest

from components.account import Account
from components.artifact_policies import artifact_bucket_statements, artifact_key_uses
from tests.components.evaluation import allows

ACCOUNT = Account(id="111122223333", partition="aws", region="us-east-1", dns_suffix="amazonaws.com")
BUCKET = "footing-test-artifacts-111122223333"
ROLES = ("arn:aws:iam::111122223333:role/footing-test-release", "arn:aws:iam::111122223333:role/footing-test-build")
RECORDER, BUILDER = ROLES
TARGETS = ("arn:aws:iam::111122223333:role/footing-dev-deployment", "arn:aws:iam::444455556666:role/footing-deployment")
RECORD = f"arn:aws:s3:::{BUCKET}/releases/0123abc.json"
EVERYTHING = {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}


def statements(given: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {each["Sid"]: each for each in given}


def of_bucket() -> dict[str, dict[str, Any]]:
    return statements(artifact_bucket_statements(ACCOUNT, BUCKET, recorder=RECORDER, targets=TARGETS))


def of_key() -> dict[str, dict[str, Any]]:
    return statements(artifact_key_uses(ACCOUNT, ROLES, TARGETS))


def spoken_of(statement: dict[str, Any], principal: str) -> bool:
    """Tell whether a statement speaks of a role: of its account, and under what it says of `aws:PrincipalArn`."""
    account = principal.split(":role/")[0] + ":root"
    if statement["Principal"] != "*" and account not in statement["Principal"].get("AWS", ()):
        return False
    conditions = statement.get("Condition", {})
    wanted = conditions.get("ArnEquals", {}).get("aws:PrincipalArn")
    spared = conditions.get("ArnNotEquals", {}).get("aws:PrincipalArn")
    return (wanted is None or principal in wanted) and (spared is None or principal != spared)


def may(given: dict[str, dict[str, Any]], principal: str, action: str, resource: str, *own: dict[str, Any]) -> bool:
    spoken = [each for each in given.values() if spoken_of(each, principal)]
    return allows({"Statement": [*own, *spoken]}, action, resource)


@pytest.mark.parametrize("other", [BUILDER, *TARGETS, "arn:aws:iam::111122223333:role/administrator"])
def test_nobody_but_one_role_records_a_release_whatever_else_allows_it(other: str) -> None:
    assert not may(of_bucket(), other, "s3:PutObject", RECORD, EVERYTHING)
    assert may(of_bucket(), RECORDER, "s3:PutObject", RECORD, EVERYTHING)


def test_what_is_no_release_is_put_by_whoever_may() -> None:
    assert may(of_bucket(), BUILDER, "s3:PutObject", f"arn:aws:s3:::{BUCKET}/footing/0123/bundle.zip", EVERYTHING)


@pytest.mark.parametrize("target", TARGETS)
def test_a_deployment_role_reads_releases_and_nothing_else(target: str) -> None:
    assert may(of_bucket(), target, "s3:GetObject", RECORD)
    assert not may(of_bucket(), target, "s3:GetObject", f"arn:aws:s3:::{BUCKET}/footing/0123/bundle.zip")
    assert not may(of_bucket(), target, "s3:PutObject", RECORD)


@pytest.mark.parametrize(
    "stranger", ["arn:aws:iam::444455556666:role/somebody", "arn:aws:iam::111122223333:role/somebody"]
)
def test_other_roles_of_the_accounts_that_are_deployed_to_read_and_decrypt_nothing(stranger: str) -> None:
    assert not may(of_bucket(), stranger, "s3:GetObject", RECORD)
    for action in ("kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey"):
        assert not may(of_key(), stranger, action, "*")


@pytest.mark.parametrize("target", TARGETS)
def test_a_deployment_role_decrypts_by_way_of_s3_only(target: str) -> None:
    assert may(of_key(), target, "kms:Decrypt", "*")
    assert not may(of_key(), target, "kms:GenerateDataKey", "*")
    condition = of_key()["ReadByDeploymentRoles"]["Condition"]
    assert condition["StringEquals"] == {"kms:ViaService": "s3.us-east-1.amazonaws.com"}


@pytest.mark.parametrize("role", ROLES)
def test_the_roles_of_the_pipeline_encrypt_and_decrypt(role: str) -> None:
    assert may(of_key(), role, "kms:Decrypt", "*")
    assert may(of_key(), role, "kms:GenerateDataKey", "*")
