"""Applies a stack to an emulator, or destroys it there, and tells what became of each resource."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from auditor.graph import ResourceGraph
from auditor.terraform.conformance import ASKS_AWS, write_oracle
from auditor.terraform.folder import texts
from auditor.terraform.tool import Tool
from auditor.terraform.translation import Translation, translate

from .emulator import REGION, Emulator

_ZONE = re.compile(r"\bZ0[A-Z]+EXAMPLE\b")
_PARALLEL = "20"
_SECONDS = 3600
_ATTEMPTS = 3
"""Moto answers many requests at once, and now and then fails as one changes a list that another reads."""
_OVERRIDE = "oracle_override.tf.json"
_VALUES = "oracle.auto.tfvars.json"
_STARTED = {"wait_for_steady_state": False}
"""An emulated service never has a task, so nobody waits for one."""
_TOLD = ("planned_change", "apply_complete", "diagnostic")
_IMAGE = "111122223333.dkr.ecr.us-east-1.amazonaws.com/footing-dev@sha256:" + "0" * 64


@dataclass(frozen=True)
class Run:
    """What came of a command: addresses of what was made, changed or deleted, and each error."""

    planned: Mapping[str, str]
    """What was to be done, such as `update`, by address."""
    done: frozenset[str]
    errors: tuple[str, ...]


@dataclass(frozen=True)
class Rehearsal:
    """A stack that was applied. Its folder keeps the configuration and the state."""

    translation: Translation
    run: Run
    state: Mapping[str, Any]
    """The attributes of each that was made, by its address."""
    tool: Tool
    folder: Path
    without: Collection[str]


def rehearse(
    graph: ResourceGraph, tool: Tool, emulator: Emulator, folder: Path, *, without: Collection[str] = ()
) -> Rehearsal:
    """Apply a stack, but for resources of the types `without`, in an empty `folder`."""
    translation = write(graph, tool, emulator, folder, without=without)
    tool.prepare(folder)
    done = run(tool, folder, emulator, "apply")
    return Rehearsal(translation, done, state_of(folder), tool, folder, without)


def write(
    graph: ResourceGraph, tool: Tool, emulator: Emulator, folder: Path, *, without: Collection[str]
) -> Translation:
    """Write a stack's configuration into `folder`, in place of one of the same stack."""
    translation = translate(
        graph,
        region=REGION,
        providers=tool.providers or {"aws"},
        newer=False,
        imports=False,
        without={*ASKS_AWS, *without},
    )
    for name, text in texts(translation, "json").items():
        (folder / name).write_text(_with_zones(text, emulator), encoding="utf-8")
    write_oracle(folder, translation)
    _meet(folder, emulator, translation)
    return translation


def run(tool: Tool, folder: Path, emulator: Emulator, command: str, *arguments: str) -> Run:
    """Apply, or destroy. With `-refresh=false`, moto is not asked for what it keeps otherwise than it was told."""
    said = list(_said(tool, folder, emulator, command, "-auto-approve", *arguments))
    by_type = {kind: [each for each in said if each.get("type") == kind] for kind in _TOLD}
    planned, done, told = (by_type[kind] for kind in _TOLD)
    errors = [each["diagnostic"] for each in told if each["diagnostic"]["severity"] == "error"]
    return Run(
        {each["change"]["resource"]["addr"]: each["change"]["action"] for each in planned},
        frozenset(each["hook"]["resource"]["addr"] for each in done),
        tuple(f"{each.get('address')}: {each['summary']}: {each.get('detail')}" for each in errors),
    )


def _with_zones(text: str, emulator: Emulator) -> str:
    """Put a hosted zone where an example of one stands, as it has to be there before."""
    for zone in sorted(set(_ZONE.findall(text))):
        there = emulator.ask("route53", "list_hosted_zones")["HostedZones"]
        made = there or [
            emulator.ask("route53", "create_hosted_zone", Name="example.com", CallerReference=zone)["HostedZone"]
        ]
        text = text.replace(zone, made[0]["Id"].rpartition("/")[2])
    return text


def _meet(folder: Path, emulator: Emulator, translation: Translation) -> None:
    """Let the provider ask who it is, as it will ask AWS, and give it what other providers would make."""
    override = json.loads((folder / _OVERRIDE).read_text())
    for provider in override["provider"]["aws"]:
        provider |= {"skip_requesting_account_id": False, "s3_use_path_style": True, "max_retries": _ATTEMPTS}
    services = (each.split(".") for each in translation.addresses.values() if each.startswith("aws_ecs_service."))
    override["resource"] = {type_: {name: _STARTED} for type_, name in services}
    (folder / _OVERRIDE).write_text(json.dumps(override))
    values = json.loads((folder / _VALUES).read_text())
    own = {
        "app_image_uri": _IMAGE,
        "certificate_cert_pem": emulator.certificate,
        "certificate_private_key_pem": emulator.key,
    }
    (folder / _VALUES).write_text(json.dumps({name: own.get(name, value) for name, value in values.items()}))


def _said(tool: Tool, folder: Path, emulator: Emulator, *arguments: str) -> Iterator[dict[str, Any]]:
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("AWS_", "TF_"))}
    done = subprocess.run(
        [tool.binary, *arguments, "-input=false", "-lock=false", "-json", f"-parallelism={_PARALLEL}"],
        cwd=folder,
        env=environment | {"CHECKPOINT_DISABLE": "1", "TF_IN_AUTOMATION": "1"} | emulator.settings,
        capture_output=True,
        text=True,
        timeout=_SECONDS,
        check=False,
    )
    (folder / f"{arguments[0]}.log").write_text(done.stdout + done.stderr)
    return (json.loads(line) for line in done.stdout.splitlines() if line.startswith("{"))


def state_of(folder: Path) -> dict[str, Any]:
    """Return the attributes of each resource that the state in a folder has, by its address."""
    state = json.loads((folder / "terraform.tfstate").read_text())
    return {
        f"{each['type']}.{each['name']}": each["instances"][0]["attributes"]
        for each in state["resources"]
        if each["mode"] == "managed"
    }
