"""The monitoring of a service and of what it depends on: alarms, an objective, and a dashboard."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pulumi
from pulumi_aws import cloudwatch

from components import dashboard_rows as rows
from components.account import Account
from components.burn_rate_alarms import BurnRateAlarms, BurnRateAlarmsArgs
from components.cache_symptoms import CacheWatched, cache_symptoms
from components.dashboard import Row, dashboard_body
from components.database_symptoms import DatabaseWatched, database_symptoms
from components.domain_symptoms import domain_symptoms
from components.edge_policies import CLOUDFRONT_REGION
from components.edge_symptoms import EdgeWatched, edge_symptoms
from components.names import physical_name
from components.service_symptoms import ServiceWatched, service_symptoms
from components.symptom import Symptom
from components.symptom_alarms import SymptomAlarms, SymptomAlarmsArgs, alarm_name


@dataclass(frozen=True, kw_only=True)
class Team:
    """A team, and the topic of its alarms."""

    name: str
    topic_arn: pulumi.Input[str]


@dataclass(frozen=True, kw_only=True)
class ObservabilityArgs:
    """What is watched, the objective, and the team that owns each part."""

    account: Account
    objective: float
    """The share of requests that must not fail, such as 0.999."""
    owner: Team
    """The owner of the service, and of everything without another owner."""
    domains: Mapping[str, Team]
    """The owner of each data domain."""
    metrics_namespace: str
    """The namespace of the application's own metrics."""
    service: ServiceWatched
    database: DatabaseWatched
    """Layer 1 creates its alarms; the dashboard shows them."""
    cache: CacheWatched
    edge: EdgeWatched | None
    """None without an edge. Its alarms are created with it, in CloudFront's region."""


class Observability(pulumi.ComponentResource):
    """Alarms on what users notice and on what is about to run out, and one dashboard for all of it.

    Creates alarms on the service, the cache and each data domain, which notify the owner; alarms on the objective
    (components/burn_rate_alarms.py); and a dashboard with a row for each of them, for the database and for an edge,
    that names its team. Declares the objective, which `footing availability` compares with AWS's service level
    agreements.

    The alarms on the objective are for paging; the others show the cause, or what comes next.
    """

    alarm_names: tuple[str, ...]
    """The names of the alarms on the dashboard, in plain text."""

    def __init__(self, name: str, args: ObservabilityArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("footing:components:Observability", name, None, opts)
        self._name, self._args = name, args
        self._prefix = physical_name()
        objective = BurnRateAlarms(
            f"{name}-objective",
            BurnRateAlarmsArgs(
                objective=args.objective,
                load_balancer_suffix=args.service.load_balancer,
                topic_arn=args.owner.topic_arn,
                team=args.owner.name,
            ),
            pulumi.ResourceOptions(parent=self),
        )
        self.alarm_names = (
            *objective.names,
            *map(alarm_name, self._of_edge()),
            *self._alarms("service", tuple(service_symptoms(args.service)), args.owner),
            *map(alarm_name, database_symptoms(args.database)),
            *self._alarms("sessions", tuple(cache_symptoms(args.cache)), args.owner),
            *(alarm for domain, team in args.domains.items() for alarm in self._of_domain(domain, team)),
        )
        self._dashboard()
        self.register_outputs({"objective": args.objective, "dashboard": self._prefix})

    def _alarms(self, part: str, symptoms: Sequence[Symptom], team: Team) -> tuple[str, ...]:
        return SymptomAlarms(
            f"{self._name}-{part}",
            SymptomAlarmsArgs(symptoms=symptoms, topic_arn=team.topic_arn, team=team.name),
            pulumi.ResourceOptions(parent=self),
        ).names

    def _of_domain(self, domain: str, team: Team) -> tuple[str, ...]:
        args = self._args
        symptoms = domain_symptoms(
            args.metrics_namespace, domain, objective=args.objective, latency_ms=args.service.latency_ms
        )
        return self._alarms(f"domain-{domain}", tuple(symptoms), team)

    def _of_edge(self) -> Iterator[Symptom]:
        """Yield the edge's symptoms if the dashboard can show their alarms, which takes the same region."""
        if self._args.edge and self._args.account.region == CLOUDFRONT_REGION:
            yield from edge_symptoms(self._args.edge)

    def _dashboard(self) -> None:
        account = self._args.account
        body = dashboard_body(
            list(self._rows()),
            region=account.region,
            alarm_arns=[account.arn("cloudwatch", f"alarm:{name}") for name in self.alarm_names],
        )
        cloudwatch.Dashboard(
            self._name,
            dashboard_name=self._prefix,
            dashboard_body=pulumi.Output.json_dumps(body),
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _rows(self) -> Iterator[Row]:
        args, owner = self._args, self._args.owner.name
        if args.edge:
            yield rows.edge_row(args.edge, team=owner)
        yield rows.service_row(args.service, objective=args.objective, team=owner)
        for domain, team in args.domains.items():
            yield rows.domain_row(
                args.metrics_namespace,
                domain,
                objective=args.objective,
                latency_ms=args.service.latency_ms,
                team=team.name,
            )
        yield from rows.database_rows(args.database, team=owner)
        yield rows.cache_row(args.cache, team=owner)
        yield rows.queues_row(self._prefix, team=owner)
