from __future__ import annotations

from typing import Any

import pytest

from stacks.application import FARGATE_MEMORY_MIB, TaskSettings
from stacks.settings import SettingsError, parse_settings

DIGEST = "sha256:" + "0123456789abcdef" * 4
IMAGE = f"111122223333.dkr.ecr.us-east-1.amazonaws.com/shop-prod-app@{DIGEST}"
CONNECTION = "arn:aws:codeconnections:us-east-1:111122223333:connection/1"
SECRET = "arn:aws:secretsmanager:us-east-1:111122223333:secret:token-AbCdEf"
STATE_KEY = "arn:aws:kms:us-east-1:111122223333:key/1"
MONEY = {"team": "money", "email": "money@example.com"}
BRANCHES = ("../main", "/main", "main/", "a//b", ".main", "-f")
COMMON = "AWSManagedRulesCommonRuleSet"
LEAST = {"repository": "shop/shop", "pipeline_owner": "prod", "image": IMAGE}


def settings(delivery: dict[str, Any]) -> dict[str, Any]:
    owner = {"team": "platform", "email": "platform@example.com"}
    return {"environment": "test", "region": "us-east-1", "owner": owner, "delivery": delivery}


def test_the_least_that_opens_layer_two_is_a_repository_an_image_and_who_holds_the_pipeline() -> None:
    delivery = parse_settings(settings(LEAST), "test").delivery
    assert delivery is not None
    assert (delivery.branch, delivery.domain, delivery.edge, delivery.task.architecture) == (
        "main",
        None,
        None,
        "arm64",
    )


