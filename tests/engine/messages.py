"""Properties as the engine and its providers send them to each other."""

from __future__ import annotations

from typing import Any

from google.protobuf import json_format, struct_pb2

Properties = dict[str, Any]


def read(message: Any) -> Properties:
    """Return the properties in a message."""
    return json_format.MessageToDict(message)


def struct(properties: Properties) -> Any:
    """Return a message with these properties."""
    message = struct_pb2.Struct()
    json_format.ParseDict(properties, message)
    return message
