"""The load balancer: terminates TLS, and forwards to one of two versions of the application."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi_aws import lb, vpc

from components.bucket_policies import LOAD_BALANCERS_PREFIX
from components.security_groups import HTTP, HTTPS

TEST_PORT = 8443
"""The port of the test listener, which serves the next release within the VPC."""
SECURITY_POLICY = "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09"
"""TLS 1.2 and 1.3 with forward secrecy, authenticated encryption and hybrid post-quantum key exchange: what AWS
recommends (User Guide for Application Load Balancers, "Security policies for your Application Load Balancer"). The
default policy accepts TLS 1.0."""
ONE_YEAR = "max-age=31536000"
DEREGISTRATION_SECONDS = 60
"""Seconds for which a deregistered task may finish requests: the idle timeout of connections."""
HEALTH_PATH = "/ready"
CHECK_SECONDS = 15
CHECK_TIMEOUT_SECONDS = 5
"""Seconds that a health check waits for its response."""
ANY_PATH: dict[str, Any] = {"path_pattern": {"values": ["/*"]}}


@dataclass(frozen=True, kw_only=True)
class LoadBalancerArgs:
    """The load balancer's network, clients, targets and logs."""

    vpc_id: pulumi.Input[str]
    vpc_cidr: str
    """The addresses that may reach the test listener."""
    subnet_ids: Sequence[pulumi.Input[str]]
    """In at least two zones: of the public tier if `public`, otherwise of the private tier."""
    security_group_id: pulumi.Input[str]
    certificate_arn: pulumi.Input[str]
    access_logs_bucket: pulumi.Input[str]
    after: Sequence[pulumi.Resource]
    """Resources to create first, such as that bucket's policy: AWS tests whether it may write. `depends_on` of the
    component would not do, since Pulumi does not pass it on to the component's children."""
    port: int
    """The port of the application."""
    public: bool
    protect: bool
    deletion_protection: bool
    domain: str | None
    """If set, requests for any other host name are rejected."""
    cross_zone: bool
    """Whether a zone's nodes send to tasks of all zones: off where policy forbids plain HTTP between zones."""


