from __future__ import annotations

import json
from typing import Any

import pytest

from policies.grants import ROLE, ROLE_POLICY
from policies.pipelines import PIPELINE
from policies.rules import releases as rules
from policies.view import UNKNOWN, Resource
from tests.policies.cases import Case, case, exports, policy, resource

ITSELF = "codepipeline.amazonaws.com"
SERVICE = resource(rules.SERVICE, name="app", refers={"cluster": ["cluster"]}, cluster=UNKNOWN)
CLUSTER = resource("aws:ecs/cluster:Cluster", "cluster", name="apps")
BY_HAND = resource(rules.SERVICE, name="app", cluster="apps")


def pipeline(name: str = "pipeline", **action: Any) -> Resource:
    return resource(PIPELINE, name, stages=[{"name": "Deploy", "actions": [{"name": "Deploy", **action}]}])


def told(cluster: str, service: str) -> Resource:
    variables = [{"name": "CLUSTER", "value": cluster}, {"name": "SERVICE", "value": service}]
    return pipeline(provider="CodeBuild", configuration={"EnvironmentVariables": json.dumps(variables)})


def configured(cluster: Any, service: str) -> Resource:
    return pipeline("native", provider="ECS", configuration={"ClusterName": cluster, "ServiceName": service})


def machine(service: str = "codebuild.amazonaws.com", **properties: Any) -> Resource:
    trust = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    return resource(ROLE, assumeRolePolicy=policy(trust), **properties)


def allowing(*actions: str, name: str = "subject", resources: Any = "*", effect: str = "Allow") -> Resource:
    given = policy({"Effect": effect, "Action": list(actions), "Resource": resources})
    return resource(ROLE_POLICY, name, refers={"role": ["subject"]} if name != "subject" else None, policy=given)


def building(*stages: str, project: Any = "deploys") -> Resource:
    """Make a pipeline of builds, one in each stage, whose project is called after the stage."""
    return resource(
        PIPELINE,
        "pipeline",
        stages=[
            {
                "name": name,
                "actions": [
                    {"name": name, "category": "Build", "provider": "CodeBuild", "configuration": {"ProjectName": of}}
                ],
            }
            for name, of in ((each, project if "Deploy" in each else each) for each in stages)
        ],
    )


PLACE = "arn:aws:codepipeline:us-east-1:111122223333:footing-prod/Deploy-prod/Approve"

