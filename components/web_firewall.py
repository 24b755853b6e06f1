"""The web application firewall: which requests are turned away before they reach the application."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import pulumi
from pulumi_aws import wafv2

from components.account import Account
from components.delivered_logs import DeliveredLogs, DeliveredLogsArgs
from components.log_keeping import LogKeeping
from components.names import physical_name
from components.web_firewall_rules import firewall_rules, protected_fields, redacted_fields, visibility


@dataclass(frozen=True, kw_only=True)
class WebFirewallArgs:
    """What is protected, how strictly, and how the record of it is kept."""

    account: Account
    """Its region is that of the firewall: for a distribution, that of CloudFront."""
    protected_arn: pulumi.Input[str] | None = None
    """The load balancer. None for a distribution, which names the firewall itself."""
    rate_limit: int
    """Requests that one address may make within five minutes: at least 10."""
    logs: LogKeeping
    protect: bool
    scope: Literal["REGIONAL", "CLOUDFRONT"] = "REGIONAL"
    counted: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Rules that only count, by the managed group that holds them: see the class."""


class WebFirewall(pulumi.ComponentResource):
    """A web ACL with AWS's managed rules and a rate limit for each address, and the log of what it saw.

    Creates the web ACL (components/web_firewall_rules.py); its association with the load balancer; an encrypted log
    group (components/delivered_logs.py), under a name that AWS WAF asks for (AWS WAF Developer Guide, "Sending web ACL
    traffic logs to a CloudWatch Logs log group"); and logging, without credentials and query strings. Paths are kept:
    an application must not put health information into one.

    AWS WAF looks at the first 8 KB of a body behind a load balancer, and 16 KB behind CloudFront. The common rules
    therefore turn away every body above 8 KB. An application that takes larger ones counts `SizeRestrictions_BODY` of
    `AWSManagedRulesCommonRuleSet`, and then checks bodies itself; better, it has files uploaded to S3 directly.
    """

    acl: wafv2.WebAcl
    acl_name: str
    """Its name, which is that of its metrics too."""

    def __init__(self, name: str, args: WebFirewallArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("footing:components:WebFirewall", name, None, opts)
        self._name, self._args = name, args
        self._opts = pulumi.ResourceOptions(parent=self)
        self.acl_name = physical_name(name)
        rules: Any = firewall_rules(self.acl_name, args.rate_limit, args.counted)
        protections: Any = {"data_protections": protected_fields()}
        overall: Any = visibility(self.acl_name)
        self.acl = wafv2.WebAcl(
            name,
            name=self.acl_name,
            description="Turns attacks away before they reach the application",
            scope=args.scope,
            default_action={"allow": {}},
            rules=rules,
            data_protection_config=protections,
            visibility_config=overall,
            opts=self._opts,
        )
        if args.protected_arn is not None:
            wafv2.WebAclAssociation(name, resource_arn=args.protected_arn, web_acl_arn=self.acl.arn, opts=self._opts)
        self._log()
        self.register_outputs({"acl": self.acl.arn})

    def _log(self) -> None:
        args = self._args
        logs = DeliveredLogs(
            self._name,
            DeliveredLogsArgs(
                account=args.account,
                log_group=f"aws-waf-logs-{self.acl_name}",
                logs=args.logs,
                protect=args.protect,
            ),
            self._opts,
        )
        redacted: Any = redacted_fields()
        wafv2.WebAclLoggingConfiguration(
            self._name,
            resource_arn=self.acl.arn,
            log_destination_configs=[logs.group.arn],
            redacted_fields=redacted,
            opts=pulumi.ResourceOptions(parent=self, depends_on=[logs]),
        )
