"""What the files of stacks, or several of them together, cannot be is refused in one message that names the place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.auditor.projects import copy_of_the_project
from tests.auditor.test_cli_refusals import STACK_FILE, Change, refused, settings, text

SECRET = "arn:aws:secretsmanager:us-east-1:111122223333:secret:token-AbCdEf"
PIPELINE = {"connection": "arn:aws:codeconnections:us-east-1:111122223333:connection/1"}


def capacity(**changes: Any) -> Change:
    return settings("delivery", capacity=changes)


def both(one: Change, other: Change) -> Change:
    return lambda project: (one(project), other(project))


def added(name: str, content: str) -> Change:
    def add(project: Path) -> None:
        with (project / name).open("a") as file:
            file.write(content)

    return add


REFUSED: list[tuple[str, Change, str]] = [
    (
        "a key twice",
        added("stacks/Pulumi.dev.yaml", "    delivery:\n"),
        r"stacks/Pulumi\.dev\.yaml: not well-formed YAML: line \d+: the key 'delivery' stands twice; remove one",
    ),
    (
        "an exception with a key twice",
        text("stacks/exceptions.yaml", "exceptions: []\nexceptions: []\n"),
        r"exceptions\.yaml: not well-formed YAML: line 2: the key 'exceptions' stands twice; remove one",
    ),
    (
        "a project with a key twice",
        added("Pulumi.yaml", "name: another\n"),
        r"Pulumi\.yaml: not well-formed YAML: line \d+: the key 'name' stands twice; remove one",
    ),
    (
        "settings that are text",
        text("stacks/Pulumi.dev.yaml", "config: {'footing:settings': hello}"),
        "stacks/Pulumi.dev.yaml: footing:settings: must be a map of keys and values, and not encrypted as a whole$",
    ),
    (
        "settings that are encrypted",
        text("stacks/Pulumi.dev.yaml", "config: {'footing:settings': {secure: AAABAA}}"),
        "stacks/Pulumi.dev.yaml: footing:settings: must be a map of keys and values, and not encrypted as a whole$",
    ),
    (
        "settings that hold themselves",
        text("stacks/Pulumi.dev.yaml", "config: {'footing:settings': &a {b: *a}}"),
        "stacks/Pulumi.dev.yaml: config: footing:settings: holds itself, by an alias; write it out$",
    ),
    (
        "settings that are a number",
        text("stacks/Pulumi.dev.yaml", "config: {'footing:settings': 3}"),
        "stacks/Pulumi.dev.yaml: footing:settings: must be a map of keys and values$",
    ),
    (
        "a load without end",
        capacity(requests_per_second=float("inf")),
        STACK_FILE + "delivery.capacity.requests_per_second: must be a finite number",
    ),
    (
        "a variable twice",
        settings("delivery", secrets={"PORT": SECRET}),
        STACK_FILE[:-2] + ".delivery: secrets: PORT is",
    ),
    (
        "an owner that does not exist",
        settings("", account_owner="nosuch"),
        STACK_FILE + "account_owner: there is no stack 'nosuch'; others that have a file are: prod, stage",
    ),
    (
        "an owner that is the stack itself",
        settings("", account_owner="dev"),
        STACK_FILE + "account_owner: dev is this stack, which holds what its account has once .*; remove it",
    ),
    (
        "an owner that owns nothing",
        both(settings("", account_owner="stage"), settings("", "stage", account_owner="prod")),
        STACK_FILE
        + "account_owner: stage holds nothing for others: it names prod as its own `account_owner`; name prod",
    ),
    (
        "a pipeline to nowhere",
        settings(
            "delivery", pipeline_owner=None, pipeline={**PIPELINE, "targets": ["dev", "qa"], "approval_before": []}
        ),
        STACK_FILE + "delivery.pipeline.targets: there is no stack 'qa'; others that have a file are: prod, stage",
    ),
    (
        "a second pipeline",
        settings("delivery", pipeline_owner=None, pipeline=PIPELINE),
        STACK_FILE
        + "delivery.pipeline.targets: stage lets in the pipeline of prod only; name dev there, or leave stage",
    ),
]


@pytest.mark.parametrize(("change", "message"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_it_is_named_in_one_message(change: Change, message: str, tmp_path: Path) -> None:
    project = copy_of_the_project(tmp_path / "project")
    change(project)
    refused(project, message, "--stack", "dev")