CASES = [
    case(rules.service_released_by_pipeline, "pass", "by a build", SERVICE, CLUSTER, told("apps", "app")),
    case(rules.service_released_by_pipeline, "pass", "by CodePipeline's action", BY_HAND, configured("apps", "app")),
    case(rules.service_released_by_pipeline, "fail", "by nobody", SERVICE, CLUSTER),
    case(rules.service_released_by_pipeline, "fail", "another service", SERVICE, CLUSTER, told("apps", "web")),
    case(rules.service_released_by_pipeline, "fail", "another cluster", SERVICE, CLUSTER, told("others", "app")),
    case(
        rules.service_released_by_pipeline,
        "not applicable",
        "by the owner's",
        SERVICE,
        CLUSTER,
        exports(pipelineOwner="prod"),
    ),
    case(
        rules.service_released_by_pipeline, "fail", "it is the owner", SERVICE, CLUSTER, exports(pipelineOwner="test")
    ),
    case(rules.service_released_by_pipeline, "unknown", "not known to what", BY_HAND, configured(UNKNOWN, "app")),
    case(
        rules.service_released_by_pipeline,
        "pass",
        "an unknown one hides no known one",
        BY_HAND,
        configured(UNKNOWN, "app"),
        told("apps", "app"),
    ),
    case(
        rules.approval_left_to_people,
        "pass",
        "runs a build that is no pipeline's",
        machine(),
        allowing("codebuild:StartBuild", name="own", resources=["arn:aws:codebuild:us-east-1:1:project/Nightly"]),
    ),
    *(
        case(
            rules.approval_left_to_people,
            "fail",
            "wherever the pipeline is",
            machine(),
            allowing(action, name="own", resources=["arn:aws:codebuild:us-east-1:1:project/*"]),
        )
        for action in ("codebuild:StartBuild", "codebuild:UpdateProject", "codebuild:*")
    ),
    case(
        rules.approval_left_to_people,
        "fail",
        "approves",
        machine(),
        allowing("codepipeline:PutApprovalResult", name="own", resources=[PLACE]),
    ),
    case(rules.approval_left_to_people, "fail", "all", machine(), allowing("codepipeline:*", name="own")),
    case(
        rules.approval_left_to_people,
        "fail",
        "changes the pipeline",
        machine("lambda.amazonaws.com"),
        allowing("codepipeline:UpdatePipeline", name="own"),
    ),
    case(
        rules.approval_left_to_people,
        "pass",
        "a denial",
        machine(),
        allowing("codepipeline:*", name="own", effect="Deny"),
    ),
    case(
        rules.approval_left_to_people,
        "fail",
        "by AWS's own policy",
        machine(managedPolicyArns=["arn:aws:iam::aws:policy/AWSCodePipelineApproverAccess"]),
    ),
    case(
        rules.approval_left_to_people,
        "unknown",
        "a policy of another stack",
        machine(managedPolicyArns=["arn:aws:iam::111122223333:policy/elsewhere"]),
    ),
    *(
        case(
            rules.approval_left_to_people,
            "fail",
            f"{action} on {where}",
            machine(),
            allowing(
                f"codebuild:{action}", name="own", resources=[f"arn:aws:codebuild:us-east-1:111122223333:{where}"]
            ),
            building("Tests", "Deploy"),
        )
        for action in ("UpdateProject", "StartBuild", "StartBuildBatch", "RetryBuild")
        for where in ("project/deploys", "project/dep*", "*")
    ),
    case(
        rules.approval_left_to_people,
        "pass",
        "starts what does not deploy",
        machine(),
        allowing("codebuild:StartBuild", name="own", resources=["arn:aws:codebuild:us-east-1:1:project/Tests"]),
        building("Tests", "Deploy"),
    ),
    case(
        rules.approval_left_to_people,
        "fail",
        "changes a build that the pipeline runs",
        machine(ITSELF),
        allowing("codebuild:UpdateProject", name="own", resources=["arn:aws:codebuild:us-east-1:1:project/Tests"]),
        building("Tests", "Deploy"),
    ),
    case(
        rules.approval_left_to_people,
        "pass",
        "the pipeline itself starts what deploys",
        machine(ITSELF),
        allowing("codebuild:StartBuild", name="own"),
        building("Tests", "Deploy"),
    ),
    case(
        rules.approval_left_to_people,
        "unknown",
        "not known what deploys",
        machine(),
        allowing("codebuild:StartBuild", name="own", resources=["arn:aws:codebuild:us-east-1:1:project/x"]),
        building("Deploy", project=UNKNOWN),
    ),
    case(
        rules.approval_left_to_people,
        "not applicable",
        "a person's",
        resource(
            ROLE,
            assumeRolePolicy=policy(
                {"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "sts:AssumeRole"}
            ),
        ),
    ),
    case(
        rules.approval_left_to_people,
        "unknown",
        "not known",
        machine(),
        resource(ROLE_POLICY, "own", refers={"role": ["subject"]}, policy=UNKNOWN),
    ),
    case(rules.approval_kept_apart, "pass", "one place", allowing("codepipeline:PutApprovalResult", resources=[PLACE])),
    case(rules.approval_kept_apart, "pass", "does not approve", allowing("codepipeline:StartPipelineExecution")),
    case(rules.approval_kept_apart, "fail", "every place", allowing("codepipeline:PutApprovalResult")),
    case(
        rules.approval_kept_apart,
        "fail",
        "starts too",
        allowing("codepipeline:PutApprovalResult", "codepipeline:StartPipelineExecution", resources=[PLACE]),
    ),
    case(rules.approval_kept_apart, "fail", "everything", allowing("codepipeline:*")),
    case(
        rules.approval_kept_apart,
        "fail",
        "in every pipeline",
        allowing("codepipeline:PutApprovalResult", resources=[PLACE.replace("footing-prod", "*")]),
    ),
    case(
        rules.approval_kept_apart,
        "fail",
        "by two policies",
        resource(ROLE),
        allowing("codepipeline:PutApprovalResult", name="own", resources=[PLACE]),
        resource(
            ROLE_POLICY,
            "other",
            refers={"role": ["subject"]},
            policy=policy({"Effect": "Allow", "Action": "codebuild:StartBuild", "Resource": "*"}),
        ),
    ),
    case(
        rules.approval_kept_apart,
        "fail",
        "by AWS's own",
        resource(ROLE, managedPolicyArns=["arn:aws:iam::aws:policy/AWSCodePipeline_FullAccess"]),
    ),
    case(rules.approval_kept_apart, "not applicable", "no policy", resource(ROLE)),
    case(rules.approval_kept_apart, "unknown", "not known", resource(ROLE_POLICY, policy=UNKNOWN)),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule_gives_the_verdict(case: Case) -> None:
    assert case.judged() == case.verdict
