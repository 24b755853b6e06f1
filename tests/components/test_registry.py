from __future__ import annotations

import json
from functools import partial
from typing import Any

import pulumi
import pytest

from auditor.graph import Reference, Resource, ResourceGraph
from auditor.judges.view import view
from components.account import Account
from components.registry import Registry, RegistryArgs
from components.repository_policies import PULL
from policies.rule import Rule, Status
from policies.rules import encryption, registry
from tests.conftest import Record
from tests.property_names import problems

ACCOUNT = Account(id="111122223333", partition="aws-us-gov", region="us-gov-west-1", dns_suffix="amazonaws.com")
READERS = ("222233334444", "333344445555")
OF_THE_ACCOUNT = (registry.repository_scanned, registry.registry_scans_continuously)
RULES = [
    rule
    for module in (registry, encryption)
    for rule in vars(module).values()
    if isinstance(rule, Rule) and rule not in OF_THE_ACCOUNT
]


def declare(**changes: Any) -> None:
    given = {"account": ACCOUNT, "readers": READERS, "team": "Platform", "protect": True}
    made = Registry("registry", RegistryArgs(**{**given, **changes}))
    pulumi.export("told", {"name": made.name, "arn": made.arn, "url": made.url})
    pulumi.export("accountOwner", "test")


@pytest.fixture
def graph(recorded: Record) -> ResourceGraph:
    return recorded(declare)


def one(graph: ResourceGraph, type_: str) -> Resource:
    (found,) = [resource for resource in graph if resource.type == type_]
    return found


def document(resource: Resource) -> dict[str, Any]:
    text = resource.inputs["policy"]
    assert isinstance(text, str)
    read: dict[str, Any] = json.loads(text)
    return read


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_is_content(rule: Rule, graph: ResourceGraph) -> None:
    bad = (Status.FAIL, Status.UNKNOWN)
    # The account's own default encryption of volumes is of another component.
    outcomes = [each for each in rule.judge(view(graph)) if each.rule.id != "account-encrypts-volumes-by-default"]
    assert [(each.resource.name, each.reason) for each in outcomes if each.status in bad] == []


def test_the_rules_of_repositories_have_something_to_judge(graph: ResourceGraph) -> None:
    judged = [rule for rule in RULES if rule.types[0] in (registry.REPOSITORY, registry.REPOSITORY_POLICY)]
    passed = {rule.id for rule in judged for outcome in rule.judge(view(graph)) if outcome.status is Status.PASS}
    assert passed == {rule.id for rule in judged}


def test_every_property_is_one_that_the_provider_takes(graph: ResourceGraph) -> None:
    assert [problem for resource in graph if resource.custom for problem in problems(resource)] == []


def test_its_name_and_arn_are_known_before_it_is_made(graph: ResourceGraph) -> None:
    repository = one(graph, registry.REPOSITORY)
    told = one(graph, "pulumi:pulumi:Stack").outputs["told"]
    assert told == {
        "name": repository.inputs["name"],
        "arn": "arn:aws-us-gov:ecr:us-gov-west-1:111122223333:repository/footing-test-app",
        "url": Reference(repository.urn, "repositoryUrl"),
    }


def test_it_says_whose_it_is(graph: ResourceGraph) -> None:
    assert one(graph, registry.REPOSITORY).inputs["tags"] == {"Owner": "Platform", "Part": "app"}


def test_other_accounts_pull_and_do_no_more(graph: ResourceGraph) -> None:
    (statement,) = document(one(graph, registry.REPOSITORY_POLICY))["Statement"]
    assert statement["Principal"] == {"AWS": [f"arn:aws-us-gov:iam::{reader}:root" for reader in READERS]}
    assert statement["Action"] == list(PULL)


@pytest.mark.parametrize("readers", [(), (ACCOUNT.id,)])
def test_without_other_readers_nobody_else_is_let_in(recorded: Record, readers: tuple[str, ...]) -> None:
    graph = recorded(partial(declare, readers=readers))
    assert [resource for resource in graph if resource.type == registry.REPOSITORY_POLICY] == []


def test_the_newest_tagged_images_are_kept_and_untagged_ones_go(recorded: Record) -> None:
    policy = document(one(recorded(declare), registry.LIFECYCLE))
    tagged, untagged = (rule["selection"] for rule in policy["rules"])
    assert tagged == {
        "tagStatus": "tagged",
        "tagPatternList": ["*"],
        "countType": "imageCountMoreThan",
        "countNumber": 100,
    }
    assert untagged == {
        "tagStatus": "untagged",
        "countType": "sinceImagePushed",
        "countUnit": "days",
        "countNumber": 30,
    }
    assert [rule["rulePriority"] for rule in policy["rules"]] == [1, 2]


def test_the_key_is_used_through_the_registry_of_this_account_only(graph: ResourceGraph) -> None:
    _, *uses = document(one(graph, "aws:kms/key:Key"))["Statement"]
    actions = {
        action for use in uses for action in (use["Action"] if isinstance(use["Action"], list) else [use["Action"]])
    }
    assert {"kms:CreateGrant", "kms:RetireGrant", "kms:DescribeKey", "kms:Decrypt", "kms:GenerateDataKey"} <= actions
    for use in uses:
        given = use["Condition"]["StringEquals"]
        assert given["kms:CallerAccount"] == ACCOUNT.id
        assert given["kms:ViaService"] in ("ecr.us-gov-west-1.amazonaws.com", ["ecr.us-gov-west-1.amazonaws.com"])


@pytest.mark.parametrize("protect", [True, False])
def test_images_outlive_the_program_where_it_is_protected(recorded: Record, protect: bool) -> None:
    graph = recorded(partial(declare, protect=protect))
    repository, key = one(graph, registry.REPOSITORY), one(graph, "aws:kms/key:Key")
    assert repository.inputs["forceDelete"] is not protect
    for kept in (repository, key):
        assert (kept.options.protect, kept.options.retain_on_delete) == (protect, protect)
