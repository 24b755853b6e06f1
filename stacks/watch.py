"""The monitoring of the application, which notifies the stack's owner and the owners of data domains."""

from __future__ import annotations

import pulumi

from components.application_signals import ApplicationSignals, ApplicationSignalsArgs
from components.cache_symptoms import CacheWatched
from components.capacity_plan import CapacityPlan
from components.edge_symptoms import EdgeWatched
from components.load_balancer import LoadBalancer
from components.names import physical_name
from components.notifications import Notifications, NotificationsArgs
from components.observability import Observability, ObservabilityArgs, Team
from components.service import Service
from components.service_symptoms import ServiceWatched
from components.sessions import Sessions
from stacks.application import DeliverySettings
from stacks.baseline import Baseline
from stacks.owner import Owner
from stacks.settings import Settings


def watch(
    settings: Settings,
    delivery: DeliverySettings,
    baseline: Baseline,
    service: ServiceWatched,
    sessions: Sessions,
    edge: EdgeWatched | None,
    below: pulumi.ResourceOptions,
) -> Observability:
    """Create alarms and a dashboard, a topic for each further team, and Application Signals if configured."""
    if delivery.apm == "application signals" and settings.owns_account:
        ApplicationSignals(
            "application-signals",
            ApplicationSignalsArgs(
                logs=baseline.logs,
                protect=settings.safety.protect,
            ),
            below,
        )
    owner = Team(name=settings.owner.team, topic_arn=baseline.notifications.topic.arn)
    return Observability(
        "watch",
        ObservabilityArgs(
            account=baseline.account,
            objective=delivery.objective.availability,
            owner=owner,
            domains=_teams(settings, delivery, baseline, owner, below),
            metrics_namespace=metrics_namespace(),
            service=service,
            database=baseline.watched_database,
            cache=CacheWatched(
                mode=delivery.sessions.mode,
                cache_name=sessions.cache_name,
                nodes=1 + delivery.sessions.replicas,
            ),
            edge=edge,
        ),
        below,
    )


def watched_service(
    delivery: DeliverySettings, balancer: LoadBalancer, service: Service, capacity: CapacityPlan
) -> ServiceWatched:
    """Return the parameters of the service's monitoring."""
    return ServiceWatched(
        load_balancer=balancer.arn_suffix,
        target_groups=balancer.target_group_suffixes,
        certificate_arn=balancer.listener.certificate_arn,
        cluster_name=service.cluster_name,
        service_name=service.service_name,
        latency_ms=delivery.objective.latency_ms,
        minimum_tasks=capacity.minimum,
        maximum_tasks=capacity.maximum,
    )


def metrics_namespace() -> str:
    """Return the namespace of the application's own metrics."""
    return physical_name()


def _teams(
    settings: Settings, delivery: DeliverySettings, baseline: Baseline, owner: Team, below: pulumi.ResourceOptions
) -> dict[str, Team]:
    """Return the owner of each domain; every team besides the stack's owner gets one topic for all its domains."""
    further = {each.team: each for each in delivery.teams.values() if each != settings.owner}
    teams = {name: _team(each, baseline, below) for name, each in sorted(further.items())}
    answering = {domain: delivery.teams.get(domain, settings.owner) for domain in settings.domains}
    return {domain: teams.get(team.team, owner) for domain, team in answering.items()}


def _team(team: Owner, baseline: Baseline, below: pulumi.ResourceOptions) -> Team:
    called = f"team-{team.slug}"
    args = NotificationsArgs(account=baseline.account, key_arn=baseline.encryption.notifications.arn, email=team.email)
    return Team(name=team.team, topic_arn=Notifications(called, args, below).topic.arn)