class LoadBalancer(pulumi.ComponentResource):
    """An Application Load Balancer that accepts only TLS, and has two versions of one application.

    Creates the load balancer; target groups blue and green; a listener on 80 that redirects to 443; the listener on
    443, whose production rule forwards to one of the two groups and whose default answers 404; and a listener on 8443
    with a test rule, open to the VPC only. Ambiguous requests, which could smuggle another request, are rejected, and
    headers with invalid names are dropped. Requests, connections and health checks are logged.

    ECS changes the weights of both rules at each deployment (Amazon ECS Developer Guide, "Application Load Balancer
    resources for blue/green, linear, and canary deployments"), so changes of their actions are ignored after creation.

    TLS ends here: requests reach the tasks within the VPC in plain HTTP, through security groups that admit only this
    load balancer. According to AWS, traffic within a VPC can be neither spoofed nor read by others (Well-Architected
    Framework, SEC09-BP02).

    The name of a public load balancer resolves to its public addresses within the VPC too. To test a version before its
    release, connect to a private address of one of its network interfaces.
    """

    balancer: lb.LoadBalancer
    blue: lb.TargetGroup
    green: lb.TargetGroup
    listener: lb.Listener
    production_rule: lb.ListenerRule
    test_rule: lb.ListenerRule
    arn_suffix: pulumi.Output[str]
    """Its dimension in CloudWatch metrics."""
    target_group_suffixes: Mapping[str, pulumi.Output[str]]
    """The dimension of each target group in CloudWatch metrics, by colour."""

    def __init__(self, name: str, args: LoadBalancerArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("footing:components:LoadBalancer", name, None, opts)
        self._name, self._args = name, args
        self._opts = pulumi.ResourceOptions(parent=self)
        self.balancer = self._balancer()
        self.arn_suffix = self.balancer.arn_suffix
        self.blue, self.green = self._targets("blue"), self._targets("green")
        self.target_group_suffixes = {"blue": self.blue.arn_suffix, "green": self.green.arn_suffix}
        self._redirect()
        self.listener = self._listener("https", HTTPS)
        self.production_rule = self._rule("production", self.listener, self._asked_for())
        self.test_rule = self._rule("test", self._listener("test", TEST_PORT), ANY_PATH)
        self._admit_testers()
        self.register_outputs({"arn": self.balancer.arn, "dns_name": self.balancer.dns_name})

    def _balancer(self) -> lb.LoadBalancer:
        args = self._args
        logs: Any = {"bucket": args.access_logs_bucket, "prefix": LOAD_BALANCERS_PREFIX, "enabled": True}
        return lb.LoadBalancer(
            self._name,
            load_balancer_type="application",
            internal=not args.public,
            subnets=args.subnet_ids,
            security_groups=[args.security_group_id],
            drop_invalid_header_fields=True,
            desync_mitigation_mode="strictest",
            enable_waf_fail_open=False,
            enable_deletion_protection=args.deletion_protection,
            enable_cross_zone_load_balancing=True,
            enable_zonal_shift=True,  # so that an impaired zone can be shifted away by hand, at no cost
            access_logs=logs,
            connection_logs=logs,
            health_check_logs=logs,
            opts=pulumi.ResourceOptions(parent=self, protect=args.protect, depends_on=[*args.after]),
        )

    def _targets(self, color: str) -> lb.TargetGroup:
        args = self._args
        return lb.TargetGroup(
            f"{self._name}-{color}",
            vpc_id=args.vpc_id,
            target_type="ip",
            protocol="HTTP",
            port=args.port,
            deregistration_delay=DEREGISTRATION_SECONDS,
            load_balancing_cross_zone_enabled=str(args.cross_zone).lower(),
            stickiness={"type": "lb_cookie", "enabled": False},
            health_check={
                "path": HEALTH_PATH,
                "protocol": "HTTP",
                "matcher": "200",
                "interval": CHECK_SECONDS,
                "timeout": CHECK_TIMEOUT_SECONDS,
                "healthy_threshold": 2,
                "unhealthy_threshold": 3,
            },
            opts=self._opts,
        )

    def _redirect(self) -> None:
        lb.Listener(
            f"{self._name}-http",
            load_balancer_arn=self.balancer.arn,
            protocol="HTTP",
            port=HTTP,
            default_actions=[
                {
                    "type": "redirect",
                    "redirect": {"protocol": "HTTPS", "port": str(HTTPS), "status_code": "HTTP_301"},
                }
            ],
            opts=self._opts,
        )

    def _listener(self, role: str, port: int) -> lb.Listener:
        return lb.Listener(
            f"{self._name}-{role}",
            load_balancer_arn=self.balancer.arn,
            protocol="HTTPS",
            port=port,
            ssl_policy=SECURITY_POLICY,
            certificate_arn=self._args.certificate_arn,
            routing_http_response_strict_transport_security_header_value=ONE_YEAR,
            routing_http_response_x_content_type_options_header_value="nosniff",
            routing_http_response_server_enabled=False,
            default_actions=[
                {
                    "type": "fixed-response",
                    "fixed_response": {
                        "status_code": "404",
                        "content_type": "text/plain",
                        "message_body": "Not found",
                    },
                }
            ],
            opts=self._opts,
        )

    def _asked_for(self) -> dict[str, Any]:
        domain = self._args.domain
        return ANY_PATH if domain is None else {"host_header": {"values": [domain]}}

    def _rule(self, role: str, listener: lb.Listener, condition: dict[str, Any]) -> lb.ListenerRule:
        weights = ((self.blue, 100), (self.green, 0))
        groups = [{"arn": group.arn, "weight": weight} for group, weight in weights]
        actions: Any = [{"type": "forward", "forward": {"target_groups": groups}}]
        conditions: Any = [condition]
        return lb.ListenerRule(
            f"{self._name}-{role}",
            listener_arn=listener.arn,
            priority=100,
            conditions=conditions,
            actions=actions,
            opts=pulumi.ResourceOptions(parent=self, ignore_changes=["actions"]),
        )

    def _admit_testers(self) -> None:
        vpc.SecurityGroupIngressRule(
            f"{self._name}-test",
            security_group_id=self._args.security_group_id,
            description="From within the VPC to the version that is about to be released",
            cidr_ipv4=self._args.vpc_cidr,
            ip_protocol="tcp",
            from_port=TEST_PORT,
            to_port=TEST_PORT,
            opts=self._opts,
        )
