from __future__ import annotations

import json
from typing import Any

import pytest

from policies.pipelines import PIPELINE
from policies.rules import pipeline as rules
from policies.view import SECRET, UNKNOWN, Resource, Template
from tests.policies.cases import Case, case, resource

EVENT_RULE = "aws:cloudwatch/eventRule:EventRule"
TARGET = "aws:cloudwatch/eventTarget:EventTarget"
KEY = resource("aws:kms/key:Key", "key")
APPROVAL = {"name": "Approve", "category": "Approval", "provider": "Manual"}
CONNECTED = {"name": "Source", "category": "Source", "owner": "AWS", "provider": "CodeStarSourceConnection"}


def build(name: str = "Deploy", order: int = 2) -> dict[str, Any]:
    return {"name": name, "category": "Build", "provider": "CodeBuild", "runOrder": order}


def stages(*given: tuple[str, list[dict[str, Any]]]) -> Resource:
    return resource(PIPELINE, stages=[{"name": name, "actions": actions} for name, actions in given])


def sourced(triggers: list[dict[str, Any]] | None = None, **source: Any) -> Resource:
    action = {**CONNECTED, "configuration": {"BranchName": "main"}, **source}
    return resource(PIPELINE, stages=[{"name": "Source", "actions": [action]}], triggers=triggers or [])


def pushed(*branches: str) -> list[dict[str, Any]]:
    return [
        {"gitConfiguration": {"sourceActionName": "Source", "pushes": [{"branches": {"includes": list(branches)}}]}}
    ]


def stored(*, refers: bool = False, **store: Any) -> Resource:
    return resource(
        PIPELINE,
        refers={"artifactStores": ["key"]} if refers else None,
        artifactStores=[{"location": "artifacts", "type": "S3", **store}],
    )


def told(*variables: Any, **configuration: Any) -> Resource:
    given = {"ProjectName": "app", **configuration}
    if variables:
        given["EnvironmentVariables"] = json.dumps(variables)
    return stages(("Build", [{**build(), "configuration": given}]))


def variable(name: str, value: Any, **type_: str) -> dict[str, Any]:
    return {"name": name, "value": value, **type_}


KEPT = json.dumps([variable("URL", "https://${lb.dnsName}/"), variable("DB_SECRET", "${db.arn}")])
FAILED = resource(EVENT_RULE, "failed", eventPattern=json.dumps({"source": ["aws.codepipeline"]}))
TOLD = resource(TARGET, "told", refers={"rule": ["failed"]}, arn="arn:aws:sns:us-east-1:111122223333:told")

