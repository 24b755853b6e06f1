"""Rules for who answers for what a stack makes."""

from __future__ import annotations

from collections.abc import Mapping

from policies.rule import Severity, Verdict, resource_rule
from policies.view import Resource, UnknownValue

PROVIDER = "pulumi:providers:aws"
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
