from __future__ import annotations

import json
from functools import partial
from typing import Any

import pytest

from auditor.graph import Reference, Resource, ResourceGraph, Text
from auditor.judges.view import view
from components.identity_trust import Trusted
from components.pipeline_plan import external_id
from policies.rule import Status
from policies.rules import RULES
from tests.components.released import ACCOUNT, CONNECTION, PROD, TARGETS, declare, target
from tests.conftest import Record
from tests.property_names import problems

ROLE, ROLE_POLICY = "aws:iam/role:Role", "aws:iam/rolePolicy:RolePolicy"
PROJECT = "aws:codebuild/project:Project"
BUILDS = {"test", "build", "release", "deploy-dev", "deploy-prod"}


@pytest.fixture
def graph(recorded: Record) -> ResourceGraph:
    return recorded(partial(declare, approvers=Trusted(permission_sets=("Approver",))))


def of(graph: ResourceGraph, type_: str) -> dict[str, Resource]:
    return {each.name: each for each in graph if each.type == type_ and "pipeline" in each.name}


def document(value: Any) -> dict[str, Any]:
    """Read a policy in which what AWS will choose stands as the name of the resource and its attribute."""
    if isinstance(value, Text):
        parts = [
            f"${{{part.urn.split('::')[-1]}.{part.attribute}}}" if isinstance(part, Reference) else part
            for part in value.parts
        ]
        value = "".join(parts)
    found: dict[str, Any] = json.loads(value)
    return found


def allowed(graph: ResourceGraph, purpose: str) -> dict[str, dict[str, Any]]:
    policy = of(graph, ROLE_POLICY)[f"pipeline-roles-{purpose}"]
    return {each["Sid"]: each for each in document(policy.inputs["policy"])["Statement"]}


def stages(graph: ResourceGraph) -> dict[str, list[dict[str, Any]]]:
    (pipeline,) = of(graph, "aws:codepipeline/pipeline:Pipeline").values()
    return {stage["name"]: stage["actions"] for stage in pipeline.inputs["stages"]}


def test_no_rule_fails_on_it_and_none_is_left_in_doubt(graph: ResourceGraph) -> None:
    outcomes = [outcome for rule in RULES for outcome in rule.judge(view(graph))]
    assert [
        (each.rule.id, each.resource.name, each.reason)
        for each in outcomes
        if each.status in (Status.FAIL, Status.UNKNOWN) and "pipeline" in each.resource.name
    ] == []


def test_every_property_is_one_that_the_provider_takes(graph: ResourceGraph) -> None:
    assert [problem for resource in graph if resource.custom for problem in problems(resource)] == []


def test_a_commit_goes_through_tests_image_and_release_to_each_target_in_turn(graph: ResourceGraph) -> None:
    assert list(stages(graph)) == ["Source", "Test", "Build", "Release", "Deploy-dev", "Deploy-prod"]
    (source,) = stages(graph)["Source"]
    assert source["configuration"]["ConnectionArn"] == CONNECTION
    (pipeline,) = of(graph, "aws:codepipeline/pipeline:Pipeline").values()
    (trigger,) = pipeline.inputs["triggers"]
    assert trigger["gitConfiguration"]["pushes"] == [{"branches": {"includes": ["main"]}}]
    assert (pipeline.inputs["pipelineType"], pipeline.inputs["executionMode"]) == ("V2", "QUEUED")


def test_a_person_approves_what_goes_to_production(graph: ResourceGraph) -> None:
    assert [action["name"] for action in stages(graph)["Deploy-dev"]] == ["Deploy"]
    approve, deploy = stages(graph)["Deploy-prod"]
    assert (approve["category"], approve["runOrder"], deploy["runOrder"]) == ("Approval", 1, 2)
    assert isinstance(approve["configuration"]["NotificationArn"], Reference)


def test_only_the_image_is_built_with_privileges(graph: ResourceGraph) -> None:
    projects = of(graph, PROJECT)
    assert {name.removeprefix("pipeline-builds-") for name in projects} == BUILDS
    privileged = [name for name, each in projects.items() if each.inputs["environment"]["privilegedMode"]]
    assert privileged == ["pipeline-builds-build"]


def test_what_runs_a_commits_code_decides_nothing_about_it(graph: ResourceGraph) -> None:
    assert "PushImages" in allowed(graph, "build")
    assert not {"RecordReleases", "TakeTheDeploymentRole"} & allowed(graph, "build").keys()
    assert not {"PushImages", "HaveImagesSigned"} & allowed(graph, "release").keys()
    network = {"SeeNetwork", "EnterNetwork", "LeaveNetwork", "RunInNetwork"}
    assert allowed(graph, "test").keys() == {"ReadArtifacts", "UseTheKey", "WriteLog"} | network


@pytest.mark.parametrize("build", sorted(BUILDS))
def test_a_build_works_in_its_own_subnets_and_no_other(build: str, graph: ResourceGraph) -> None:
    statements = allowed(graph, build)
    own = statements["RunInNetwork"]["Condition"]["ArnEquals"]["ec2:Subnet"]
    entered = [each for each in statements["EnterNetwork"]["Resource"] if ":subnet/" in each]
    assert own
    assert entered == own == statements["LeaveNetwork"]["Condition"]["ArnEquals"]["ec2:Subnet"]
    assert all(each.startswith("ec2:Describe") for each in statements["SeeNetwork"]["Action"])


