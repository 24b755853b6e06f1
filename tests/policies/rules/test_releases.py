from __future__ import annotations

import json
from typing import Any

import pytest

from policies.grants import ROLE, ROLE_POLICY
from policies.pipelines import PIPELINE
from policies.rules import releases as rules
from policies.view import UNKNOWN, Resource
from tests.policies.cases import Case, case, exports, policy, resource

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


def machine(service: str = "codebuild.amazonaws.com") -> Resource:
    trust = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    return resource(ROLE, assumeRolePolicy=policy(trust))


def allowing(*actions: str, name: str = "subject", resources: Any = "*", effect: str = "Allow") -> Resource:
    given = policy({"Effect": effect, "Action": list(actions), "Resource": resources})
    return resource(ROLE_POLICY, name, refers={"role": ["subject"]} if name != "subject" else None, policy=given)


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
    case(rules.approval_left_to_people, "pass", "runs builds", machine(), allowing("codebuild:StartBuild", name="own")),
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
    case(rules.approval_kept_apart, "not applicable", "no policy", resource(ROLE)),
    case(rules.approval_kept_apart, "unknown", "not known", resource(ROLE_POLICY, policy=UNKNOWN)),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule_gives_the_verdict(case: Case) -> None:
    assert case.judged() == case.verdict
