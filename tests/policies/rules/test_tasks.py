from __future__ import annotations

import json
from typing import Any

import pytest

from policies.containers import TASK
from policies.rule import Rule
from policies.rules import tasks as rules
from policies.view import SECRET, UNKNOWN, Resource, Template
from tests.policies.cases import Case, case, resource

ARN = "arn:aws:secretsmanager:us-east-1:111122223333:secret:app"
DIGEST = f"111122223333.dkr.ecr.us-east-1.amazonaws.com/app@sha256:{'a' * 64}"
WINDOWS = {"operatingSystemFamily": "WINDOWS_SERVER_2022_CORE"}
ROLE = "aws:iam/role:Role"
holds_no_secret = rules.task_environment_holds_no_secret


ROOTS = ("0", "00", "0:0", "0:65532", "000:1000", "root:x", "\u0660", "+0", " 0")
"""How a container may be told to run as root, the last three by what is no number to AWS."""


def task(*containers: dict[str, Any], gaps: bool = False, **properties: Any) -> Resource:
    text = json.dumps([{"name": f"c{number}", **each} for number, each in enumerate(containers)])
    return resource(TASK, containerDefinitions=Template(text) if gaps else text, **properties)


def variable(name: str, value: str, **more: Any) -> Resource:
    return task({"environment": [{"name": name, "value": value}]}, **more)


def capabilities(**changes: list[str]) -> Resource:
    return task({"linuxParameters": {"capabilities": changes}})


def with_roles(own: str, starting: str, *named: str) -> tuple[Resource, ...]:
    refers = {"taskRoleArn": [own], "executionRoleArn": [starting]}
    subject = resource(TASK, refers=refers, taskRoleArn=UNKNOWN, executionRoleArn=UNKNOWN)
    return subject, *(resource(ROLE, name) for name in named)


def both(rule: Rule, good: dict[str, Any], bad: dict[str, Any]) -> list[Case]:
    """Return lines that hold for every rule of single containers."""
    return [
        case(rule, "pass", "each", task(good, good)),
        case(rule, "pass", "beside gaps", task({**good, "image": "${app.imageUri}"}, gaps=True)),
        case(rule, "fail", "the second", task(good, bad)),
        case(rule, "fail", "no container", task()),
        case(rule, "unknown", "which containers", resource(TASK, containerDefinitions=UNKNOWN)),
        case(rule, "unknown", "no list", resource(TASK, containerDefinitions="{}")),
        case(rule, "unknown", "no JSON", resource(TASK, containerDefinitions="[")),
    ]


