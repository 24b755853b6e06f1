"""What the pipeline does, in which order, and what everything in it is called: plain data.

Names and ARNs are known before anything is deployed, because the accounts of the environments and the account of the
pipeline name each other's roles, and neither can wait for the other.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

Severity = Literal["MEDIUM", "HIGH", "CRITICAL"]
Architecture = Literal["arm64", "x86_64"]

APPROVAL_MINUTES = 3 * 24 * 60
"""Who has not approved after three days is asked again by the next release."""
MOST_BAKE_MINUTES = 30
"""How long an environment may keep the old tasks at most: the build that deploys waits for 50 minutes in all."""
DEPLOY = "deploy"
COMMIT = "#{Source.CommitId}"
DIGEST = "#{Build.IMAGE_DIGEST}"
ENVIRONMENTS: dict[Architecture, dict[str, str]] = {
    "arm64": {"type": "ARM_CONTAINER", "image": "aws/codebuild/amazonlinux-aarch64-standard:3.0"},
    "x86_64": {"type": "LINUX_CONTAINER", "image": "aws/codebuild/amazonlinux-x86_64-standard:5.0"},
}
"""Where builds run: AWS's own images, with docker, the AWS command line, jq and Python, patched by AWS (AWS CodeBuild
User Guide, "Docker images provided by CodeBuild"). An image is built on the architecture that it is for."""


@dataclass(frozen=True, kw_only=True)
class Target:
    """An environment that the pipeline deploys to, in the order in which it is given."""

    environment: str
    account_id: str
    region: str
    role_arn: str
    """The deployment role in the environment's account (components/deployment_role.py)."""
    cluster: str
    service: str
    family: str
    """Of the task definition."""
    container: str = "app"
    approval: bool = True
    """Whether a person approves first. Only what is no production may go without."""

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[a-z][a-z0-9-]{0,15}", self.environment):
            raise ValueError(f"{self.environment!r} is no name of an environment: use a-z, 0-9 and -, at most 16")
        if not re.fullmatch(r"arn:aws[a-z-]*:iam::\d{12}:role/[\w+=,.@/-]+", self.role_arn):
            raise ValueError(f"{self.environment}: {self.role_arn!r} is not the ARN of a role")


def deployment_role_arn(partition: str, account_id: str, project: str, stack: str) -> str:
    """Return the ARN of the role in an environment's account in which the pipeline deploys to the stack there."""
    return f"arn:{partition}:iam::{account_id}:role/{project}-{stack}-deployment"


def deployer_role_arn(partition: str, account_id: str, project: str, stack: str, environment: str) -> str:
    """Return the ARN of the pipeline's role that deploys to one environment, and to no other.

    `account_id` and `stack` are the pipeline's; `environment` is the target's.
    """
    return f"arn:{partition}:iam::{account_id}:role/{project}-{stack}-{DEPLOY}-{environment}"


def repository_name(project: str, stack: str) -> str:
    """Return the name of the repository of images in this stack; the other stacks pull from that of the pipeline."""
    return f"{project}-{stack}-app"


def artifacts_bucket(project: str, stack: str, account_id: str) -> str:
    """Return the name of the bucket of the pipeline that lives in this stack and account."""
    return f"{project}-{stack}-artifacts-{account_id}"


def artifacts_alias(project: str, stack: str) -> str:
    """Return the alias of the key of that bucket."""
    return f"alias/{project}-{stack}-artifacts"


def external_id(role_arn: str) -> str:
    """Return what the pipeline has to know to take a deployment role: its name, so that none is taken by mistake."""
    return role_arn.rsplit("/", 1)[-1]


def stages(
    *,
    prefix: str,
    connection_arn: str,
    repository: str,
    branch: str,
    targets: Sequence[Target],
    topic_arn: Any,
) -> list[dict[str, Any]]:
    """Return the stages of the pipeline: source, tests, image, release, and one for each target.

    `prefix` begins the names of the build projects. An image is built once, and what one target runs the next gets.
    """
    source = _action(
        "Source",
        "Source",
        "CodeStarSourceConnection",
        {
            "ConnectionArn": connection_arn,
            "FullRepositoryId": repository,
            "BranchName": branch,
            "OutputArtifactFormat": "CODE_ZIP",
        },
        namespace="Source",
        output_artifacts=["Source"],
    )
    return [
        {"name": "Source", "actions": [source]},
        {"name": "Test", "actions": [_build("Test", f"{prefix}-test", {}, "Test")]},
        {"name": "Build", "actions": [_build("Build", f"{prefix}-build", {"COMMIT": COMMIT})]},
        {
            "name": "Release",
            "actions": [_build("Release", f"{prefix}-release", {"COMMIT": COMMIT, "IMAGE_DIGEST": DIGEST})],
        },
        *({"name": f"Deploy-{each.environment}", "actions": _deployment(prefix, each, topic_arn)} for each in targets),
    ]


def _deployment(prefix: str, target: Target, topic_arn: Any) -> list[dict[str, Any]]:
    variables = {
        "COMMIT": COMMIT,
        "ENVIRONMENT": target.environment,
        "CLUSTER": target.cluster,
        "SERVICE": target.service,
    }
    deploy = _build("Deploy", f"{prefix}-{DEPLOY}-{target.environment}", variables, run_order=2)
    if not target.approval:
        return [deploy]
    asked = f"Release commit {COMMIT}, image {DIGEST}, to {target.environment}?"
    approve = _action(
        "Approve",
        "Approval",
        "Manual",
        {"NotificationArn": topic_arn, "CustomData": asked},
        run_order=1,
        timeout_in_minutes=APPROVAL_MINUTES,
    )
    return [approve, deploy]


def _build(name: str, project: str, variables: dict[str, str], category: str = "Build", **more: Any) -> dict[str, Any]:
    """Return an action that runs a build project with the source; what it exports is known by the action's name."""
    configuration = {"ProjectName": project}
    if variables:
        given = [{"name": key, "value": value, "type": "PLAINTEXT"} for key, value in variables.items()]
        configuration["EnvironmentVariables"] = json.dumps(given)
    exports = {"namespace": name} if name == "Build" else {}
    return _action(name, category, "CodeBuild", configuration, input_artifacts=["Source"], **exports, **more)


def _action(name: str, category: str, provider: str, configuration: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return an action in the form of CodePipeline's structure reference."""
    return {
        "name": name,
        "category": category,
        "owner": "AWS",
        "provider": provider,
        "version": "1",
        "configuration": configuration,
        **more,
    }
