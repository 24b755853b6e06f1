"""Releases: the pipeline, if the stack holds it, and the roles that the pipeline and GitHub assume."""

from __future__ import annotations

import pulumi

from components import pipeline_plan as plan
from components.account import Account
from components.build_network import BuildNetwork, BuildNetworkArgs
from components.deployment_role import DeploymentRole, DeploymentRoleArgs
from components.github_access import GithubAccess, GithubAccessArgs
from components.github_policies import State
from components.pipeline import Pipeline, PipelineArgs
from components.registry import Registry
from components.service import Service
from stacks.application import DeliverySettings, PipelineSettings
from stacks.baseline import Baseline
from stacks.places import pipeline_owner, place
from stacks.settings import Settings


def release(
    settings: Settings,
    delivery: DeliverySettings,
    baseline: Baseline,
    registry: Registry | None,
    service: Service,
    below: pulumi.ResourceOptions,
) -> None:
    """Create the pipeline's deployment role, the pipeline if this stack holds it, and GitHub's roles if configured."""
    account, project, stack = baseline.account, pulumi.get_project(), pulumi.get_stack()
    owner = pipeline_owner(delivery)
    owner_account, owner_region = place(owner, account)
    DeploymentRole(
        "deployment",
        DeploymentRoleArgs(
            account=account,
            pipeline_role_arn=plan.deployer_role_arn(account.partition, owner_account, project, owner, stack),
            releases_bucket=plan.artifacts_bucket(project, owner, owner_account),
            releases_key_alias=plan.artifacts_alias(project, owner),
            pipeline_region=owner_region,
            cluster_name=service.cluster_name,
            service_name=service.service_name,
            family=service.family,
            passed_role_arns=[service.task_role.arn, service.execution_role.arn],
            boundary_arn=baseline.identity.boundary_arn,
        ),
        below,
    )
    if delivery.pipeline and registry:
        _pipeline(settings, delivery, delivery.pipeline, baseline, registry, service, below)
    if delivery.github:
        GithubAccess(
            "github",
            GithubAccessArgs(
                account=account,
                repository=delivery.repository,
                subject=delivery.github.subject,
                branch=delivery.branch,
                environment=stack,
                owns_account=settings.owns_account,
                state=State(bucket=delivery.github.state_bucket, key_arn=delivery.github.state_key),
                boundary_arn=baseline.identity.boundary_arn,
            ),
            below,
        )


def _pipeline(
    settings: Settings,
    delivery: DeliverySettings,
    pipeline: PipelineSettings,
    baseline: Baseline,
    registry: Registry,
    service: Service,
    opts: pulumi.ResourceOptions,
) -> None:
    network = baseline.network
    builds = BuildNetwork(
        "pipeline-network",
        BuildNetworkArgs(vpc_id=network.vpc.id, endpoints_group=network.endpoints.group),
        opts,
    )
    Pipeline(
        "pipeline",
        PipelineArgs(
            account=baseline.account,
            registry=registry,
            connection_arn=pipeline.connection,
            repository=delivery.repository,
            branch=delivery.branch,
            targets=[_target(stack, pipeline.approval_before, baseline.account, service) for stack in pipeline.targets],
            severity=pipeline.severity,
            approvers=pipeline.approvers,
            architecture=delivery.task.architecture,
            vpc_id=network.vpc.id,
            subnet_ids=[subnet.id for subnet in network.private_subnets.values()],
            security_group_id=builds.group.id,
            topic_arn=baseline.notifications.topic.arn,
            notifications_key_arn=baseline.encryption.notifications.arn,
            boundary_arn=baseline.identity.boundary_arn,
            logs=baseline.logs,
            access_logs=baseline.access_logs.archive,
            retention_days=settings.audit.retention_days,
            team=settings.owner.team,
            protect=settings.safety.protect,
        ),
        opts,
    )


def _target(stack: str, approved: tuple[str, ...], account: Account, service: Service) -> plan.Target:
    """Return a target of the pipeline: its resources are named as here, except for the stack's name."""
    account_id, region = place(stack, account)
    called = f"{pulumi.get_project()}-{stack}-{service.container}"
    return plan.Target(
        environment=stack,
        account_id=account_id,
        region=region,
        role_arn=plan.deployment_role_arn(account.partition, account_id, pulumi.get_project(), stack),
        cluster=called,
        service=called,
        family=called,
        container=service.container,
        approval=stack in approved,
    )
