from __future__ import annotations

import json
from functools import partial
from typing import Any

import pytest
from pulumi_aws import ec2, kms, secretsmanager, sns

from auditor.graph import Reference, Resource, ResourceGraph
from auditor.judges.view import view
from components.account import Account
from components.load_balancer import LoadBalancer, LoadBalancerArgs
from components.log_keeping import LogKeeping
from components.service import Service, ServiceArgs
from policies.containers import containers
from policies.rule import Rule, Status
from policies.rules import alarm_actions, identity, logs, permissions, services, tasks
from tests.components.evaluation import allows
from tests.conftest import Record
from tests.property_names import problems

ACCOUNT = Account(id="111122223333", partition="aws", region="us-east-1", dns_suffix="amazonaws.com")
BOUNDARY = "arn:aws:iam::111122223333:policy/footing-test-boundary"
REPOSITORY = "arn:aws:ecr:us-east-1:111122223333:repository/footing-test-app"
IMAGE = f"111122223333.dkr.ecr.us-east-1.amazonaws.com/footing-test-app@sha256:{'a' * 64}"
COLLECTOR = f"public.ecr.aws/cloudwatch-agent/cloudwatch-agent@sha256:{'c' * 64}"
CACHE = "arn:aws:elasticache:us-east-1:111122223333:serverlesscache:footing-test-sessions"
PLAIN_SECRET = "arn:aws:secretsmanager:us-east-1:111122223333:secret:mail-AbCdEf"
CHOSEN = (services, tasks, logs, identity, permissions)
RULES = [rule for module in CHOSEN for rule in vars(module).values() if isinstance(rule, Rule)]
RULES.append(alarm_actions.alarm_reaches_somebody)
SERVICE = "aws:ecs/service:Service"
TASK = "aws:ecs/taskDefinition:TaskDefinition"


def declare(**changes: Any) -> Service:
    vpc = ec2.Vpc("vpc", cidr_block="10.0.0.0/16")
    table = ec2.RouteTable("private", vpc_id=vpc.id)
    subnets = [ec2.Subnet(f"private-{zone}", vpc_id=vpc.id, cidr_block=f"10.0.{zone}.0/24") for zone in (1, 2)]
    for zone, subnet in enumerate(subnets, 1):
        ec2.RouteTableAssociation(f"private-{zone}", subnet_id=subnet.id, route_table_id=table.id)
    group = ec2.SecurityGroup("application", vpc_id=vpc.id)
    logs_key, secrets_key = kms.Key("logs"), kms.Key("secrets")
    balancer = LoadBalancer(
        "front",
        LoadBalancerArgs(
            vpc_id=vpc.id,
            vpc_cidr="10.0.0.0/16",
            subnet_ids=["subnet-1", "subnet-2"],
            security_group_id="sg-balancer",
            certificate_arn="arn:aws:acm:us-east-1:111122223333:certificate/1",
            access_logs_bucket="access-logs",
            after=[],
            port=8080,
            public=True,
            protect=True,
            deletion_protection=True,
            domain=None,
            cross_zone=True,
        ),
    )
    given: dict[str, Any] = {
        "account": ACCOUNT,
        "image": IMAGE,
        "repository_arns": [REPOSITORY],
        "architecture": "arm64",
        "cpu": 512,
        "memory_mib": 1024,
        "environment": {"PORT": "8080", "ENVIRONMENT": "test", "SESSIONS_HOST": "cache.example"},
        "secrets": {
            "DATABASE_CREDENTIALS": secretsmanager.Secret("database", kms_key_id=secrets_key.arn).arn,
            "MAIL_PASSWORD": f"{PLAIN_SECRET}:password::",
        },
        "secrets_key_arn": secrets_key.arn,
        "connect_arns": [CACHE],
        "subnet_ids": [subnet.id for subnet in subnets],
        "security_group_id": group.id,
        "load_balancer": balancer,
        "boundary_arn": BOUNDARY,
        "logs": LogKeeping(key_arn=logs_key.arn, retention_days=2192),
        "minimum_tasks": 2,
        "port": 8080,
        "team": "Platform",
        "bake_minutes": 10,
        "latency_ms": 500,
        "apm": "application signals",
        "collector_image": COLLECTOR,
        "topic_arn": sns.Topic("told").arn,
        "waits": True,
        "protect": True,
    }
    return Service("app", ServiceArgs(**{**given, **changes}))


