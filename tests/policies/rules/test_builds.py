from __future__ import annotations

from typing import Any

import pytest

from policies.rules import builds as rules
from policies.rules.logs import LOG_GROUP
from policies.types import BUILD_PROJECT
from policies.view import SECRET, UNKNOWN, Resource
from tests.policies.cases import Case, case, resource

GROUP = resource(LOG_GROUP, "group", name="/builds/test")
KEY = resource("aws:kms/key:Key", "key")
IMAGE = "version: 0.2\nphases:\n  build:\n    commands:\n      - docker build ."
TESTS = "version: 0.2\nphases:\n  build:\n    commands:\n      - make test"


def project(**properties: Any) -> Resource:
    return resource(BUILD_PROJECT, **properties)


def privileged(buildspec: Any = None) -> Resource:
    return project(environment={"privilegedMode": True}, source={"type": "CODEPIPELINE", "buildspec": buildspec})


def running(command: str) -> str:
    return TESTS.replace("- make test", f"- |\n          {command}")


def told(**variable: Any) -> Resource:
    return project(environment={"environmentVariables": [{"name": "STAGE", "value": "prod"}, variable]})


def logged(**cloudwatch: Any) -> Resource:
    return project(logsConfig={"cloudwatchLogs": cloudwatch})


CASES = [
    case(rules.build_not_privileged_without_need, "pass", "not privileged", project(environment={"image": "i"})),
    case(rules.build_not_privileged_without_need, "pass", "builds an image", privileged(IMAGE)),
    case(rules.build_not_privileged_without_need, "fail", "runs tests", privileged(TESTS)),
    *(
        case(rules.build_not_privileged_without_need, "pass", command, privileged(running(command)))
        for command in (
            "if ! docker buildx build .; then",
            "set -e; DOCKER_BUILDKIT=1 docker build .",
            "(docker compose up)",
        )
    ),
    *(
        case(rules.build_not_privileged_without_need, "fail", command, privileged(running(command)))
        for command in ("make test # later; docker build .", "echo docker build", "# docker build")
    ),
    case(
        rules.build_not_privileged_without_need,
        "fail",
        "it says that it builds none",
        privileged(f"# never docker build\n{TESTS}"),
    ),
    case(rules.build_not_privileged_without_need, "unknown", "no buildspec", privileged("docker build .\nmake")),
    case(rules.build_not_privileged_without_need, "unknown", "no YAML", privileged("{\ndocker build")),
    case(rules.build_not_privileged_without_need, "fail", "whatever the source says", privileged()),
    case(rules.build_not_privileged_without_need, "fail", "a file of the source", privileged("docker build.yml")),
    case(rules.build_not_privileged_without_need, "unknown", "not known what for", privileged(UNKNOWN)),
    case(rules.build_environment_holds_no_secret, "fail", "a password", told(name="DB_PASSWORD", value="hunter2")),
    *(
        case(rules.build_environment_holds_no_secret, "fail", name, told(name=name, value=value))
        for name, value in (
            ("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE"),
            ("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
            ("DATABASE_URL", "postgres://app:hunter2@db/app"),
            ("STAGE_OF_THE_OTHERS", SECRET),
        )
    ),
    case(
        rules.build_environment_holds_no_secret,
        "fail",
        "in its buildspec",
        project(source={"buildspec": "env: {variables: {KEY: AKIAIOSFODNN7EXAMPLE}}"}),
    ),
    case(rules.build_environment_holds_no_secret, "pass", "a buildspec", project(source={"buildspec": TESTS})),
    case(rules.build_environment_holds_no_secret, "pass", "the address of a place", told(name="URL", value=UNKNOWN)),
    case(rules.build_environment_holds_no_secret, "fail", "a secret of Pulumi's", told(name="API_TOKEN", value=SECRET)),
    case(rules.build_environment_holds_no_secret, "pass", "its ARN", told(name="DB_SECRET", value="arn:aws:s:r:1:x")),
    case(
        rules.build_environment_holds_no_secret,
        "pass",
        "by reference",
        told(name="API_TOKEN", value="token", type="SECRETS_MANAGER"),
    ),
    case(rules.build_environment_holds_no_secret, "not applicable", "told nothing", project(environment={})),
    case(rules.build_environment_holds_no_secret, "unknown", "not known", told(name="API_TOKEN", value=UNKNOWN)),
    case(rules.build_runs_in_network, "pass", "there", project(vpcConfig={"vpcId": "v", "subnets": ["s"]})),
    case(rules.build_runs_in_network, "fail", "nowhere", project()),
    case(rules.build_runs_in_network, "fail", "in no subnet", project(vpcConfig={"vpcId": "v", "subnets": []})),
    case(rules.build_runs_in_network, "unknown", "not known", project(vpcConfig={"subnets": UNKNOWN})),
    case(rules.build_logs_kept, "pass", "a group of the stack", logged(groupName="/builds/test"), GROUP),
    case(
        rules.build_logs_kept,
        "pass",
        "by reference",
        resource(
            BUILD_PROJECT,
            refers={"logsConfig": ["group"]},
            logsConfig={"cloudwatchLogs": {"status": "ENABLED", "groupName": UNKNOWN}},
        ),
        GROUP,
    ),
    case(rules.build_logs_kept, "fail", "off", logged(status="DISABLED")),
    case(rules.build_logs_kept, "fail", "CodeBuild's own", project()),
    case(rules.build_logs_kept, "fail", "somebody's", logged(groupName="/other"), GROUP),
    case(rules.build_logs_kept, "unknown", "not known", logged(groupName=UNKNOWN), GROUP),
    case(rules.build_ends_in_time, "pass", "an hour unless told otherwise", project()),
    case(rules.build_ends_in_time, "fail", "a day and a half", project(buildTimeout=2160)),
    case(rules.build_ends_in_time, "unknown", "not known", project(buildTimeout=UNKNOWN)),
    case(
        rules.build_output_encrypted_with_own_key,
        "pass",
        "a key of the stack",
        resource(BUILD_PROJECT, refers={"encryptionKey": ["key"]}, encryptionKey=UNKNOWN),
        KEY,
    ),
    case(rules.build_output_encrypted_with_own_key, "fail", "none named", project()),
    case(
        rules.build_output_encrypted_with_own_key,
        "fail",
        "off",
        project(encryptionKey="arn:aws:kms:us-east-1:111122223333:key/1", artifacts={"encryptionDisabled": True}),
    ),
    case(rules.build_output_encrypted_with_own_key, "unknown", "not known", project(encryptionKey=UNKNOWN)),
    case(rules.build_not_public, "pass", "private unless told otherwise", project()),
    case(rules.build_not_public, "fail", "public", project(projectVisibility="PUBLIC_READ")),
    case(rules.build_not_public, "unknown", "not known", project(projectVisibility=UNKNOWN)),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule_gives_the_verdict(case: Case) -> None:
    assert case.judged() == case.verdict