CASES = [
    case(
        rules.pipeline_approved_before_production,
        "pass",
        "in the stage",
        stages(("Deploy-dev", [build()]), ("Deploy-prod", [APPROVAL, build()])),
    ),
    case(
        rules.pipeline_approved_before_production,
        "pass",
        "in a stage of its own",
        stages(("Deploy-dev", [build()]), ("Approve", [APPROVAL]), ("Production", [build(order=1)])),
    ),
    case(
        rules.pipeline_approved_before_production,
        "fail",
        "before development only",
        stages(("Approve", [APPROVAL]), ("Deploy-dev", [build()]), ("Deploy-stage", [build()]), ("prod", [build()])),
    ),
    case(rules.pipeline_approved_before_production, "fail", "nobody", stages(("Deploy-prod", [build()]))),
    case(
        rules.pipeline_approved_before_production,
        "fail",
        "at the same time",
        stages(("Deploy-prod", [APPROVAL, build(order=1)])),
    ),
    case(
        rules.pipeline_approved_before_production,
        "fail",
        "the last, where none is named production",
        stages(("Build", [build("Build")]), ("Ship", [{**build(), "category": "Deploy", "provider": "ECS"}])),
    ),
    *(
        case(
            rules.pipeline_approved_before_production,
            "fail",
            f"{name}, before it is approved",
            stages((name, [build()]), ("Approve", [APPROVAL]), ("ReleaseNotes", [build("PublishReleaseNotes")])),
        )
        for name in ("DeployProd", "ProductionDeploy", "deploy_prod", "DeployPROD")
    ),
    case(
        rules.pipeline_approved_before_production,
        "fail",
        "one of two regions",
        stages(("DeployEU", [build()]), ("Approve", [APPROVAL]), ("DeployUS", [build()])),
    ),
    case(
        rules.pipeline_approved_before_production,
        "pass",
        "both regions at once",
        stages(("Approve", [APPROVAL]), ("DeployEU", [build()]), ("DeployUS", [build()])),
    ),
    case(
        rules.pipeline_approved_before_production,
        "fail",
        "only the test of it is named so",
        stages(
            ("Deploy", [build()]), ("Approve", [APPROVAL]), ("prod-smoke", [{**build("smoke"), "category": "Test"}])
        ),
    ),
    case(
        rules.pipeline_approved_before_production,
        "pass",
        "with the test of it behind",
        stages(("Approve", [APPROVAL]), ("DeployProd", [build()]), ("prod-smoke", [build("smoke")])),
    ),
    case(
        rules.pipeline_approved_before_production,
        "fail",
        "what is not named, behind what comes before production",
        stages(("DeployNonProd", [APPROVAL, build()]), ("Deploy", [build()])),
    ),
    case(
        rules.pipeline_approved_before_production,
        "pass",
        "what comes before needs nobody",
        stages(("DeployDev", [build()]), ("Deploy-staging", [build()]), ("Deploy", [APPROVAL, build()])),
    ),
    case(
        rules.pipeline_approved_before_production,
        "fail",
        "all is named after what comes before",
        stages(("DeployDev", [build()]), ("DeployStage", [build()])),
    ),
    case(
        rules.pipeline_approved_before_production,
        "pass",
        "a product is not production",
        stages(("Deploy-products", [APPROVAL, build()])),
    ),
    case(
        rules.pipeline_approved_before_production,
        "not applicable",
        "tests only",
        stages(("Test", [build("Unit-tests")])),
    ),
    case(rules.pipeline_approved_before_production, "unknown", "not known", resource(PIPELINE, stages=UNKNOWN)),
    case(
        rules.pipeline_artifacts_encrypted_with_own_key,
        "pass",
        "a key of the stack",
        stored(refers=True, encryptionKey={"id": UNKNOWN, "type": "KMS"}),
        KEY,
    ),
    case(rules.pipeline_artifacts_encrypted_with_own_key, "fail", "none named", stored()),
    case(
        rules.pipeline_artifacts_encrypted_with_own_key,
        "fail",
        "AWS's",
        stored(encryptionKey={"id": "arn:aws:kms:us-east-1:111122223333:alias/aws/s3", "type": "KMS"}),
    ),
    case(rules.pipeline_artifacts_encrypted_with_own_key, "fail", "nowhere", resource(PIPELINE)),
    case(
        rules.pipeline_artifacts_encrypted_with_own_key,
        "unknown",
        "not known whose",
        stored(encryptionKey={"id": UNKNOWN, "type": "KMS"}),
    ),
    *(
        case(rules.pipeline_tells_no_secret, verdict, because, pipeline)
        for verdict, because, pipeline in (
            ("pass", "nothing", stages(("Build", [build()]))),
            ("pass", "what is no secret", told(variable("STAGE", "dev"), variable("CLUSTER", "a", type="PLAINTEXT"))),
            ("pass", "where a secret is", told(variable("DB_PASSWORD", "footing/dev/db", type="SECRETS_MANAGER"))),
            ("pass", "where it is kept", told(variable("API_KEY", "/footing/key", type="PARAMETER_STORE"))),
            ("pass", "what AWS will choose", told(EnvironmentVariables=Template(KEPT))),
            ("fail", "by its name", told(variable("STAGE", "dev"), variable("DB_PASSWORD", "hunter2hunter2"))),
            ("fail", "said to be plain", told(variable("DB_PASSWORD", "hunter2hunter2", type="PLAINTEXT"))),
            ("fail", "by what it looks like", told(variable("URL", "postgres://app:hunter2@db/app"))),
            ("fail", "a secret of Pulumi's", told(EnvironmentVariables=SECRET)),
            ("fail", "to a function", told(UserParameters='{"token": "hunter2hunter2"}')),
            ("fail", "a token for the source", sourced(configuration={"OAuthToken": "0123456789"})),
            ("fail", "a variable of its own", resource(PIPELINE, variables=[{"name": "TOKEN", "defaultValue": "a"}])),
            (
                "fail",
                "after what is not known",
                stages(("A", [build()]), ("B", [{**build(), "configuration": {"Token": "hunter2"}}])),
            ),
            ("unknown", "a password", told(Password=UNKNOWN)),
            ("unknown", "all of them", told(EnvironmentVariables=UNKNOWN)),
            ("unknown", "not JSON", told(EnvironmentVariables="A=b")),
            ("unknown", "no list", told(EnvironmentVariables='{"A": "b"}')),
            ("unknown", "a value that AWS chooses", told(EnvironmentVariables=Template(KEPT.replace("URL", "TOKEN")))),
        )
    ),
    case(rules.pipeline_of_second_type, "pass", "the second", resource(PIPELINE, pipelineType="V2")),
    case(rules.pipeline_of_second_type, "fail", "the first, by default", resource(PIPELINE)),
    case(rules.pipeline_of_second_type, "unknown", "not known", resource(PIPELINE, pipelineType=UNKNOWN)),
    case(rules.pipeline_follows_one_branch, "pass", "main", sourced(pushed("main"))),
    case(rules.pipeline_follows_one_branch, "pass", "main, by the source", sourced()),
    case(rules.pipeline_follows_one_branch, "fail", "any feature", sourced(pushed("main", "feature/*"))),
    case(
        rules.pipeline_follows_one_branch,
        "fail",
        "every tag",
        sourced([{"gitConfiguration": {"pushes": [{"tags": {}}]}}]),
    ),
    case(
        rules.pipeline_follows_one_branch,
        "fail",
        "pull requests",
        sourced([{"gitConfiguration": {"pullRequests": [{"events": ["OPEN"]}]}}]),
    ),
    case(rules.pipeline_follows_one_branch, "fail", "no branch", sourced(configuration={})),
    case(rules.pipeline_follows_one_branch, "fail", "a token", sourced(owner="ThirdParty", provider="GitHub")),
    case(
        rules.pipeline_follows_one_branch, "pass", "a bucket has no branches", sourced(provider="S3", configuration={})
    ),
    case(rules.pipeline_follows_one_branch, "unknown", "not known", sourced(configuration={"BranchName": UNKNOWN})),
    case(rules.pipeline_failures_reported, "pass", "told", resource(PIPELINE), FAILED, TOLD),
    case(rules.pipeline_failures_reported, "fail", "to nobody", resource(PIPELINE), FAILED),
    case(rules.pipeline_failures_reported, "fail", "not asked", resource(PIPELINE)),
    case(
        rules.pipeline_failures_reported,
        "unknown",
        "not known",
        resource(PIPELINE),
        resource(EVENT_RULE, "other", eventPattern=UNKNOWN),
    ),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule_gives_the_verdict(case: Case) -> None:
    assert case.judged() == case.verdict