@pytest.fixture
def graph(recorded: Record) -> ResourceGraph:
    return recorded(declare)


def of(graph: ResourceGraph, type_: str) -> dict[str, Resource]:
    return {resource.name: resource for resource in graph if resource.type == type_}


def only(graph: ResourceGraph, type_: str) -> Resource:
    (found,) = of(graph, type_).values()
    return found


def running(graph: ResourceGraph) -> dict[str, dict[str, Any]]:
    (task,) = view(graph).of(TASK)
    return {container.name: dict(container.raw) for container in containers(task)}


def policy(graph: ResourceGraph, purpose: str) -> dict[str, Any]:
    policies = {each.name: each for each in view(graph).of("aws:iam/rolePolicy:RolePolicy")}
    return policies[f"app-{purpose}"].document("policy")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
@pytest.mark.parametrize("apm", ["application signals", "adot", "none"])
def test_every_rule_is_content(rule: Rule, apm: str, recorded: Record) -> None:
    outcomes = list(rule.judge(view(recorded(partial(declare, apm=apm)))))
    wrong = [each for each in outcomes if each.status in (Status.FAIL, Status.UNKNOWN)]
    assert [(each.resource.name, each.reason) for each in wrong] == []


def test_every_property_is_one_that_the_provider_takes(graph: ResourceGraph) -> None:
    assert [problem for resource in graph if resource.custom for problem in problems(resource)] == []


def test_an_environment_variable_that_is_a_secret_is_objected_to(recorded: Record) -> None:
    graph = recorded(partial(declare, environment={"DATABASE_PASSWORD": "correct horse"}))
    (outcome,) = tasks.task_environment_holds_no_secret.judge(view(graph))
    assert outcome.status is Status.FAIL


def test_the_names_that_others_rely_on_are_plain_text(recorded: Record) -> None:
    made: list[Service] = []
    graph = recorded(lambda: made.append(declare()))
    (service,) = made
    assert (service.cluster_name, service.service_name, service.family, service.container) == (
        "footing-test-app",
        "footing-test-app",
        "footing-test-app",
        "app",
    )
    assert only(graph, SERVICE).inputs["name"] == service.service_name
    assert only(graph, TASK).inputs["family"] == service.family
    assert service.container in running(graph)


@pytest.mark.parametrize("waits", [True, False])
def test_pulumi_waits_for_tasks_where_their_image_is_there(recorded: Record, waits: bool) -> None:
    assert only(recorded(partial(declare, waits=waits)), SERVICE).inputs["waitForSteadyState"] is waits


def test_ecs_moves_traffic_between_blue_and_green_and_back_on_alarms(graph: ResourceGraph) -> None:
    inputs = only(graph, SERVICE).inputs
    groups, rules = of(graph, "aws:lb/targetGroup:TargetGroup"), of(graph, "aws:lb/listenerRule:ListenerRule")
    (balancer,) = inputs["loadBalancers"]
    advanced = balancer["advancedConfiguration"]
    assert inputs["deploymentConfiguration"] == {"strategy": "BLUE_GREEN", "bakeTimeInMinutes": "10"}
    assert balancer["targetGroupArn"] == Reference(groups["front-blue"].urn, "arn")
    assert advanced["alternateTargetGroupArn"] == Reference(groups["front-green"].urn, "arn")
    assert advanced["productionListenerRule"] == Reference(rules["front-production"].urn, "arn")
    assert advanced["testListenerRule"] == Reference(rules["front-test"].urn, "arn")
    assert inputs["deploymentCircuitBreaker"] == {"enable": True, "rollback": True}
    assert set(inputs["alarms"]["alarmNames"]) == {
        alarm.inputs["name"] for alarm in of(graph, "aws:cloudwatch/metricAlarm:MetricAlarm").values()
    }


