"""The web application firewall, which blocks requests before they reach the application."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import pulumi
from pulumi_aws import wafv2

from components.account import Account
from components.delivered_logs import DeliveredLogs, DeliveredLogsArgs
from components.log_keeping import LogKeeping
from components.names import physical_name
from components.web_firewall_rules import Counted, firewall_rules, protected_fields, redacted_fields, visibility


@dataclass(frozen=True, kw_only=True)
class WebFirewallArgs:
    """What is protected, how strictly, and how logs are retained."""

    account: Account
    """Its region is the firewall's: for a distribution, CloudFront's."""
    protected_arn: pulumi.Input[str] | None = None
    """The ARN of the load balancer. None for a distribution, which refers to the firewall itself."""
    rate_limit: int
    """Requests that one address may make within five minutes: at least 10."""
    counted: Counted
    """See the class."""
    logs: LogKeeping
    protect: bool
    scope: Literal["REGIONAL", "CLOUDFRONT"] = "REGIONAL"


class WebFirewall(pulumi.ComponentResource):
    """A web ACL with AWS's managed rules, a rate limit for each IP address, and a log.

    Creates the web ACL (components/web_firewall_rules.py); its association with the load balancer; an encrypted log
    group (components/delivered_logs.py), under a name that AWS WAF requires (AWS WAF Developer Guide, "Sending web ACL
    traffic logs to a CloudWatch Logs log group"); and logging, without credentials and query strings. Paths are logged:
    an application must not put health information into them.

    AWS WAF inspects the first 8 KB of a body behind a load balancer, and 16 KB behind CloudFront. The common rules
    therefore block every body above 8 KB. For an application that takes larger ones, `counted` names
    `SizeRestrictions_BODY` of `AWSManagedRulesCommonRuleSet`: the application must then check bodies itself. Files are
    better uploaded to S3 directly. AWS WAF silently ignores a name that the group does not have (AWS WAF API Reference,
    `RuleActionOverride`).
    """

    acl: wafv2.WebAcl
    acl_name: str
    """Its name, and the name of its metrics."""

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
