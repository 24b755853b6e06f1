"""Rules for who answers for what a stack makes."""

from __future__ import annotations

from collections.abc import Mapping

from policies.load_balancers import BALANCERS, CLASSIC
from policies.rule import Severity, Verdict, first_problem, resource_rule, stack_rule
from policies.view import Resource, Stack, UnknownValue

PROVIDER = "pulumi:providers:aws"
OWNER = "Owner"
PARTS = (
    "aws:apigatewayv2/api:Api",
    "aws:cloudfront/distribution:Distribution",
    "aws:codebuild/project:Project",
    "aws:codepipeline/pipeline:Pipeline",
    "aws:dynamodb/table:Table",
    "aws:ecr/repository:Repository",
    "aws:ecs/cluster:Cluster",
    "aws:ecs/service:Service",
    "aws:ecs/taskDefinition:TaskDefinition",
    "aws:elasticache/cluster:Cluster",
    "aws:elasticache/replicationGroup:ReplicationGroup",
    "aws:elasticache/serverlessCache:ServerlessCache",
    "aws:lambda/function:Function",
    *BALANCERS,
    CLASSIC,
    "aws:rds/cluster:Cluster",
    "aws:rds/instance:Instance",
    "aws:sfn/stateMachine:StateMachine",
)
"""What is deployed, breaks and is repaired as a part of its own."""
OWNER_TAGS = ("Owner", "Contact", "Environment")


@resource_rule(
    PROVIDER,
    severity=Severity.MEDIUM,
    fix="Give the provider `default_tags` with Owner, Contact and Environment, which all of its resources inherit.",
    url="https://docs.aws.amazon.com/whitepapers/latest/tagging-best-practices/tagging-best-practices.html",
)
def provider_tags_owner(provider: Resource) -> Verdict:
    """Every resource carries tags that name its owner, whom to write to, and its environment."""
    if not provider.has("defaultTags"):
        return "the provider gives its resources no default tags"
    tags = provider.document("defaultTags").get("tags") or {}
    if not isinstance(tags, Mapping):
        raise UnknownValue("defaultTags.tags", "is not an object")
    missing = [name for name in OWNER_TAGS if not tags.get(name)]
    return f"the provider's default tags lack {', '.join(missing)}" if missing else None


@stack_rule(
    *PARTS,
    severity=Severity.MEDIUM,
    fix="Tag it with `Owner`, the team that answers for it, or give its provider `default_tags` that do.",
    url="https://docs.aws.amazon.com/whitepapers/latest/tagging-best-practices/tagging-best-practices.html",
)
def part_has_owner(part: Resource, stack: Stack) -> Verdict:
    """Each part that is deployed names the team that answers for it, by a tag of its own or of its provider."""
    own = part.get("tags", key=OWNER) if part.has("tags") else None
    if own is not None:
        return None if own else "its tag Owner is empty"
    providers = stack.of(PROVIDER)
    if not providers:
        return "nobody is named: it has no tag Owner, and no provider gives it one"
    return first_problem(_names_nobody, providers)


def _names_nobody(provider: Resource) -> str | None:
    """Return why a provider, which may be the part's, names no owner."""
    tags = provider.document("defaultTags").get("tags") if provider.has("defaultTags") else None
    named = isinstance(tags, Mapping) and tags.get(OWNER)
    return None if named else f"nobody is named: it has no tag Owner, and provider {provider.name} gives it none"