CASES = [
    *both(
        holds_no_secret,
        {"environment": [{"name": "STAGE", "value": "prod"}]},
        {"environment": [{"name": "TOKEN", "value": "s3cr3t"}]},
    ),
    case(holds_no_secret, "pass", "where to fetch it", variable("DB_SECRET", ARN)),
    case(holds_no_secret, "pass", "none", task({})),
    case(holds_no_secret, "pass", "by reference", task({"secrets": [{"name": "DB_PASSWORD", "valueFrom": ARN}]})),
    case(holds_no_secret, "fail", "a key by its looks", variable("ACCOUNT", "AKIAIOSFODNN7EXAMPLE")),
    case(holds_no_secret, "fail", "half of a key by its name", variable("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI/K7MD")),
    case(holds_no_secret, "fail", "a password in an address", variable("DATABASE", "postgres://app:hunter2@db/app")),
    case(
        holds_no_secret, "fail", "one that a program makes", variable("DATABASE", "amqp://a:${p.result}@q", gaps=True)
    ),
    case(
        holds_no_secret, "pass", "an address that AWS will choose", variable("URL", "https://${web.name}/", gaps=True)
    ),
    case(holds_no_secret, "pass", "the ARN that AWS will choose", variable("DB_SECRET", "${db.arn}", gaps=True)),
    case(
        holds_no_secret, "fail", "in what it is started with", task({"command": ["serve", "--password=hunter2hunter2"]})
    ),
    case(holds_no_secret, "fail", "Pulumi's secret is none there", resource(TASK, containerDefinitions=SECRET)),
    case(holds_no_secret, "unknown", "what AWS will choose", variable("API_KEY", "${key.value}", gaps=True)),
    case(holds_no_secret, "unknown", "no pairs", task({"environment": ["STAGE=prod"]})),
    *both(rules.task_runs_as_plain_user, {"user": "65532:65532"}, {"user": "root"}),
    *(case(rules.task_runs_as_plain_user, "fail", each, task({"user": each})) for each in ROOTS),
    case(rules.task_runs_as_plain_user, "fail", "a name may be anybody", task({"user": "app"})),
    case(rules.task_runs_as_plain_user, "fail", "the image decides", task({})),
    case(rules.task_runs_as_plain_user, "not applicable", "Windows", task({}, runtimePlatform=WINDOWS)),
    case(rules.task_runs_as_plain_user, "unknown", "who", task({"user": "${app.user}"}, gaps=True)),
    *both(rules.task_root_file_system_read_only, {"readonlyRootFilesystem": True}, {"readonlyRootFilesystem": False}),
    case(rules.task_root_file_system_read_only, "fail", "writable unless asked for", task({})),
    case(rules.task_root_file_system_read_only, "not applicable", "Windows", task({}, runtimePlatform=WINDOWS)),
    *both(rules.task_not_privileged, {"privileged": False}, {"privileged": True}),
    case(rules.task_not_privileged, "pass", "not unless asked for", task({})),
    *both(
        rules.task_capabilities_dropped,
        {"linuxParameters": {"capabilities": {"drop": ["ALL"]}}},
        {"linuxParameters": {"capabilities": {"drop": ["NET_RAW"]}}},
    ),
    case(rules.task_capabilities_dropped, "fail", "Docker's own are kept", task({})),
    case(rules.task_capabilities_dropped, "fail", "one is added", capabilities(drop=["ALL"], add=["SYS_PTRACE"])),
    case(rules.task_capabilities_dropped, "not applicable", "Windows", task({}, runtimePlatform=WINDOWS)),
    case(rules.task_apart_from_its_host, "pass", "its own", resource(TASK, networkMode="awsvpc")),
    case(rules.task_apart_from_its_host, "fail", "the host's", resource(TASK, networkMode="host")),
    case(rules.task_apart_from_its_host, "fail", "a bridge unless asked for", resource(TASK)),
    case(rules.task_apart_from_its_host, "fail", "processes", resource(TASK, networkMode="awsvpc", pidMode="host")),
    case(rules.task_apart_from_its_host, "unknown", "which", resource(TASK, networkMode=UNKNOWN)),
    case(rules.task_image_pinned, "pass", "by digest", task({"image": DIGEST})),
    case(rules.task_image_pinned, "pass", "of a registry", task({"image": "${r.url}@sha256:" + "b" * 64}, gaps=True)),
    case(
        rules.task_image_pinned,
        "pass",
        "built by this stack",
        resource(
            TASK,
            refers={"containerDefinitions": ["app"]},
            containerDefinitions=Template(json.dumps([{"name": "c", "image": "${app.imageUri}"}])),
        ),
        resource("awsx:ecr:Image", "app"),
    ),
    case(rules.task_image_pinned, "fail", "the latest", task({"image": "app:latest"})),
    case(rules.task_image_pinned, "fail", "a tag", task({"image": DIGEST}, {"image": "app:1.2.3"})),
    case(rules.task_image_pinned, "fail", "none", task({})),
    case(rules.task_image_pinned, "unknown", "which", task({"image": "${other.imageUri}"}, gaps=True)),
    case(rules.task_image_pinned, "unknown", "any", resource(TASK, containerDefinitions=UNKNOWN)),
    *both(
        rules.task_logs_kept,
        {"logConfiguration": {"logDriver": "awslogs"}},
        {"logConfiguration": {"logDriver": "json-file"}},
    ),
    case(rules.task_logs_kept, "fail", "nowhere", task({})),
    *both(rules.task_health_checked, {"healthCheck": {"command": ["CMD", "true"]}}, {"essential": True}),
    case(rules.task_health_checked, "pass", "the task goes on without", task({"essential": False})),
    case(rules.task_size_bounded, "pass", "the task", resource(TASK, cpu="512", memory="1024")),
    case(rules.task_size_bounded, "pass", "its containers", task({"memory": 512}, {"memory": 256})),
    case(rules.task_size_bounded, "fail", "one is not", task({"memory": 512}, {}, cpu="512")),
    case(rules.task_size_bounded, "unknown", "whether", resource(TASK, cpu=UNKNOWN, memory="1024")),
    case(rules.task_roles_apart, "pass", "two", *with_roles("own", "starting", "own", "starting")),
    case(rules.task_roles_apart, "pass", "by name", resource(TASK, taskRoleArn="a", executionRoleArn="b")),
    case(rules.task_roles_apart, "fail", "the same", *with_roles("own", "own", "own")),
    case(rules.task_roles_apart, "fail", "by name", resource(TASK, taskRoleArn="a", executionRoleArn="a")),
    case(rules.task_roles_apart, "not applicable", "one", resource(TASK, executionRoleArn="a")),
    case(rules.task_roles_apart, "unknown", "which", resource(TASK, taskRoleArn=UNKNOWN, executionRoleArn=UNKNOWN)),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule_gives_the_verdict(case: Case) -> None:
    assert case.judged() == case.verdict
