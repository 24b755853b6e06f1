from __future__ import annotations

import base64
from dataclasses import replace
from typing import Any

import pytest

from policies.rules import instances as rules
from policies.types import (
    EBS_DEFAULT,
    EC2_INSTANCE,
    FLEET,
    LAUNCH_CONFIGURATION,
    LAUNCH_TEMPLATE,
    SPOT_FLEET,
    SPOT_INSTANCE,
)
from policies.view import UNKNOWN, Resource, Template
from tests.policies.cases import Case, case, resource

BY_DEFAULT = resource(EBS_DEFAULT, "default", enabled=True)
OF_TEMPLATE = {"id": UNKNOWN, "version": "1"}
DISK, ROOT = {"deviceName": "/dev/sdb"}, {"deviceName": "/dev/xvda"}
TEMPLATE = resource(LAUNCH_TEMPLATE, "template", metadataOptions={"httpTokens": "required"})


def instance(type_: str = EC2_INSTANCE, **properties: Any) -> Resource:
    return resource(type_, **properties)


def tokens(value: Any) -> dict[str, Any]:
    return {"metadataOptions": {"httpTokens": value}}


def of_template(template: str = "template", **properties: Any) -> Resource:
    refers = {"launchTemplate": [template]}
    return resource(EC2_INSTANCE, refers=refers, launchTemplate=OF_TEMPLATE, **properties)


def spot_fleet(*specifications: dict[str, Any]) -> Resource:
    return resource(SPOT_FLEET, launchSpecifications=list(specifications))


def fleet(type_: str = FLEET, **refers: list[str]) -> Resource:
    specification = {"launchTemplateId": UNKNOWN if refers else "lt-0a1b2c", "version": "1"}
    return resource(type_, refers=refers, launchTemplateConfigs=[{"launchTemplateSpecification": specification}])


def user_data(text: str) -> Resource:
    return instance(userDataBase64=base64.b64encode(text.encode()).decode())


FETCHED = "#!/bin/sh\nexport PASSWORD=$(aws secretsmanager get-secret-value --secret-id app)\n"

