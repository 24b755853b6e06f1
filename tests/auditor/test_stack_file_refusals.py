"""What the files of stacks, or several of them together, cannot be is refused in one message that names the place."""

from __future__ import annotations

from itertools import pairwise
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


def linked(name: str) -> Change:
    """Put a link to itself in the place of a file."""

    def link(project: Path) -> None:
        (project / name).unlink()
        (project / name).symlink_to(project / name)

    return link


def changed(name: str, old: str, new: str) -> Change:
    return lambda project: (project / name).write_text((project / name).read_text().replace(old, new))


BOMB = (
    "&a ["
    + "1, " * 9
    + "]"
    + "".join(f"\n  {each}: &{each} [{f'*{last}, ' * 9}]" for last, each in pairwise("abcdefg"))
)
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
        "Pulumi.dev.yaml: config: footing:settings: holds itself, by an alias, or too many levels; write it out$",
    ),
    (
        "settings of aliases of aliases",
        text("stacks/Pulumi.dev.yaml", f"config:\n  a: {BOMB}\n"),
        r"stacks/Pulumi\.dev\.yaml: its aliases stand for more than 100,000 values; write out what you mean$",
    ),
    (
        "a day for a name",
        text("stacks/Pulumi.dev.yaml", "config: {'footing:settings': {environment: 2026-01-01}}"),
        "config: footing:settings.environment: 2026-01-01 is neither text nor a number; put it between quotes$",
    ),
    (
        "exceptions that lead nowhere",
        linked("stacks/exceptions.yaml"),
        r"exceptions\.yaml: is a link that leads nowhere; mend or remove it$",
    ),
    (
        "settings that lead in a circle",
        linked("stacks/Pulumi.dev.yaml"),
        r"Pulumi\.dev\.yaml: cannot be read: Too many levels of symbolic links$",
    ),
    (
        "a project that leads in a circle",
        linked("Pulumi.yaml"),
        r"Pulumi\.yaml: cannot be read: Too many levels of symbolic links$",
    ),
    ("files of stacks nowhere", changed("Pulumi.yaml", "Dir: stacks", "Dir: nowhere"), "nowhere is no folder; `stackC"),
    (
        "an account twice",
        settings("access", operator={"accounts": ["111122223333"] * 2}),
        STACK_FILE + "access.operator.accounts: names 111122223333 twice; remove one$",
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
        STACK_FILE + "delivery.secrets: PORT is",
    ),
    (
        "an owner that does not exist",
        settings("", account_owner="nosuch"),
        STACK_FILE + "account_owner: there is no stack 'nosuch'; others that have a file are: prod, stage",
    ),
    (
        "an owner that is the stack itself",
        settings("", account_owner="dev"),
        STACK_FILE
        + "account_owner: dev is this stack, which holds the singletons of its account by default; remove it",
    ),
    (
        "two owners of an account",
        both(settings("", account="111122223333"), settings("", "prod", account="111122223333")),
        STACK_FILE + "account_owner: prod uses account 111122223333 too, .*: set `account_owner: prod` here, or",
    ),
    (
        "an owner that owns nothing",
        both(settings("", account_owner="stage"), settings("", "stage", account_owner="prod")),
        STACK_FILE + "account_owner: stage holds no singletons: its own `account_owner` is prod; set prod here too",
    ),
    (
        "a pipeline to nowhere",
        settings(
            "delivery", pipeline_owner=None, pipeline={**PIPELINE, "targets": ["dev", "qa"], "approval_before": []}
        ),
        STACK_FILE + "delivery.pipeline.targets: there is no stack 'qa'; others that have a file are: prod, stage",
    ),
    (
        "a pipeline that leaves the stack out",
        settings("delivery", "prod", pipeline={**PIPELINE, "targets": ["stage", "prod"]}),
        STACK_FILE
        + "delivery.pipeline_owner: prod releases to stage, prod only; add dev to .* in stacks/Pulumi.prod.yaml",
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