def test_layer_two_is_closed_where_nothing_is_said_of_it() -> None:
    without = settings(LEAST)
    del without["delivery"]
    assert parse_settings(without, "test").delivery is None


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"image": None}, "delivery: give either `image`"),
        ({"firewall_counts": {"AWSManagedRulesNoSuchSet": ["x"]}}, "delivery.firewall_counts.AWSManagedRulesNoSuchSet"),
        ({"firewall_counts": {COMMON: ["a rule"]}}, f"delivery.firewall_counts.{COMMON}.0: must be the name of a rule"),
        (
            {"teams": {"billing": MONEY, "auth": {**MONEY, "email": "others@example.com"}}},
            "delivery.teams: money: write a team's name and address the same everywhere",
        ),
        (
            {"teams": {"billing": MONEY, "auth": {**MONEY, "team": "Money"}}},
            "delivery.teams: money: write a team's name and address the same everywhere",
        ),
        ({"build_image": True}, "delivery: give either `image`"),
        ({"image": IMAGE.replace("@" + DIGEST, ":latest")}, "delivery.image: must be an image in a registry of ours"),
        ({"image": f"docker.io/library/nginx@{DIGEST}"}, "delivery.image: must be an image in a registry of ours"),
        ({"pipeline_owner": None}, "delivery: give either `pipeline`"),
        ({"pipeline": {"connection": CONNECTION}}, "delivery: give either `pipeline`"),
        (
            {"pipeline_owner": None, "pipeline": {"connection": "mine"}},
            "delivery.pipeline.connection: must be the ARN",
        ),
        (
            {"pipeline_owner": None, "pipeline": {"connection": CONNECTION, "targets": []}},
            "delivery.pipeline.targets: must name at least one stack",
        ),
        (
            {"pipeline_owner": None, "pipeline": {"connection": CONNECTION, "targets": ["dev", "dev"]}},
            "delivery.pipeline.targets: names dev twice; remove one",
        ),
        (
            {"pipeline_owner": None, "pipeline": {"connection": CONNECTION, "targets": ["dev"]}},
            "delivery.pipeline.approval_before: prod is not in `targets` (dev); remove it, or add",
        ),
        (
            {"pipeline_owner": None, "pipeline": {"connection": CONNECTION, "targets": ["production-in-europe"]}},
            "delivery.pipeline.targets.0: must be the name of a stack",
        ),
        ({"bake_minutes": 31}, "delivery.bake_minutes: must be 30 or less"),
        (
            {"github": {"state_bucket": "our-state", "state_key": STATE_KEY}},
            "delivery.github.subject: is required",
        ),
        (
            {"github": {"state_bucket": "our-state", "state_key": STATE_KEY, "subject": "repo:shop/another@1"}},
            "delivery.github.subject: repo:shop/another@1 is not of the repository shop/shop",
        ),
        ({"edge": {}}, "delivery.edge: also set `domain`"),
        ({"edge": {"static_paths": ["/*"]}}, "delivery.edge.static_paths.0: /* matches every path, so all"),
        ({"requests_per_address": 100_001}, "delivery.requests_per_address: must be 100"),
        (
            {"domain": {"name": "App.example.com", "zone_id": "Z1"}},
            "delivery.domain.name: must be a domain name",
        ),
        (
            {"domain": {"name": "app.example.com", "zone_id": "/hostedzone/Z1"}},
            "delivery.domain.zone_id: must be the id",
        ),
        ({"repository": "https://github.com/shop/shop"}, "delivery.repository: must be a repository on GitHub"),
        ({"apm": "adot"}, "delivery.collector_image: is required with apm `adot`"),
        ({"collector_image": IMAGE}, "delivery.collector_image: is used by no container while `apm` is `none`"),
        ({"secrets": {"TOKEN": "hunter2"}}, "delivery.secrets.TOKEN: must be the ARN of a secret"),
        ({"secrets": {"a b=c": SECRET}}, "delivery.secrets.a b=c: must be the name of an environment variable"),
        ({"secrets": {"7": SECRET}}, "delivery.secrets.7: must be the name of an environment variable"),
        ({"secrets": {"": SECRET}}, "delivery.secrets.: must be the name of an environment variable"),
        ({"secrets": {"PORT": SECRET}}, "delivery.secrets: PORT is already set for the application"),
        (
            {"secrets": {"TOKEN": SECRET, "OTEL_PROPAGATORS": SECRET}, "apm": "adot", "collector_image": IMAGE},
            "delivery.secrets: OTEL_PROPAGATORS is already set for the application",
        ),
        ({"edge": {"static_paths": ["/a/*", "/a/*"]}}, "delivery.edge.static_paths: names /a/* twice; remove one"),
        ({"readers": ["111122223333"] * 2}, "delivery.readers: names 111122223333 twice; remove one"),
        ({"capacity": {"requests_per_second": 0}}, "delivery.capacity.requests_per_second: must be more than 0\n"),
        (
            {"capacity": {"requests_per_second": float("inf")}},
            "delivery.capacity.requests_per_second: must be a finite number",
        ),
        ({"capacity": {"utilisation": float("nan")}}, "delivery.capacity.utilisation: must be a finite number"),
        ({"capacity": {"requests_per_second": 1e9}}, "delivery.capacity.requests_per_second: must be 100000 or less"),
        ({"capacity": {"requests_per_task": 1e-9}}, "delivery.capacity.requests_per_task: must be 0.1 or more"),
        (
            {"task": {"cpu": 256, "memory_mib": 4096}},
            "delivery.task.memory_mib: with 256 CPU units Fargate offers 512, 1024, 2048, not 4096\n",
        ),
        ({"task": {"cpu": 300}}, "delivery.task.cpu: must be 256"),
        ({"capacity": {"spike_factor": 0.5}}, "delivery.capacity.spike_factor: must be 1 to 20, not 0.5\n"),
        ({"objective": {"availability": 99.9}}, "delivery.objective.availability: must be less than 1"),
        (
            {"capacity": {"requests_per_second": True}},
            "delivery.capacity.requests_per_second: must be a number, without",
        ),
        (
            {"capacity": {"requests_per_second": "5"}},
            "delivery.capacity.requests_per_second: must be a number, without",
        ),
        ({"capacity": {"requests_per_task": 1e308}}, "delivery.capacity.requests_per_task: must be 100000 or less"),
        ({"capacity": {"rise_seconds": 10**30}}, "delivery.capacity.rise_seconds: must be 86400 or less"),
        ({"capacity": {"maximum": 10**30}}, "delivery.capacity.maximum: must be 5000 or less"),
        ({"pipeline_owner": ""}, "delivery.pipeline_owner: must be the name of a stack"),
        ({"repository": "shop/.."}, "delivery.repository: must be a repository on GitHub"),
        *(({"branch": branch}, "delivery.branch: must be a branch") for branch in BRANCHES),
        (
            {"domain": {"name": f"{'a' * 53}.example.com", "zone_id": "Z1"}},
            "delivery.domain.name: must be a domain name in small letters, such as app.example.com, at most 64 of them",
        ),
        (
            {"edge": {"content_security_policy": "default-src 'self'\nx: y"}},
            "delivery.edge.content_security_policy: must be the value of a header: ASCII, in one line",
        ),
        ({"secrets": {"TOKEN": f"{SECRET} "}}, "delivery.secrets.TOKEN: must be the ARN of a secret"),
        ({"pipelines": {}}, "delivery.pipelines: there is no such setting"),
    ],
)
def test_what_cannot_be_is_refused_by_name(change: dict[str, Any], reason: str) -> None:
    with pytest.raises(SettingsError) as refusal:
        parse_settings(settings({**LEAST, **change}), "test")
    assert f"{refusal.value}\n".startswith(f"stacks/Pulumi.test.yaml: footing:settings.{reason}")


