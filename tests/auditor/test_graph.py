from __future__ import annotations

import json

from auditor.graph import Reference, Resource, ResourceGraph, Secret, Source, Text, Unknown, encode, references


def graph(**inputs: object) -> ResourceGraph:
    resource = Resource(urn="urn:a", type="t", name="a", inputs=inputs, source=Source("__main__.py", 3))
    return ResourceGraph(project="p", stack="s", origin="program", resources=(resource,))


def test_a_special_value_is_an_object_with_a_dollar_key() -> None:
    value = {
        "list": [Reference("urn:b", "id")],
        "text": Text(("x-", Reference("urn:b", "arn"))),
        "none": Unknown("why"),
    }
    assert encode(value) == {
        "list": [{"$ref": "urn:b", "attribute": "id"}],
        "text": {"$text": ["x-", {"$ref": "urn:b", "attribute": "arn"}]},
        "none": {"$unknown": "why"},
    }


def test_a_secret_is_left_out_of_the_json_and_of_the_hash() -> None:
    assert "hunter2" not in graph(password=Secret("hunter2")).to_json()
    assert graph(password=Secret("hunter2")).sha256() == graph(password=Secret("other")).sha256()


def test_the_order_of_keys_does_not_change_the_hash() -> None:
    assert graph(a=1, b={"c": 1, "d": 2}).sha256() == graph(b={"d": 2, "c": 1}, a=1).sha256()


def test_any_other_difference_changes_the_hash() -> None:
    assert len({graph(a=each).sha256() for each in (1, 2, "1", True, None, Unknown(), Reference("u", "id"))}) == 7


def test_the_json_is_readable_json() -> None:
    (resource,) = json.loads(graph(a=1).to_json())["resources"]
    assert (resource["inputs"], resource["source"]) == ({"a": 1}, {"file": "__main__.py", "line": 3})


def test_references_are_found_at_any_depth() -> None:
    deep = {"a": [Text(("x", Reference("u", "id"))), {"b": Secret(Reference("v", "arn"))}]}
    assert list(references(deep)) == [Reference("u", "id"), Reference("v", "arn")]


def test_a_resource_is_found_by_its_urn() -> None:
    found = graph().find("urn:a")
    assert found is not None
    assert found.name == "a"
    assert graph().find("urn:b") is None
