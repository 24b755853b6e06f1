from __future__ import annotations

from typing import Any

import pytest

from policies.given import Given, first_given
from policies.grants import POLICY, POLICY_ATTACHMENT, ROLE, ROLE_POLICY
from policies.managed_policies import WAYS, managed_name
from policies.view import UNKNOWN, Resource, Stack, Template, UnknownValue
from tests.policies.cases import policy, resource

ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"
EXCLUSIVE = "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive"
APPROVE = "codepipeline:PutApprovalResult"
GIVEN = policy(
    {"Effect": "Allow", "Action": APPROVE, "Resource": "*"}, {"Effect": "Deny", "Action": "s3:*", "Resource": "*"}
)
OWN = resource(POLICY, "own", name="own", policy=GIVEN)
AWS = "arn:aws:iam::aws:policy/"
ACCOUNT = "arn:aws:iam::111122223333:policy/"
TO: dict[str, list[str]] = {"role": ["subject"]}


def actions(*resources: Resource) -> list[str]:
    """Return the actions that the first of the resources, a role, is allowed."""
    seen: list[str] = []

    def look(given: Given) -> None:
        seen.extend(action for statement in given.allows() for action in statement.actions)

    first_given(resources[0], Stack("test", resources), look)
    return seen


def role(**properties: Any) -> Resource:
    return resource(ROLE, **properties)


def attached(arn: Any, *, of: str | None = None) -> Resource:
    return resource(ATTACHMENT, "attached", refers={**TO, "policyArn": [of] if of else []}, policyArn=arn)


FORMS = {
    "inside the role": [role(inlinePolicies=[{"name": "own", "policy": GIVEN}])],
    "beside the role": [role(), resource(ROLE_POLICY, "own", refers=TO, policy=GIVEN)],
    "by the name of the role": [role(name="ci"), resource(ROLE_POLICY, "own", role="ci", policy=GIVEN)],
    "attached": [role(), OWN, attached(Template("${own.arn}"), of="own")],
    "attached by its ARN": [role(), OWN, attached(f"{ACCOUNT}own")],
    "attached to many": [
        role(),
        OWN,
        resource(POLICY_ATTACHMENT, "a", refers={"roles": ["subject"], "policyArn": ["own"]}, policyArn=UNKNOWN),
    ],
    "attached to many by their names": [
        role(name="ci"),
        OWN,
        resource(POLICY_ATTACHMENT, "a", refers={"policyArn": ["own"]}, roles=["other", "ci"], policyArn=UNKNOWN),
    ],
    "attached exclusively": [
        role(),
        OWN,
        resource(EXCLUSIVE, "a", refers={"roleName": ["subject"], "policyArns": ["own"]}, policyArns=[UNKNOWN]),
    ],
    "attached by the role": [
        resource(ROLE, refers={"managedPolicyArns": ["own"]}, managedPolicyArns=[f"{AWS}SecurityAudit", UNKNOWN]),
        OWN,
    ],
    "of AWS's own": [role(managedPolicyArns=[f"{AWS}AWSCodePipelineApproverAccess"])],
}


@pytest.mark.parametrize("resources", FORMS.values(), ids=FORMS)
def test_a_policy_is_found_in_whatever_form_a_role_has_it(resources: list[Resource]) -> None:
    assert actions(*resources) == [APPROVE]


@pytest.mark.parametrize(
    "resources",
    [
        [role(name="ci"), resource(ROLE_POLICY, "own", role="another", policy=GIVEN)],
        [role(), resource(ROLE, "another"), resource(ROLE_POLICY, "own", refers={"role": ["another"]}, policy=GIVEN)],
        [role(), OWN],
        [role(managedPolicyArns=[f"{AWS}ReadOnlyAccess"])],
    ],
)
def test_what_another_has_is_not_given(resources: list[Resource]) -> None:
    assert actions(*resources) == []


@pytest.mark.parametrize(
    "resources",
    [
        [role(inlinePolicies=UNKNOWN)],
        [role(managedPolicyArns=UNKNOWN)],
        [role(managedPolicyArns=[f"{ACCOUNT}of-another-stack"])],
        [resource(ROLE, refers={"managedPolicyArns": ["own"]}, managedPolicyArns=[UNKNOWN, UNKNOWN]), OWN],
        [role(name="ci"), resource(ROLE_POLICY, "own", role=UNKNOWN, policy=GIVEN)],
        [role(), resource(ROLE_POLICY, "own", refers=TO, policy=UNKNOWN)],
    ],
)
def test_what_is_not_known_is_not_taken_for_nothing(resources: list[Resource]) -> None:
    with pytest.raises(UnknownValue):
        actions(*resources)


def test_what_is_not_known_hides_no_problem_of_another() -> None:
    resources = [role(inlinePolicies=UNKNOWN), resource(ROLE_POLICY, "own", refers=TO, policy=GIVEN)]
    named = first_given(resources[0], Stack("test", resources), lambda given: given.name if given.allows() else None)
    assert named == "own"


@pytest.mark.parametrize(
    ("arn", "name"),
    [
        (f"{AWS}AdministratorAccess", "AdministratorAccess"),
        ("arn:aws-us-gov:iam::aws:policy/job-function/SystemAdministrator", "SystemAdministrator"),
        (f"{ACCOUNT}AdministratorAccess", None),
    ],
)
def test_a_policy_of_awss_own_is_told_by_its_arn(arn: str, name: str | None) -> None:
    assert managed_name(arn) == name
    assert name is None or name in WAYS
