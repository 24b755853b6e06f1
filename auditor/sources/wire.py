"""Pulumi's own encoding of property values, the same on the wire, in a preview's JSON and in a state file.

Special values are objects with a signature key, unknown values are well-known texts, and every number is a float.
The constants are those of `sdk/go/common/resource` in Pulumi's source.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pulumi.runtime import rpc

from auditor.graph import Reference, Secret, Unknown

UNKNOWNS = frozenset(
    {
        rpc.UNKNOWN,
        "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",  # boolean
        "3eeb2bf0-c639-47a8-9e75-3b44932eb421",  # number
        "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",  # array
        "030794c1-ac77-496b-92df-f27374a8bd58",  # asset
        "e48ece36-62e2-4504-bad9-02848725956a",  # archive
        "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",  # object
    }
)
HIDDEN_SECRET = "[secret]"  # noqa: S105 - what the CLI prints in place of one


def read_value(raw: Any, leaf: Callable[[Any], Any] = lambda leaf: leaf) -> Any:
    """Return the graph's form of an encoded value. `leaf` reads plain texts and numbers.

    An object under a name of which `leaf` makes anything but text has no form in the graph, and is unknown.
    """
    match raw:  # what is met most first, and last what takes longest to tell
        case str():
            if raw in UNKNOWNS:
                return Unknown()
            return Secret(Unknown()) if raw == HIDDEN_SECRET else leaf(raw)
        case list() | tuple():
            return [read_value(part, leaf) for part in raw]
        case bool() | None:
            return raw
        case float() if raw.is_integer():
            return leaf(int(raw))
        case int() | float():
            return leaf(raw)
        case dict() | Mapping():
            signature = raw.get(rpc._special_sig_key)
            if signature is not None:
                return _read_special(signature, raw, leaf)
            if {type(leaf(key)) for key in raw} - {str}:
                return Unknown("a name in it is decided by AWS")
            return {key: read_value(raw[key], leaf) for key in sorted(raw) if raw[key] is not None}
        case _:
            return leaf(raw)


def secret(raw: Any) -> dict[str, Any]:
    """Return the encoded form of a secret."""
    return {rpc._special_sig_key: rpc._special_secret_sig, "value": raw}


def _read_special(signature: str, raw: Mapping[str, Any], leaf: Callable[[Any], Any]) -> Any:
    if signature == rpc._special_secret_sig:
        inner = read_value(raw.get("value", raw.get("plaintext", rpc.UNKNOWN)), leaf)
        return inner if isinstance(inner, Secret) else Secret(inner)
    if signature == rpc._special_output_value_sig:
        value = read_value(raw.get("value", rpc.UNKNOWN), leaf)
        return Secret(value) if raw.get("secret") else value
    if signature == rpc._special_resource_sig:
        return Reference(raw["urn"], "urn")
    # An asset or an archive: where its content comes from is all that a judge needs.
    return {key: read_value(part, leaf) for key, part in sorted(raw.items()) if key != rpc._special_sig_key}