@pytest.mark.parametrize("name", ["TOKEN", "_a1", "OTEL_EXPORTER_OTLP_HEADERS"])
def test_a_secret_is_given_by_whatever_name_is_free(name: str) -> None:
    delivery = parse_settings(settings({**LEAST, "secrets": {name: SECRET}}), "test").delivery
    assert delivery is not None
    assert delivery.secrets == {name: SECRET}


def test_a_secret_that_stands_where_its_arn_belongs_is_not_repeated() -> None:
    with pytest.raises(SettingsError, match="never the secret itself") as refusal:
        parse_settings(settings({**LEAST, "secrets": {"TOKEN": "hunter2"}}), "test")
    assert "hunter2" not in str(refusal.value)


def test_an_edge_is_refused_where_cloudfront_reaches_no_origins() -> None:
    domain = {"name": "app.example.com", "zone_id": "Z1"}
    china = {**settings({**LEAST, "domain": domain, "edge": {}}), "region": "cn-north-1"}
    with pytest.raises(SettingsError, match=r"delivery\.edge: is not available in cn-north-1"):
        parse_settings(china, "test")


@pytest.mark.parametrize("cpu", FARGATE_MEMORY_MIB)
def test_every_size_of_fargate_is_taken_at_both_ends_and_refused_beyond(cpu: Any) -> None:
    least, most = FARGATE_MEMORY_MIB[cpu]
    assert [TaskSettings(cpu=cpu, memory_mib=each).memory_mib for each in (least, most)] == [least, most]
    for beyond in (least - 1, least + 1, most + 1024):
        with pytest.raises(ValueError, match=f"with {cpu} CPU units Fargate offers {least}.*{most}"):
            TaskSettings(cpu=cpu, memory_mib=beyond)


@pytest.mark.parametrize("subject", ["repo:shop/shop", "repo:shop@12/shop@345"])
def test_workflows_are_known_by_the_names_of_their_repository_with_ids_or_without(subject: str) -> None:
    github = {"state_bucket": "our-state", "state_key": STATE_KEY, "subject": subject}
    delivery = parse_settings(settings({**LEAST, "github": github}), "test").delivery
    assert delivery is not None
    assert delivery.github is not None
    assert delivery.github.subject == subject


def test_one_team_may_answer_for_several_domains() -> None:
    delivery = parse_settings(settings({**LEAST, "teams": {"billing": MONEY, "auth": MONEY}}), "test").delivery
    assert delivery is not None
    assert {team.slug for team in delivery.teams.values()} == {"money"}


def test_a_team_for_a_domain_that_there_is_not_is_refused() -> None:
    with pytest.raises(SettingsError, match="radiology is not in `domains`"):
        parse_settings(settings({**LEAST, "teams": {"radiology": MONEY}}), "test")