ROOT_DISK = {"rootBlockDevices": [{"encrypted": True}]}
OF_FLEETS = [
    *(
        case(rule, verdict, because, fleet(type_, **refers), *beside)
        for rule in (rules.instance_metadata_needs_token, rules.instance_disks_encrypted)
        for type_ in (FLEET, SPOT_FLEET)
        for verdict, because, refers, *beside in (
            ("not applicable", "a fleet of a template", {"launchTemplateConfigs": ["template"]}, TEMPLATE),
            ("unknown", "a fleet of a template of elsewhere", {}),
        )
    ),
    case(rules.instance_metadata_needs_token, "fail", "a spot fleet, which cannot ask", spot_fleet({})),
    case(
        rules.instance_metadata_needs_token,
        "pass",
        "a spot fleet, by the account's default",
        spot_fleet({}),
        resource(rules.METADATA_DEFAULTS, "default", httpTokens="required"),
    ),
    case(
        rules.instance_metadata_needs_token,
        "fail",
        "by the default of another region",
        instance(region="eu-central-1"),
        resource(rules.METADATA_DEFAULTS, "default", httpTokens="required", region="us-east-1"),
    ),
    case(rules.instance_disks_encrypted, "pass", "a spot fleet's", spot_fleet(ROOT_DISK, ROOT_DISK)),
    case(rules.instance_disks_encrypted, "fail", "those of one specification of two", spot_fleet(ROOT_DISK, {})),
    case(
        rules.instance_disks_encrypted,
        "fail",
        "one of a spot fleet",
        spot_fleet({**ROOT_DISK, "ebsBlockDevices": [DISK]}),
    ),
    case(rules.instance_disks_encrypted, "pass", "a spot fleet's, by default", spot_fleet({}), BY_DEFAULT),
    case(rules.instance_disks_encrypted, "unknown", "of a fleet", resource(SPOT_FLEET, launchSpecifications=UNKNOWN)),
    case(
        rules.instance_user_data_holds_no_secret,
        "fail",
        "a spot fleet's password",
        spot_fleet({"userData": FETCHED}, {"userData": "export DB_PASSWORD='correct-horse-battery'"}),
    ),
    case(rules.instance_user_data_holds_no_secret, "pass", "a spot fleet", spot_fleet({"userData": FETCHED})),
]
CASES = [
    *OF_FLEETS,
    case(rules.instance_metadata_needs_token, "pass", "asked for", instance(**tokens("required"))),
    case(rules.instance_metadata_needs_token, "pass", "a template", instance(LAUNCH_TEMPLATE, **tokens("required"))),
    case(
        rules.instance_metadata_needs_token,
        "pass",
        "none to be had",
        instance(metadataOptions={"httpEndpoint": "disabled"}),
    ),
    case(
        rules.instance_metadata_needs_token,
        "pass",
        "by the account's default",
        instance(LAUNCH_CONFIGURATION),
        resource(rules.METADATA_DEFAULTS, "default", httpTokens="required"),
    ),
    case(rules.instance_metadata_needs_token, "fail", "optional unless asked for", instance()),
    case(rules.instance_metadata_needs_token, "fail", "optional", instance(SPOT_INSTANCE, **tokens("optional"))),
    case(
        rules.instance_metadata_needs_token,
        "fail",
        "a default that says nothing",
        instance(),
        resource(rules.METADATA_DEFAULTS, "default"),
    ),
    case(rules.instance_metadata_needs_token, "not applicable", "of a template", of_template(), TEMPLATE),
    case(rules.instance_metadata_needs_token, "pass", "it says it itself", of_template(**tokens("required")), TEMPLATE),
    case(
        rules.instance_metadata_needs_token,
        "unknown",
        "of a template of elsewhere",
        instance(launchTemplate={"id": "lt-0a1b2c"}),
    ),
    case(
        rules.instance_metadata_needs_token,
        "unknown",
        "of a template that is looked up",
        *(of_template(), replace(TEMPLATE, made=False)),
    ),
    case(rules.instance_metadata_needs_token, "unknown", "not known", instance(**tokens(UNKNOWN))),
    case(
        rules.instance_disks_encrypted,
        "pass",
        "all of them",
        instance(rootBlockDevice={"encrypted": True}, ebsBlockDevices=[{**DISK, "encrypted": True}]),
    ),
    case(
        rules.instance_disks_encrypted,
        "pass",
        "a template, which writes text",
        instance(LAUNCH_TEMPLATE, blockDeviceMappings=[{**ROOT, "ebs": {"encrypted": "true"}}]),
    ),
    case(rules.instance_disks_encrypted, "pass", "by the account's default", instance(), BY_DEFAULT),
    case(rules.instance_disks_encrypted, "fail", "nothing is said", instance()),
    case(
        rules.instance_disks_encrypted,
        "fail",
        "one is not",
        instance(rootBlockDevice={"encrypted": True}, ebsBlockDevices=[DISK]),
    ),
    case(
        rules.instance_disks_encrypted,
        "fail",
        "the root disk is not spoken of",
        instance(ebsBlockDevices=[{**DISK, "encrypted": True}]),
    ),
    case(
        rules.instance_disks_encrypted,
        "fail",
        "a template that says no",
        instance(LAUNCH_TEMPLATE, blockDeviceMappings=[{**DISK, "ebs": {"encrypted": "false"}}]),
    ),
    case(
        rules.instance_disks_encrypted,
        "fail",
        "a template that says nothing of the root disk",
        instance(LAUNCH_TEMPLATE, blockDeviceMappings=[{**DISK, "ebs": {"encrypted": "true"}}]),
    ),
    case(
        rules.instance_disks_encrypted,
        "unknown",
        "a template, of which disk",
        instance(LAUNCH_TEMPLATE, blockDeviceMappings=[{"deviceName": UNKNOWN, "ebs": {"encrypted": "true"}}]),
    ),
    case(rules.instance_disks_encrypted, "not applicable", "of a template", of_template(), TEMPLATE),
    case(
        rules.instance_disks_encrypted,
        "not applicable",
        "of a template, and one more",
        *(of_template(ebsBlockDevices=[{**DISK, "encrypted": True}]), TEMPLATE),
    ),
    case(
        rules.instance_disks_encrypted,
        "fail",
        "of a template, and one more that is not",
        *(of_template(ebsBlockDevices=[DISK]), TEMPLATE),
    ),
    case(
        rules.instance_disks_encrypted,
        "unknown",
        "of a template of elsewhere",
        instance(launchTemplate={"id": "lt-0a1b2c"}),
    ),
    case(rules.instance_disks_encrypted, "unknown", "not known", instance(rootBlockDevice={"encrypted": UNKNOWN})),
    case(rules.instance_user_data_holds_no_secret, "pass", "it fetches one", instance(userData=FETCHED)),
    case(rules.instance_user_data_holds_no_secret, "pass", "the same, encoded", user_data(FETCHED)),
    case(
        rules.instance_user_data_holds_no_secret,
        "fail",
        "a password",
        instance(userData="export DB_PASSWORD='correct-horse-battery'"),
    ),
    case(rules.instance_user_data_holds_no_secret, "fail", "encoded", user_data("api_key: 0123456789abcdef")),
    case(
        rules.instance_user_data_holds_no_secret,
        "fail",
        "an access key",
        instance(LAUNCH_TEMPLATE, userData="aws configure set aws_access_key_id AKIAIOSFODNN7EXAMPLE"),
    ),
    case(
        rules.instance_user_data_holds_no_secret,
        "fail",
        "a private key",
        instance(LAUNCH_CONFIGURATION, userData="-----BEGIN RSA PRIVATE KEY-----"),
    ),
    case(rules.instance_user_data_holds_no_secret, "not applicable", "none", instance()),
    case(rules.instance_user_data_holds_no_secret, "unknown", "not known", instance(userData=UNKNOWN)),
    case(
        rules.instance_user_data_holds_no_secret,
        "unknown",
        "with a gap",
        instance(userData=Template("echo ${queue.url}")),
    ),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule_gives_the_verdict(case: Case) -> None:
    assert case.judged() == case.verdict