@pytest.mark.parametrize("each", TARGETS, ids=lambda each: each.environment)
def test_a_deployer_reaches_its_own_environment_and_no_other(each: Any, graph: ResourceGraph) -> None:
    taken = allowed(graph, f"deploy-{each.environment}")["TakeTheDeploymentRole"]
    assert taken["Resource"] == [each.role_arn]
    told = of(graph, PROJECT)[f"pipeline-builds-deploy-{each.environment}"].inputs["environment"]
    variables = {variable["name"]: variable["value"] for variable in told["environmentVariables"]}
    assert (variables["ROLE_ARN"], variables["EXTERNAL_ID"]) == (each.role_arn, external_id(each.role_arn))


def test_a_build_role_is_taken_by_its_own_project_only(graph: ResourceGraph) -> None:
    for build in BUILDS:
        (trust,) = document(of(graph, ROLE)[f"pipeline-roles-{build}"].inputs["assumeRolePolicy"])["Statement"]
        assert trust["Condition"]["ArnEquals"] == {
            "aws:SourceArn": f"arn:aws:codebuild:us-east-1:111122223333:project/footing-test-{build}"
        }


def test_whoever_approves_does_nothing_else(graph: ResourceGraph) -> None:
    statements = allowed(graph, "approver")
    assert statements["ApproveReleases"]["Resource"] == [
        "arn:aws:codepipeline:us-east-1:111122223333:footing-test/Deploy-prod/Approve"
    ]
    actions = {action for each in statements.values() for action in each["Action"]}
    assert {action for action in actions if not action.startswith(("codepipeline:Get", "codepipeline:List"))} == {
        "codepipeline:PutApprovalResult"
    }


def test_nobody_approves_unless_named(recorded: Record) -> None:
    assert "pipeline-roles-approver" not in of(recorded(declare), ROLE)


def test_other_accounts_read_releases_and_one_role_writes_them(graph: ResourceGraph) -> None:
    (policy,) = of(graph, "aws:s3/bucketPolicy:BucketPolicy").values()
    statements = {each["Sid"]: each for each in json.loads(policy.inputs["policy"])["Statement"]}
    read, write = statements["DeploymentRolesReadReleases"], statements["OneRoleRecordsReleases"]
    assert read["Principal"]["AWS"] == [ACCOUNT.root, f"arn:aws:iam::{PROD}:root"]
    assert read["Condition"]["ArnEquals"]["aws:PrincipalArn"] == [each.role_arn for each in TARGETS]
    assert read["Resource"] == write["Resource"] == "arn:aws:s3:::footing-test-artifacts-111122223333/releases/*"
    assert write["Condition"]["ArnNotEquals"]["aws:PrincipalArn"].endswith(":role/footing-test-release")


def test_the_key_lets_other_accounts_decrypt_only(graph: ResourceGraph) -> None:
    (key,) = of(graph, "aws:kms/key:Key").values()
    statements = {each["Sid"]: each for each in json.loads(key.inputs["policy"])["Statement"]}
    assert statements["ReadByDeploymentRoles"]["Action"] == ["kms:Decrypt", "kms:DescribeKey"]
    assert f"arn:aws:iam::{PROD}:root" not in statements["UseByThePipeline"]["Principal"]["AWS"]


def test_builds_are_reached_by_nobody_and_reach_out_by_https_only(graph: ResourceGraph) -> None:
    (group,) = of(graph, "aws:ec2/securityGroup:SecurityGroup").values()
    rules = [each.inputs for each in of(graph, "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule").values()]
    entrances = [
        each.inputs for each in of(graph, "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule").values()
    ]
    assert {(rule["fromPort"], rule["toPort"]) for rule in rules} == {(443, 443)}
    assert not [each for each in entrances if each["securityGroupId"] == Reference(group.urn, "id")]


def test_the_registry_signs_what_is_pushed_to_the_one_repository(graph: ResourceGraph) -> None:
    (setting,) = of(graph, "aws:cloudcontrol/resource:Resource").values()
    (rule,) = document(setting.inputs["desiredState"])["Rules"]
    assert rule["RepositoryFilters"] == [{"Filter": "footing-test-app", "FilterType": "WILDCARD_MATCH"}]
    assert rule["SigningProfileArn"] == "${pipeline-signing.arn}"


@pytest.mark.parametrize("targets", [(), (target("prod", PROD), target("prod", PROD))])
def test_targets_without_sense_are_refused(targets: tuple[Any, ...], recorded: Record) -> None:
    with pytest.raises(Exception, match="name at least one environment, and each once"):
        recorded(partial(declare, targets=targets))


@pytest.mark.parametrize("changes", [{"environment": "Prod!"}, {"role_arn": "arn:aws:iam::1:user/ada"}])
def test_a_target_that_cannot_be_is_refused(changes: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="is no"):
        target(**{"environment": "prod", "account_id": PROD, **changes})