def test_what_ecs_the_pipeline_and_autoscaling_own_is_left_to_them(graph: ResourceGraph) -> None:
    assert set(only(graph, SERVICE).options.ignore_changes) == {"desiredCount", "taskDefinition"}
    task = only(graph, TASK).inputs
    assert task["skipDestroy"] is True
    assert task["trackLatest"] is False


def test_the_container_of_the_application_is_confined(graph: ResourceGraph) -> None:
    app = running(graph)["app"]
    assert app["user"] == "65532:65532"
    assert app["linuxParameters"]["capabilities"] == {"drop": ["ALL"]}
    assert [mount["containerPath"] for mount in app["linuxParameters"]["tmpfs"]] == ["/tmp"]
    assert only(graph, TASK).inputs["runtimePlatform"]["cpuArchitecture"] == "ARM64"


def test_the_health_check_runs_and_asks_the_port(graph: ResourceGraph) -> None:
    command = running(graph)["app"]["healthCheck"]["command"]
    assert command[:3] == ["CMD", "python", "-c"]
    compile(command[3], "health", "exec")
    assert "127.0.0.1:8080/health" in command[3]


def test_secrets_are_given_by_reference_and_read_by_ecs_alone(graph: ResourceGraph) -> None:
    given = {each["name"]: each["valueFrom"] for each in running(graph)["app"]["secrets"]}
    assert given["MAIL_PASSWORD"] == f"{PLAIN_SECRET}:password::"
    assert given["DATABASE_CREDENTIALS"] == "${database.arn}"
    read = "secretsmanager:GetSecretValue"
    for arn in (PLAIN_SECRET, "${database.arn}"):
        assert allows(policy(graph, "execution"), read, arn)
        assert not allows(policy(graph, "task"), read, arn)
    assert not allows(policy(graph, "execution"), read, f"{PLAIN_SECRET}-of-another")


def test_a_task_role_that_needs_nothing_is_given_nothing(recorded: Record) -> None:
    graph = recorded(partial(declare, apm="none", connect_arns=()))
    assert set(of(graph, "aws:iam/rolePolicy:RolePolicy")) == {"app-execution", "app-infrastructure"}


@pytest.mark.parametrize(
    ("apm", "variable", "told"),
    [
        ("application signals", "CW_CONFIG_CONTENT", "http://localhost:4316/v1/traces"),
        ("adot", "AOT_CONFIG_CONTENT", "http://localhost:4318/v1/traces"),
    ],
)
def test_a_collector_carries_traces_on_and_the_task_outlives_it(
    apm: str, variable: str, told: str, recorded: Record
) -> None:
    found = running(recorded(partial(declare, apm=apm)))
    assert found["collector"]["essential"] is False
    (configured,) = found["collector"]["environment"]
    assert (configured["name"], bool(json.loads(configured["value"]))) == (variable, True)
    environment = {each["name"]: each["value"] for each in found["app"]["environment"]}
    assert environment["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"] == told


def test_without_a_collector_nothing_is_traced(recorded: Record) -> None:
    found = running(recorded(partial(declare, apm="none", collector_image=None)))
    assert set(found) == {"app"}
    assert not [each for each in found["app"]["environment"] if each["name"].startswith("OTEL_")]


def test_a_collector_without_an_image_is_refused(recorded: Record) -> None:
    with pytest.raises(Exception, match="give collector_image"):
        recorded(partial(declare, collector_image=None))


def test_every_part_names_its_owner(graph: ResourceGraph) -> None:
    for type_ in (SERVICE, TASK, "aws:ecs/cluster:Cluster"):
        assert only(graph, type_).inputs["tags"] == {"Owner": "Platform", "Part": "app"}
    assert only(graph, SERVICE).inputs["propagateTags"] == "SERVICE"


def test_logs_outlive_the_program(graph: ResourceGraph) -> None:
    options = {name: each.options for name, each in of(graph, "aws:cloudwatch/logGroup:LogGroup").items()}
    assert {name for name, each in options.items() if each.protect and each.retain_on_delete} == {*options}
    assert {*options} == {"app", "app-commands", "app-insights"}
