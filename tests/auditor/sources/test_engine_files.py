from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from pulumi.runtime.rpc import UNKNOWN

from auditor.errors import InputError
from auditor.graph import ResourceGraph, Secret, Source, Unknown
from auditor.sources.engine import read_engine_file

VPC = "urn:pulumi:dev::tiny::aws:ec2/vpc:Vpc::vpc"
SUBNET = "urn:pulumi:dev::tiny::aws:ec2/subnet:Subnet::subnet"
SECRET = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", "ciphertext": "v1:abc"}

STATES: list[dict[str, Any]] = [
    {"urn": VPC, "type": "aws:ec2/vpc:Vpc", "custom": True, "inputs": {"__defaults": [], "cidrBlock": "10.0.0.0/16"}},
    {
        "urn": SUBNET,
        "type": "aws:ec2/subnet:Subnet",
        "custom": True,
        "inputs": {"vpcId": UNKNOWN, "secret": "[secret]", "size": 3.0, "none": None},
        "propertyDependencies": {"vpcId": [VPC], "size": []},
        "dependencies": [VPC],
        "protect": True,
        "provider": "urn:pulumi:dev::tiny::pulumi:providers:aws::aws::1234",
        "sourcePosition": "project:///components/network.py#42",
    },
]


def read(folder: Path, document: object) -> ResourceGraph:
    path = folder / "file.json"
    path.write_text(document if isinstance(document, str) else json.dumps(document))
    return read_engine_file(path)


def preview(*states: dict[str, Any], op: str = "create") -> dict[str, Any]:
    return {"steps": [{"op": op, "urn": state["urn"], "newState": state} for state in states]}


def state(*states: dict[str, Any]) -> dict[str, Any]:
    return {"version": 3, "deployment": {"resources": list(states)}}


@pytest.mark.parametrize("document", [preview(*STATES), state(*STATES)], ids=["a preview", "a state"])
def test_both_forms_are_read_into_the_same_graph(tmp_path: Path, document: dict[str, Any]) -> None:
    graph = read(tmp_path, document)
    assert (graph.project, graph.stack) == ("tiny", "dev")
    subnet, vpc = graph
    assert vpc.inputs == {"cidrBlock": "10.0.0.0/16"}
    assert subnet.inputs == {"vpcId": Unknown(), "secret": Secret(Unknown()), "size": 3}
    assert subnet.property_dependencies == {"vpcId": (VPC,)}
    assert subnet.options.protect
    assert subnet.options.provider == "urn:pulumi:dev::tiny::pulumi:providers:aws::aws"
    assert subnet.source == Source("components/network.py", 42)


def test_it_is_told_where_a_graph_was_read_from(tmp_path: Path) -> None:
    assert read(tmp_path, preview(*STATES)).origin == "preview"
    assert read(tmp_path, state(*STATES)).origin == "state"


def test_an_encrypted_secret_of_a_state_is_a_secret(tmp_path: Path) -> None:
    graph = read(tmp_path, state({**STATES[0], "inputs": {"password": SECRET}}))
    assert graph.resources[0].inputs == {"password": Secret(Unknown())}
    assert "v1:abc" not in graph.to_json()


def test_what_is_being_deleted_is_not_part_of_the_graph(tmp_path: Path) -> None:
    assert len(read(tmp_path, state(STATES[0], {**STATES[1], "delete": True})).resources) == 1
    gone = preview(*STATES)
    gone["steps"][1] = {"op": "delete", "urn": SUBNET, "oldState": STATES[1]}
    assert len(read(tmp_path, gone).resources) == 1


UNUSABLE = [
    ("not JSON", "hello", "not JSON"),
    ("something else", {"a": 1}, "neither a preview"),
    ("a list", [], "neither a preview"),
    ("empty", {"steps": []}, "holds no resources"),
    ("half a resource", {"deployment": {"resources": [{"type": "t"}]}}, "not in Pulumi's form"),
    ("no URN", {"deployment": {"resources": [{"urn": "x", "type": "t"}]}}, "not in Pulumi's form"),
]


@pytest.mark.parametrize(("document", "message"), [row[1:] for row in UNUSABLE], ids=[row[0] for row in UNUSABLE])
def test_an_unusable_file_is_refused_by_name(tmp_path: Path, document: object, message: str) -> None:
    with pytest.raises(InputError, match=r"file\.json: ") as refusal:
        read(tmp_path, document)
    assert message in str(refusal.value)


def test_a_missing_file_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no\.json: cannot be read"):
        read_engine_file(tmp_path / "no.json")
