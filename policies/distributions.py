"""Distributions of CloudFront, and what they do with which paths."""

from __future__ import annotations

from policies.view import Item, Resource

DISTRIBUTION = "aws:cloudfront/distribution:Distribution"
BEHAVIORS = ("defaultCacheBehavior", "orderedCacheBehaviors")
GUIDE = "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide"


def behaviors(distribution: Resource) -> list[Item]:
    """Return the cache behaviors of a distribution, the default one first."""
    return [behavior for name in BEHAVIORS for behavior in distribution.items(name)]


def path_of(behavior: Item) -> str:
    """Return for which paths a behavior is, in words."""
    return str(behavior.get("pathPattern", "")) or "the default behavior"
