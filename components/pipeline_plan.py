"""The stages of the pipeline, and the names and ARNs of its resources: plain data.

Names and ARNs are known before deployment, because the environments' accounts and the pipeline's account refer to each
other's roles, and neither can be deployed second.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

Severity = Literal["MEDIUM", "HIGH", "CRITICAL"]

APPROVAL_MINUTES = 3 * 24 * 60
"""An approval times out after three days; the next release requests it again."""
MOST_BAKE_MINUTES = 30
"""The longest bake time: the build that deploys waits for 50 minutes in total."""
DEPLOY = "deploy"
COMMIT = "#{Source.CommitId}"
DIGEST = "#{Build.IMAGE_DIGEST}"


@dataclass(frozen=True, kw_only=True)
class Target:
    """An environment that the pipeline deploys to. Raises `ValueError` for a malformed name or role ARN."""

    environment: str
    account_id: str
    region: str
    role_arn: str
    """The deployment role in the environment's account (components/deployment_role.py)."""
    cluster: str
    service: str
    family: str
    """The family of its task definition."""
    container: str = "app"
    approval: bool = True
    """Whether a person approves first: required for production."""

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[a-z][a-z0-9-]{0,15}", self.environment):
            raise ValueError(f"{self.environment!r} is no name of an environment: use a-z, 0-9 and -, at most 16")
        if not re.fullmatch(r"arn:aws[a-z-]*:iam::\d{12}:role/[\w+=,.@/-]+", self.role_arn):
            raise ValueError(f"{self.environment}: {self.role_arn!r} is not the ARN of a role")


def deployment_role_arn(partition: str, account_id: str, project: str, stack: str) -> str:
    """Return the ARN of the role in an environment's account with which the pipeline deploys to that stack."""
    return f"arn:{partition}:iam::{account_id}:role/{project}-{stack}-deployment"


def deployer_role_arn(partition: str, account_id: str, project: str, stack: str, environment: str) -> str:
    """Return the ARN of the pipeline's role that deploys to one environment only.

    `account_id` and `stack` are the pipeline's; `environment` is the target's.
    """
    return f"arn:{partition}:iam::{account_id}:role/{project}-{stack}-{DEPLOY}-{environment}"


def repository_name(project: str, stack: str) -> str:
    """Return the name of a stack's image repository; the other stacks pull from the pipeline's."""
    return f"{project}-{stack}-app"


def artifacts_bucket(project: str, stack: str, account_id: str) -> str:
    """Return the name of the bucket of the pipeline in this stack and account."""
    return f"{project}-{stack}-artifacts-{account_id}"


def artifacts_alias(project: str, stack: str) -> str:
    """Return the alias of that bucket's key."""
    return f"alias/{project}-{stack}-artifacts"


def external_id(role_arn: str) -> str:
    """Return the external id of a deployment role: its name, so that no other is assumed by mistake."""
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

    `prefix` begins the names of the build projects. An image is built once, and every target gets the same one.
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
    """Return an action that runs a build project with the source; its namespace is the action's name."""
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
