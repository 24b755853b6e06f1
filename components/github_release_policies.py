"""What a deployment from GitHub changes in what releases and runs software: its own stack's, and no other's.

It makes the pipeline and shapes the services; it runs neither a build nor a task. What of AWS's services takes a name
is confined to the names of the stack.
"""

from __future__ import annotations

from components.identity_policies import Scope
from components.policy_document import Document, allow, policy

BUILDS = ("codebuild:CreateProject", "codebuild:DeleteProject", "codebuild:UpdateProject")
PIPELINES = tuple(
    f"codepipeline:{action}"
    for action in ("CreatePipeline", "DeletePipeline", "TagResource", "UntagResource", "UpdatePipeline")
)
SERVICES = tuple(
    f"ecs:{action}"
    for action in (
        *("CreateCluster", "DeleteCluster", "DeleteService", "RegisterTaskDefinition", "TagResource", "UntagResource"),
        *("UpdateCluster", "UpdateClusterSettings"),
    )
)
"""To create and to update a service takes conditions of their own. No revision is deregistered: Pulumi leaves those
that it replaces (`skip_destroy` of components/service_task.py), since a release may fall back to them."""


def releasing_policy(scope: Scope) -> Document:
    """Return what a deployment does to the pipeline, its builds, and the clusters and services of a stack.

    A service that is new begins with a task definition of the stack. One that runs is not moved to another revision,
    which is for the pipeline and whoever approves: Pulumi names none when it updates a service (`ignore_changes` of
    components/service.py; the provider sends only what has changed), and then Amazon ECS keeps the one that runs.
    """
    account, services = scope.account, scope.running("service")
    families = scope.running("task-definition")
    return policy(
        allow("ChangeBuilds", BUILDS, [account.arn("codebuild", f"project/{scope.prefix}-*")]),
        allow(
            "ChangePipelines",
            PIPELINES,
            [account.arn("codepipeline", name) for name in (scope.prefix, f"{scope.prefix}-*")],
        ),
        allow("ChangeClusters", SERVICES, [*scope.running("cluster"), *services, *families]),
        allow("BeginServices", ("ecs:CreateService",), services, ArnLike={"ecs:task-definition": families}),
        allow("ShapeServices", ("ecs:UpdateService",), services, Null={"ecs:task-definition": "true"}),
    )
