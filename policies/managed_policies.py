"""What AWS's own policies allow of the ways to production: data, since a program only names them.

These are all that allow one of those ways on every resource, of the policies that can be given to a role (AWS Managed
Policy Reference, August 2026). Any other of AWS's own allows none of them.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from policies.documents import Statement

WAYS: dict[str, tuple[str, ...]] = {
    "AWSCodeBuildAdminAccess": ("codebuild:*",),
    "AWSCodeBuildDeveloperAccess": (
        *("codebuild:RetryBuild", "codebuild:RetryBuildBatch", "codebuild:StartBuild", "codebuild:StartBuildBatch"),
    ),
    "AWSCodeDeployRoleForECS": ("ecs:CreateTaskSet", "ecs:UpdateServicePrimaryTaskSet"),
    "AWSCodeDeployRoleForECSLimited": ("ecs:CreateTaskSet", "ecs:UpdateServicePrimaryTaskSet"),
    "AWSCodePipelineApproverAccess": ("codepipeline:PutApprovalResult",),
    "AWSCodePipelineCustomActionAccess": ("codepipeline:PutJobSuccessResult",),
    "AWSCodePipelineFullAccess": ("codepipeline:*",),
    "AWSCodePipeline_FullAccess": ("codepipeline:*",),
    "AWSCodeStarServiceRole": ("codebuild:*", "codepipeline:*"),
    "AWSElasticBeanstalkService": ("codebuild:StartBuild",),
    "AdministratorAccess": ("*",),
    "AmazonEC2ContainerServiceAutoscaleRole": ("ecs:UpdateService",),
    "AmazonECS_FullAccess": ("ecs:*",),
    "PowerUserAccess": ("*",),
    "SystemAdministrator": ("codepipeline:*",),
}
"""Actions by the name of the policy."""


def managed_name(arn: str) -> str | None:
    """Return the name of the policy of AWS's own that an ARN stands for, or None if it is a customer's."""
    found = re.fullmatch(r"arn:[^:]+:iam::aws:policy/(?:.*/)?([^/]+)", arn)
    return found[1] if found else None


def managed_statements(name: str) -> list[Statement]:
    """Return what a policy of AWS's own allows of the ways to production."""
    if name not in WAYS:
        return []
    return [Statement({"Sid": name, "Effect": "Allow", "Action": list(WAYS[name]), "Resource": "*"})]


@cache
def opening_ways() -> frozenset[str]:
    """Return the names of AWS's own policies with which one finds a way up or gives data away."""
    lines = Path(__file__).with_name("managed_ways_up.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))
