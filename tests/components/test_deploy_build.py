"""How a release gets to an environment."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from components.pipeline_builds import BUILDSPECS, MINUTES
from components.pipeline_plan import MOST_BAKE_MINUTES
from tests.components.buildspec_runs import DIGEST, IMAGE, URL, Run, needs_jq, run

FAMILY = "arn:aws:ecs:us-east-1:444455556666:task-definition/footing-prod-app"
LATEST: dict[str, Any] = {
    "taskDefinition": {
        "taskDefinitionArn": f"{FAMILY}:7",
        "family": "footing-prod-app",
        "revision": 7,
        "status": "ACTIVE",
        "registeredAt": "2026-10-01T10:00:00Z",
        "registeredBy": "somebody",
        "compatibilities": ["FARGATE"],
        "requiresAttributes": [{"name": "ecs.capability"}],
        "cpu": "512",
        "containerDefinitions": [
            {"name": "app", "image": f"{URL}@sha256:old", "environment": [{"name": "PORT", "value": "8080"}]},
            {"name": "collector", "image": "collector@sha256:other"},
        ],
    },
    "tags": [{"key": "Owner", "value": "platform"}],
}
TARGET = {
    "ROLE_ARN": "arn:aws:iam::444455556666:role/footing-prod-deployment",
    "EXTERNAL_ID": "footing-prod-deployment",
    "TARGET_REGION": "us-east-1",
    "CLUSTER": "cluster",
    "SERVICE": "service",
    "FAMILY": "footing-prod-app",
    "CONTAINER": "app",
}


def deploy(folder: Path, **changes: list[str]) -> Run:
    answers = {
        "s3 cp": [json.dumps({"image": IMAGE})],
        "describe-task-definition": [json.dumps(LATEST)],
        "register-task-definition": [f"{FAMILY}:8"],
        "describe-services": [f"{FAMILY}:7", f"{FAMILY}:8"],
        "serviceDeploymentArn": ["deployment-1", "deployment-1", "deployment-2"],
        "].status ": ["PENDING", "IN_PROGRESS", "SUCCESSFUL"],
        "].statusReason": ["the alarm errors is in ALARM"],
        "update-service": ["ACTIVE"],
    }
    answers |= {key.replace("_", "-"): value for key, value in changes.items()}
    return run("deploy", folder, answers, **{**TARGET, "PATIENCE": "6"})


@needs_jq
def test_a_release_changes_the_image_of_the_latest_revision_and_nothing_else(tmp_path: Path) -> None:
    done = deploy(tmp_path)
    assert done.code == 0, done.said
    wanted = json.loads((tmp_path / "wanted.json").read_text())
    app, collector = wanted.pop("containerDefinitions")
    assert app == {**LATEST["taskDefinition"]["containerDefinitions"][0], "image": IMAGE}
    assert collector == LATEST["taskDefinition"]["containerDefinitions"][1]
    assert wanted == {"family": "footing-prod-app", "cpu": "512", "tags": LATEST["tags"]}
    assert any(
        f"update-service --cluster cluster --service service --task-definition {FAMILY}:8" in c for c in done.calls
    )


@needs_jq
def test_a_release_is_deployed_in_the_role_of_its_environment_only(tmp_path: Path) -> None:
    assert [call for call in deploy(tmp_path).calls if not call.startswith("--profile target ")] == []


@needs_jq
@pytest.mark.parametrize("state", ["ROLLBACK_SUCCESSFUL", "ROLLBACK_FAILED", "STOPPED", "IN_PROGRESS"])
def test_what_is_rolled_back_or_never_done_is_a_failure(tmp_path: Path, state: str) -> None:
    done = deploy(tmp_path, **{"].status ": [state], "describe_services": [f"{FAMILY}:7"]})
    assert done.code != 0
    assert "the alarm errors is in ALARM" in done.said


@needs_jq
def test_a_deployment_that_never_begins_is_a_failure(tmp_path: Path) -> None:
    assert deploy(tmp_path, serviceDeploymentArn=["deployment-1"]).code != 0


@needs_jq
def test_a_release_that_is_deployed_already_registers_and_changes_nothing(tmp_path: Path) -> None:
    latest = json.loads(json.dumps(LATEST).replace(f"{URL}@sha256:old", IMAGE))
    changes = {
        "describe_task_definition": [json.dumps(latest)],
        "serviceDeploymentArn": ["None"],
        "].status ": ["None"],
    }
    done = deploy(tmp_path, **changes, describe_services=[f"{FAMILY}:7"])
    assert done.code == 0, done.said
    assert not [call for call in done.calls if "register" in call or "update" in call]


@needs_jq
@pytest.mark.parametrize("image", [f"{URL}:latest", f"elsewhere.example/app@{DIGEST}", "null"])
def test_only_an_image_of_the_registry_by_digest_is_deployed(tmp_path: Path, image: str) -> None:
    done = deploy(tmp_path, **{"s3 cp": [json.dumps({"image": image})]})
    assert done.code != 0
    assert not any("ecs" in call for call in done.calls)


@needs_jq
def test_a_task_definition_without_the_container_is_refused(tmp_path: Path) -> None:
    other = json.loads(json.dumps(LATEST).replace('"app"', '"web"'))
    assert "not one container named app" in deploy(tmp_path, describe_task_definition=[json.dumps(other)]).said


def test_a_build_that_deploys_outlasts_the_longest_bake_time() -> None:
    given = yaml.safe_load((BUILDSPECS / "deploy.yml").read_text(encoding="utf-8"))["env"]["variables"]
    waits = int(given["PATIENCE"]) * int(given["PAUSE"]) / 60
    assert MOST_BAKE_MINUTES + 20 <= waits < MINUTES["deploy"]
