"""Records of what the network carried and which names it asked for."""

from __future__ import annotations

import json
from dataclasses import dataclass

import pulumi
from pulumi_aws import cloudwatch, ec2, iam, route53

from components.account import Account
from components.delivered_logs import delivery_policy
from components.kept import kept
from components.log_keeping import LogKeeping
from components.names import log_group_name
from components.policy_document import Document, allow, policy, service_trust


@dataclass(frozen=True, kw_only=True)
class NetworkLogsArgs:
    """What is recorded, and how the records are kept."""

    account: Account
    vpc_id: pulumi.Input[str]
    logs: LogKeeping
    boundary_arn: pulumi.Input[str]
    protect: bool


class NetworkLogs(pulumi.ComponentResource):
    """Flow logs of all traffic and DNS query logs of a VPC, each in an encrypted log group.

    Creates the two log groups; a role that only flow logs of this account can take and that can only write to
    theirs (Amazon VPC User Guide, "IAM role for publishing flow logs to CloudWatch Logs"); and a policy on the other
    that admits only log deliveries of this account (CloudWatch Logs User Guide, "Enable logging from AWS services").
    The log groups' names are chosen here, so that both policies are known, and judged, before anything is deployed.
    """

    flows: cloudwatch.LogGroup
    queries: cloudwatch.LogGroup

    def __init__(self, name: str, args: NetworkLogsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("footing:components:NetworkLogs", name, None, opts)
        self._name, self._args = name, args
        self.flows = self._log_group("flows")
        self.queries = self._log_group("queries")
        self._record_flows()
        self._record_queries()
        self.register_outputs({"flows": self.flows.arn, "queries": self.queries.arn})

    def _streams(self, records: str) -> str:
        return self._args.account.arn("logs", f"log-group:{_group_name(records)}:*")

    def _log_group(self, records: str) -> cloudwatch.LogGroup:
        args = self._args
        return cloudwatch.LogGroup(
            f"{self._name}-{records}", args.logs.group(_group_name(records)), kept(self, protect=args.protect)
        )

    def _record_flows(self) -> None:
        opts = pulumi.ResourceOptions(parent=self)
        role = iam.Role(
            f"{self._name}-flows",
            description="Lets flow logs of this account write to their log group",
            assume_role_policy=json.dumps(_trust(self._args.account)),
            permissions_boundary=self._args.boundary_arn,
            opts=opts,
        )
        permission = iam.RolePolicy(
            f"{self._name}-flows", role=role.name, policy=json.dumps(_delivery(self._streams("flows"))), opts=opts
        )
        ec2.FlowLog(
            f"{self._name}-flows",
            vpc_id=self._args.vpc_id,
            traffic_type="ALL",
            log_destination_type="cloud-watch-logs",
            log_destination=self.flows.arn,
            iam_role_arn=role.arn,
            tags={"Name": "flows"},
            opts=pulumi.ResourceOptions(parent=self, depends_on=[permission]),
        )

    def _record_queries(self) -> None:
        admission = cloudwatch.LogResourcePolicy(
            f"{self._name}-queries",
            resource_arn=self.queries.arn,
            policy_document=json.dumps(delivery_policy(self._args.account, _group_name("queries"))),
            opts=pulumi.ResourceOptions(parent=self),
        )
        config = route53.ResolverQueryLogConfig(
            f"{self._name}-queries",
            destination_arn=self.queries.arn,
            opts=pulumi.ResourceOptions(parent=self, depends_on=[admission]),
        )
        route53.ResolverQueryLogConfigAssociation(
            f"{self._name}-queries",
            resolver_query_log_config_id=config.id,
            resource_id=self._args.vpc_id,
            opts=pulumi.ResourceOptions(parent=self),
        )


def _group_name(records: str) -> str:
    return log_group_name("network", records)


def _trust(account: Account) -> Document:
    return service_trust("vpc-flow-logs.amazonaws.com", account, ArnLike=account.arn("ec2", "vpc-flow-log/*"))


def _delivery(streams: str) -> Document:
    """Without `logs:CreateLogGroup`: the log group is there, and one made on the way would not be encrypted."""
    actions = ["logs:CreateLogStream", "logs:DescribeLogGroups", "logs:DescribeLogStreams", "logs:PutLogEvents"]
    return policy(allow("WriteToTheirLogGroup", actions, streams))
