"""The pack reads each resource once, and reads it as pulumi-policy does."""

from __future__ import annotations

from typing import Any

import pytest
from google.protobuf import json_format, struct_pb2
from pulumi_policy import policy
from pulumi_policy.proxy import UnknownValueError

from policies.read_once import read_once

UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
PROPERTIES = {"name": "it", "sizes": [1.0, 2.0], "tags": {"Owner": "platform"}, "id": UNKNOWN}
REPLACED = ("json_format", "deserialize_properties", "unknown_checking_proxy")


@pytest.fixture
def reading(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The module that reads, with what is replaced put back afterwards."""
    for name in REPLACED:
        monkeypatch.setattr(policy, name, getattr(policy, name))
    read_once()
    return policy


def message() -> struct_pb2.Struct:
    return json_format.ParseDict(PROPERTIES, struct_pb2.Struct())


def read(module: Any, given: struct_pb2.Struct) -> Any:
    return module.unknown_checking_proxy(module.deserialize_properties(module.json_format.MessageToDict(given)))


def test_the_same_properties_are_read_once(reading: Any) -> None:
    given = message()
    assert read(reading, given) is read(reading, given)


def test_properties_of_one_message_are_not_taken_for_those_of_another(reading: Any) -> None:
    first, second = message(), message()
    second["name"] = "another"
    assert [read(reading, each)["name"] for each in (first, second)] == ["it", "another"]


def test_what_is_read_is_what_pulumi_policy_reads(reading: Any) -> None:
    found = read(reading, message())
    assert (found["name"], list(found["sizes"]), dict(found["tags"])) == ("it", [1.0, 2.0], {"Owner": "platform"})
    with pytest.raises(UnknownValueError):
        found["id"]


def test_properties_that_are_read_with_their_secrets_are_read_anew(reading: Any) -> None:
    given = reading.json_format.MessageToDict(message())
    assert reading.deserialize_properties(given, True) is not reading.deserialize_properties(given, True)
