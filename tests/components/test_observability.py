"""What watches a service, as it is recorded with the topics of two teams."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

import pytest
from pulumi_aws import ecs, lb, rds

from auditor.graph import Reference, Resource, ResourceGraph
from auditor.judges.view import view
from components.account import Account
from components.application_signals import ApplicationSignals, ApplicationSignalsArgs
from components.database_symptoms import DatabaseWatched, database_symptoms
from components.encryption import Encryption, EncryptionArgs
from components.log_keeping import LogKeeping
from components.notifications import Notifications, NotificationsArgs
from components.observability import Observability, ObservabilityArgs, Team
from components.service_symptoms import ServiceWatched
from components.symptom_alarms import SymptomAlarms, SymptomAlarmsArgs
from policies.rule import Rule, Status
from policies.rules import alarm_actions, logs, notifications, observability, saturation
from tests.components.test_symptom import cache
from tests.conftest import Record
from tests.property_names import problems

ACCOUNT = Account(id="111122223333", partition="aws", region="us-east-1", dns_suffix="amazonaws.com")
RULES = [
    *(
        rule
        for module in (observability, saturation, notifications)
        for rule in vars(module).values()
        if isinstance(rule, Rule)
    ),
    alarm_actions.alarm_reaches_somebody,
]
ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
COMPOSITE = "aws:cloudwatch/compositeAlarm:CompositeAlarm"


def declare(objective: float = 0.999, mode: Any = "serverless") -> None:
    keys = Encryption("keys", EncryptionArgs(account=ACCOUNT, owns_account=True, protect=True))
    topics = {
        name: Notifications(
            name, NotificationsArgs(account=ACCOUNT, key_arn=keys.notifications.arn, email=f"{name}@example.com")
        ).topic.arn
        for name in ("platform", "money")
    }
    owner, money = (Team(name=name, topic_arn=arn) for name, arn in topics.items())
    balancer = lb.LoadBalancer("front")
    groups = {colour: lb.TargetGroup(colour) for colour in ("blue", "green")}
    listener = lb.Listener("https", load_balancer_arn=balancer.arn, default_actions=[], certificate_arn="arn")
    rule = lb.ListenerRule("rule", listener_arn=listener.arn, actions=[], conditions=[])
    ecs.Service(
        "app",
        name="footing-test-app",
        load_balancers=[
            {
                "container_name": "app",
                "container_port": 8080,
                "target_group_arn": groups["blue"].arn,
                "advanced_configuration": {
                    "alternate_target_group_arn": groups["green"].arn,
                    "production_listener_rule": rule.arn,
                    "role_arn": "arn",
                },
            }
        ],
    )
    database = rds.Instance("database", identifier="footing-test-database", instance_class="db.r7g.large")
    replica = rds.Instance(
        "database-replica-1",
        identifier="footing-test-database-replica-1",
        instance_class="db.r7g.large",
        replicate_source_db=database.identifier,
    )
    watched = DatabaseWatched(
        instances={"database": database.identifier, "database-replica-1": replica.identifier},
        replicas=("database-replica-1",),
        instance_class="db.r7g.large",
        storage_gib=100,
    )
    SymptomAlarms(
        "database-watch",
        SymptomAlarmsArgs(symptoms=tuple(database_symptoms(watched)), topic_arn=owner.topic_arn, team=owner.name),
    )
    Observability(
        "watch",
        ObservabilityArgs(
            account=ACCOUNT,
            objective=objective,
            owner=owner,
            domains={"clinical": owner, "billing": money},
            metrics_namespace="footing-test",
            service=ServiceWatched(
                load_balancer=balancer.arn_suffix,
                target_groups={colour: group.arn_suffix for colour, group in groups.items()},
                certificate_arn=listener.certificate_arn,
                cluster_name="footing-test-app",
                service_name="footing-test-app",
                latency_ms=500,
                minimum_tasks=2,
                maximum_tasks=10,
            ),
            database=watched,
            cache=cache(mode),
            edge=None,
        ),
    )


@pytest.fixture
def graph(recorded: Record) -> ResourceGraph:
    return recorded(declare)


def of(graph: ResourceGraph, type_: str) -> dict[str, Resource]:
    return {resource.name: resource for resource in graph if resource.type == type_}


def told(alarm: Resource) -> list[str]:
    return [each.urn.rpartition("::")[2] for each in alarm.inputs.get("alarmActions", [])]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_no_rule_objects(rule: Rule, graph: ResourceGraph) -> None:
    said = {outcome.status for outcome in rule.judge(view(graph))}
    assert said <= {Status.PASS, Status.NOT_APPLICABLE}


@pytest.mark.parametrize(
    "rule",
    [
        observability.service_errors_raise_alarm,
        observability.service_latency_raises_alarm,
        observability.service_outage_raises_alarm,
        saturation.database_load_raises_alarm,
        saturation.database_storage_raises_alarm,
        saturation.replica_lag_raises_alarm,
        observability.service_on_dashboard,
        observability.alarm_hears_silence,
    ],
    ids=lambda rule: rule.id,
)
def test_what_a_rule_asks_for_is_there(rule: Rule, graph: ResourceGraph) -> None:
    assert Status.PASS in {outcome.status for outcome in rule.judge(view(graph))}


def test_every_property_is_one_that_the_provider_takes(graph: ResourceGraph) -> None:
    assert [problem for resource in graph if resource.custom for problem in problems(resource)] == []


def test_the_alarms_of_a_domain_reach_the_team_that_answers_for_it(graph: ResourceGraph) -> None:
    found = {name: told(alarm) for name, alarm in of(graph, ALARM).items() if "-in-" in name}
    assert found == {
        "errors-in-billing": ["money"],
        "latency-in-billing": ["money"],
        "errors-in-clinical": ["platform"],
        "latency-in-clinical": ["platform"],
    }
    owners = {name: alarm.inputs["tags"]["Owner"] for name, alarm in of(graph, ALARM).items() if "-in-" in name}
    assert {name: [owner] for name, owner in owners.items()} == found


def test_every_other_alarm_reaches_the_owner_or_is_a_window(graph: ResourceGraph) -> None:
    for name, alarm in of(graph, ALARM).items():
        if "-in-" not in name:
            assert told(alarm) == ([] if name.startswith("objective-") else ["platform"]), name


def test_a_composite_alarm_joins_the_two_windows_of_each_burn_rate(graph: ResourceGraph) -> None:
    names = {alarm.inputs["name"] for alarm in of(graph, ALARM).values()}
    rules = {name: alarm.inputs["alarmRule"] for name, alarm in of(graph, COMPOSITE).items()}
    assert set(rules) == {f"objective-{each}" for each in ("fast", "steady", "slow", "creeping")}
    for name, text in rules.items():
        windows = [f"footing-test-{name}-{each}" for each in ("long", "short")]
        assert text == " AND ".join(f'ALARM("{each}")' for each in windows)
        assert {*windows} <= names
    assert {name for alarm in of(graph, COMPOSITE).values() for name in told(alarm)} == {"platform"}


def test_windows_are_made_before_what_joins_them(graph: ResourceGraph) -> None:
    windows = {name: alarm.urn for name, alarm in of(graph, ALARM).items() if name.startswith("objective-")}
    for name, composite in of(graph, COMPOSITE).items():
        assert {windows[f"{name}-{each}"] for each in ("long", "short")} <= {*composite.dependencies}


def test_one_query_of_an_expression_is_what_the_alarm_is_about(graph: ResourceGraph) -> None:
    for alarm in of(graph, ALARM).values():
        if queries := alarm.inputs.get("metricQueries"):
            assert sum(query["returnData"] for query in queries) == 1
            assert len(queries) <= 20


def test_every_name_is_one_that_cloudwatch_takes_and_says_the_stack(graph: ResourceGraph) -> None:
    names = [alarm.inputs["name"] for alarm in of(graph, ALARM).values()]
    assert [name for name in names if not name.startswith("footing-test-") or len(name) > 255] == []


def test_the_dashboard_names_the_teams_and_refers_to_the_load_balancer(graph: ResourceGraph) -> None:
    (dashboard,) = of(graph, "aws:cloudwatch/dashboard:Dashboard").values()
    parts = dashboard.inputs["dashboardBody"].parts
    body = json.loads("".join(part if isinstance(part, str) else part.attribute for part in parts))
    titles = [each["properties"]["markdown"] for each in body["widgets"] if each["type"] == "text"]
    assert "## Domain billing · money" in titles
    assert "## Domain clinical · platform" in titles
    assert {part.attribute for part in parts if isinstance(part, Reference)} >= {"arnSuffix"}


def test_every_alarm_of_the_stack_is_shown_but_for_the_windows(graph: ResourceGraph) -> None:
    (dashboard,) = of(graph, "aws:cloudwatch/dashboard:Dashboard").values()
    text = "".join(part if isinstance(part, str) else "" for part in dashboard.inputs["dashboardBody"].parts)
    names = [alarm.inputs["name"] for name, alarm in of(graph, ALARM).items() if not name.startswith("objective-")]
    names += [alarm.inputs["alarmName"] for alarm in of(graph, COMPOSITE).values()]
    assert [name for name in names if f':alarm:{name}"' not in text] == []


def test_the_objective_is_declared_for_whoever_compares_it(graph: ResourceGraph) -> None:
    (component,) = of(graph, "footing:components:Observability").values()
    assert component.outputs["objective"] == 0.999


def test_a_lower_objective_bears_more_failures(recorded: Record, graph: ResourceGraph) -> None:
    lower = of(recorded(partial(declare, objective=0.99)), ALARM)
    for name, alarm in of(graph, ALARM).items():
        if name.startswith("objective-"):
            assert lower[name].inputs["threshold"] == pytest.approx(10 * alarm.inputs["threshold"])


def test_each_node_of_a_cache_is_watched(recorded: Record) -> None:
    names = of(recorded(partial(declare, mode="replication group")), ALARM)
    assert {"sessions-node-1-memory", "sessions-node-2-memory"} <= names.keys()
    assert "sessions-throttled" not in names


def test_application_signals_keep_what_they_are_sent_under_a_key(recorded: Record) -> None:
    kept = LogKeeping(key_arn="arn:aws:kms:::key/k", retention_days=365)
    args = ApplicationSignalsArgs(logs=kept, protect=True)
    graph = recorded(lambda: ApplicationSignals("signals", args))
    (group,) = of(graph, "aws:cloudwatch/logGroup:LogGroup").values()
    (discovery,) = of(graph, "aws:cloudcontrol/resource:Resource").values()
    assert group.inputs["name"] == "/aws/application-signals/data"
    assert group.options.protect
    assert discovery.inputs == {"typeName": "AWS::ApplicationSignals::Discovery", "desiredState": "{}"}
    assert group.urn in discovery.dependencies
    for rule in (logs.log_group_encrypted_with_own_key, logs.log_group_retention_chosen):
        assert {outcome.status for outcome in rule.judge(view(graph))} == {Status.PASS}
    assert [problem for resource in graph if resource.custom for problem in problems(resource)] == []
