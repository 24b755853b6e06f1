"""What Pulumi offers under several names is judged under each of them."""

from __future__ import annotations

from collections import defaultdict

import pytest

from auditor.terraform.mapping import aws
from policies.rule import Rule
from policies.rules import RULES


def _called_alike() -> dict[str, set[str]]:
    """Return for each type the tokens of the same resource of Terraform, of which `aws_alb` is `aws_lb` once more."""
    tokens: dict[str, set[str]] = defaultdict(set)
    names = {
        token: found.name.replace("aws_alb", "aws_lb", 1) for token in aws().tokens if (found := aws().type_of(token))
    }
    for token, name in names.items():
        tokens[name].add(token)
    return {token: tokens[name] for token, name in names.items()}


ALIKE = _called_alike()


def test_some_resources_have_several_names() -> None:
    assert {"aws:lb/listener:Listener", "aws:alb/listener:Listener"} == ALIKE["aws:lb/listener:Listener"]
    assert {"aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2"} == ALIKE["aws:s3/bucket:Bucket"]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_judges_a_resource_under_all_of_its_names(rule: Rule) -> None:
    assert {other for token in rule.types for other in ALIKE.get(token, {token})} == set(rule.types)
