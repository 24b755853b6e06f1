"""Rules for how a VPC reaches AWS services."""

from __future__ import annotations

from policies.documents import Statement, confined, statements
from policies.joined import DEFAULT_VPC, VPC, joined
from policies.rule import NotApplicable, Severity, Verdict, first_problem, resource_rule, stack_rule
from policies.view import Resource, Stack

ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint"
ENDPOINT_POLICY = "aws:ec2/vpcEndpointPolicy:VpcEndpointPolicy"
NOT_AWS = "com.amazonaws.vpce."
"""How the names of services begin that other customers of AWS offer."""


@stack_rule(
    VPC,
    DEFAULT_VPC,
    severity=Severity.LOW,
    fix="Create an `aws.ec2.VpcEndpoint` of type Gateway for S3 in the VPC; it is free of charge.",
    url="https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-s3.html",
)
def vpc_reaches_s3_privately(vpc: Resource, stack: Stack) -> Verdict:
    """A VPC has an endpoint for S3, so that bulk data does not cross the internet."""

    def found(endpoint: Resource) -> str | None:
        return endpoint.name if endpoint.get("serviceName", "").endswith(".s3") else None

    return None if first_problem(found, joined(stack, vpc, ENDPOINT, "vpcId")) else "it has no endpoint for S3"


@stack_rule(
    ENDPOINT,
    ENDPOINT_POLICY,
    severity=Severity.MEDIUM,
    fix="Give the endpoint a `policy` whose statements have a condition on `aws:PrincipalAccount` or name resources.",
    url="https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html",
)
def vpc_endpoint_policy_confined(endpoint: Resource, stack: Stack) -> Verdict:
    """An endpoint lets through only principals of a known account, or only what concerns named resources."""
    if endpoint.type == ENDPOINT_POLICY and any(each.made for each in endpoint.refers_to("vpcEndpointId")):
        return NotApplicable("it is judged with its endpoint")
    if reason := _not_judged(endpoint):
        return NotApplicable(reason)
    holders = [endpoint] if endpoint.has("policy") else joined(stack, endpoint, ENDPOINT_POLICY, "vpcEndpointId")
    if not any(holder.has("policy") for holder in holders):
        return "it has no policy: AWS's default one lets everybody through to everything"

    def problem(statement: Statement) -> str | None:
        if statement.is_deny or confined(statement) or _names_resources(statement):
            return None
        return f"statement {statement.name} lets everybody through, to anybody's resources"

    documents = [holder.document("policy") for holder in holders]
    return first_problem(problem, [statement for document in documents for statement in statements(document)])


@resource_rule(
    ENDPOINT,
    severity=Severity.LOW,
    fix="Set `private_dns_enabled=True`, so that the service's usual name leads to the endpoint.",
    url="https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-access-aws-services.html",
)
def vpc_endpoint_answers_by_name(endpoint: Resource) -> Verdict:
    """An interface endpoint of an AWS service answers under the service's own name."""
    if endpoint.get("vpcEndpointType", "Gateway") != "Interface":
        return NotApplicable("it is not an interface endpoint")
    if reason := _not_judged(endpoint):
        return NotApplicable(reason)
    return None if endpoint.get("privateDnsEnabled", False) else "private DNS is off: calls to the service go past it"


def _not_judged(endpoint: Resource) -> str | None:
    if endpoint.get("vpcEndpointType", "Gateway") not in ("Gateway", "Interface"):
        return "its type takes no policy"
    return "its service is not AWS's own" if endpoint.get("serviceName", "").startswith(NOT_AWS) else None


def _names_resources(statement: Statement) -> bool:
    """Tell whether every resource of a statement is named: an ARN whose last part does not begin with a wildcard."""
    return bool(statement.resources) and not any(
        resource.split(":", 5)[-1].startswith("*") for resource in statement.resources
    )
