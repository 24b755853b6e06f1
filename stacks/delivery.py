"""Layer 2, for stacks whose settings have `delivery`: the application, its scaling, releases and monitoring."""

from __future__ import annotations

import pulumi

from components.image import Image, ImageArgs
from components.registry import Registry, RegistryArgs
from components.scaling import Scaling, ScalingArgs
from components.service import Service, ServiceArgs
from components.sessions import Sessions, SessionsArgs
from stacks.application import DeliverySettings
from stacks.baseline import Baseline
from stacks.entrance import entrance
from stacks.places import pipeline_owner, readers, repositories
from stacks.release import release
from stacks.settings import Settings
from stacks.variables import Variable
from stacks.watch import metrics_namespace, watch, watched_service

APPLICATION = "app"
"""The folder of the application, relative to the project's, in which Pulumi runs the program."""


class Delivery(pulumi.ComponentResource):
    """An application behind TLS and a firewall, scaled by load, released by one pipeline, and monitored.

    Declares as its properties which stack holds the pipeline, and whether plain HTTP between zones is allowed. The rule
    that opens this layer checks the baseline (policies/rules/layers.py).
    """

    def __init__(
        self,
        name: str,
        settings: Settings,
        delivery: DeliverySettings,
        baseline: Baseline,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        declared = {
            "pipelineOwner": pipeline_owner(delivery),
            "plainBetweenZones": delivery.plain_between_zones,
        }
        opts = pulumi.ResourceOptions.merge(pulumi.ResourceOptions(providers=[baseline.provider]), opts)
        super().__init__("footing:stacks:Delivery", name, declared, opts)
        self._settings, self._delivery, self._baseline = settings, delivery, baseline
        self._below = pulumi.ResourceOptions(parent=self)
        self._plan = delivery.capacity.plan(
            zones=settings.network.zone_count,
            within_seconds=delivery.objective.latency_ms / 1000,
            objective=delivery.objective.availability,
        )
        self.registry = self._registry() if delivery.build_image or delivery.pipeline else None
        self.load_balancer, self.edge = entrance(settings, delivery, baseline, self._below)
        self.sessions = self._sessions()
        self.service = self._service()
        self._scaling()
        self._watch()
        release(settings, delivery, baseline, self.registry, self.service, self._below)
        self.register_outputs(declared)

    def _registry(self) -> Registry:
        return Registry(
            "registry",
            RegistryArgs(
                account=self._baseline.account,
                readers=readers(self._delivery, self._baseline.account),
                team=self._settings.owner.team,
                protect=self._settings.safety.protect,
            ),
            self._below,
        )

    def _sessions(self) -> Sessions:
        sessions, network = self._delivery.sessions, self._baseline.network
        return Sessions(
            "sessions",
            SessionsArgs(
                account=self._baseline.account,
                vpc_id=network.vpc.id,
                subnet_ids=[subnet.id for subnet in network.isolated_subnets.values()],
                application_group=network.groups.application,
                mode=sessions.mode,
                node_type=sessions.node_type,
                replicas=sessions.replicas,
                logs=self._baseline.logs,
                snapshot_retention_days=sessions.snapshot_retention_days,
                team=self._settings.owner.team,
                protect=self._settings.safety.protect,
            ),
            self._below,
        )

    def _service(self) -> Service:
        settings, delivery, baseline = self._settings, self._delivery, self._baseline
        network = baseline.network
        return Service(
            "app",
            ServiceArgs(
                account=baseline.account,
                image=self._image(),
                repository_arns=repositories(delivery, baseline.account),
                architecture=delivery.task.architecture,
                cpu=delivery.task.cpu,
                memory_mib=delivery.task.memory_mib,
                environment=dict(self._environment().items()),  # for mypy: the key type of a Mapping is invariant
                secrets=delivery.secrets,
                secrets_key_arn=baseline.encryption.secrets.arn,
                connect_arns=self.sessions.connect_arns,
                subnet_ids=[subnet.id for subnet in network.private_subnets.values()],
                security_group_id=network.groups.application.id,
                load_balancer=self.load_balancer,
                boundary_arn=baseline.identity.boundary_arn,
                logs=baseline.logs,
                minimum_tasks=self._plan.minimum,
                port=network.application_port,
                team=settings.owner.team,
                bake_minutes=delivery.bake_minutes,
                latency_ms=delivery.objective.latency_ms,
                apm=delivery.apm,
                collector_image=delivery.collector_image,
                topic_arn=baseline.notifications.topic.arn,
                waits=delivery.build_image,
                protect=settings.safety.protect,
            ),
            self._below,
        )

    def _environment(self) -> dict[Variable, pulumi.Input[str]]:
        """Return the environment variables that configure the application."""
        network, database = self._baseline.network, self._baseline.database
        return {
            "PORT": str(network.application_port),
            "ENVIRONMENT": self._settings.environment,
            "AWS_REGION": self._baseline.account.region,
            "METRICS_NAMESPACE": metrics_namespace(),
            "SESSIONS_HOST": self.sessions.host,
            "SESSIONS_PORT": str(self.sessions.port),
            "SESSIONS_USER": self.sessions.user_name,
            "SESSIONS_CACHE_NAME": self.sessions.cache_name,
            "DATABASE_HOST": database.address,
            "DATABASE_PORT": database.port.apply(str),
        }

    def _image(self) -> pulumi.Input[str]:
        """Return the image of the first deployment: the settings', or one that is built here."""
        if self._delivery.image:
            return self._delivery.image
        if not self.registry:  # for mypy: without an image the settings require `build_image`, which creates it
            raise ValueError("an image that is built here needs a registry here")
        image = Image(
            "app",
            ImageArgs(
                repository_url=self.registry.url,
                context=APPLICATION,
                architecture=self._delivery.task.architecture,
            ),
            self._below,
        )
        return image.uri

    def _scaling(self) -> Scaling:
        balancer = self.load_balancer
        return Scaling(
            "scaling",
            ScalingArgs(
                cluster_name=self.service.cluster_name,
                service_name=self.service.service_name,
                capacity=self._plan,
                load_balancer_suffix=balancer.arn_suffix,
                target_group_suffixes=balancer.target_group_suffixes,
                after=[self.service],
            ),
            self._below,
        )

    def _watch(self) -> None:
        watched = watched_service(self._delivery, self.load_balancer, self.service, self._plan)
        edge = self.edge.watched if self.edge else None
        watch(self._settings, self._delivery, self._baseline, watched, self.sessions, edge, self._below)
