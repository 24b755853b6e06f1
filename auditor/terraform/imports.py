"""Import blocks: how Terraform takes over what Pulumi has deployed.

Pulumi's AWS provider is made of Terraform's, so that the id in a state is the one that Terraform imports by, but for
the types here: their id is made up for the state, and they are imported by what the documentation of each says, put
together from their attributes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from auditor.graph import Resource, Secret
from auditor.terraform.blocks import Block, Name
from auditor.terraform.mapping import Type

IDS = {
    "aws_api_gateway_resource": "{restApi}/{id}",
    "aws_api_gateway_deployment": "{restApi}/{id}",
    "aws_api_gateway_integration": "{restApi}/{resourceId}/{httpMethod}",
    "aws_api_gateway_method": "{restApi}/{resourceId}/{httpMethod}",
    "aws_api_gateway_stage": "{restApi}/{stageName}",
    "aws_apigatewayv2_integration": "{apiId}/{id}",
    "aws_apigatewayv2_route": "{apiId}/{id}",
    "aws_apigatewayv2_stage": "{apiId}/{name}",
    "aws_appautoscaling_policy": "{serviceNamespace}/{resourceId}/{scalableDimension}/{name}",
    "aws_appautoscaling_target": "{serviceNamespace}/{resourceId}/{scalableDimension}",
    "aws_backup_selection": "{planId}|{id}",
    "aws_cloudwatch_event_target": "{eventBusName}/{rule}/{targetId}",
    "aws_cloudwatch_log_metric_filter": "{logGroupName}:{name}",
    "aws_cloudwatch_log_subscription_filter": "{logGroup}|{name}",
    "aws_ecs_service": "{cluster}/{name}",
    "aws_iam_group_policy_attachment": "{group}/{policyArn}",
    "aws_iam_role_policy_attachment": "{role}/{policyArn}",
    "aws_iam_user_policy_attachment": "{user}/{policyArn}",
    "aws_lambda_permission": "{function}/{statementId}",
    "aws_route": "{routeTableId}_{destination}",
    "aws_route_table_association": "{subnetId}/{routeTableId}",
    "aws_s3_object": "{bucket}/{key}",
}
_DESTINATIONS = ("destinationCidrBlock", "destinationIpv6CidrBlock", "destinationPrefixListId")
_LAST = {"cluster": re.compile(r".*cluster/"), "function": re.compile(r".*:function:")}
"""Parts that may be ARNs, of which the id wants the end."""
NEVER = ("aws_lb_target_group_attachment", "aws_autoscaling_attachment")
"""Types of which the documentation shows no import."""


def import_block(resource: Resource, type_: Type, address: str) -> Block | None:
    """Return the block by which a resource that exists is taken over; None if it does not, or if it cannot be."""
    wanted = import_id(resource, type_)
    return Block("import", (), {"to": Name(address), "id": wanted}) if wanted else None


def import_id(resource: Resource, type_: Type) -> str | None:
    """Return the id by which Terraform imports a resource, or None if that cannot be told."""
    own = resource.id or resource.options.import_id
    if type_.name not in IDS or resource.id is None:
        return None if type_.name in NEVER else own
    values: dict[str, Any] = {**resource.inputs, **resource.outputs, "id": own}
    values["destination"] = next((values[key] for key in _DESTINATIONS if values.get(key)), None)
    values.setdefault("eventBusName", "default")
    parts = {key: _part(key, values) for key in re.findall(r"{(\w+)}", IDS[type_.name])}
    return IDS[type_.name].format(**parts) if all(parts.values()) else None


def _part(key: str, values: Mapping[str, Any]) -> str | None:
    value = values.get(key)
    if not isinstance(value, str) or isinstance(value, Secret):
        return None
    return _LAST[key].sub("", value) if key in _LAST else value
