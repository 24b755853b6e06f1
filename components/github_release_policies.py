"""The policy of a deployment from GitHub for the stack's own pipeline, builds, clusters and services.

It manages the pipeline and the services; it starts neither a build nor a task. Resources that have a name are limited
to the stack's names.
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
"""Creating and updating a service have conditions of their own. Revisions are not deregistered: Pulumi retains those
that it replaces (`skip_destroy` in components/service_task.py), since a release may roll back to them."""


def releasing_policy(scope: Scope) -> Document:
    """Return the policy for the pipeline, its builds, and the clusters and services of a stack.

    A new service starts with a task definition of the stack. A deployment cannot change the revision of a running
    service, which only an approved release may: Pulumi sends none when it updates a service (`ignore_changes` in
    components/service.py; the provider sends only changes), and Amazon ECS then keeps the current one.
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
