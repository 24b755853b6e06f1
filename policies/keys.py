"""Whose key encrypts something: one of the customer's own, or one that AWS manages for a service."""

from __future__ import annotations

import re

from policies.view import Resource

OWN_KEYS = (
    "aws:kms/key:Key",
    "aws:kms/replicaKey:ReplicaKey",
    "aws:kms/externalKey:ExternalKey",
    "aws:kms/replicaExternalKey:ReplicaExternalKey",
    "aws:kms/alias:Alias",
)
AWS_MANAGED = "alias/aws/"
NAME_OF_A_KEY = re.compile(r"(^|:)(key|alias)/.|^(mrk-)?[0-9a-f-]{32,36}$")
"""How KMS names keys: by ARN, by id, or by alias (AWS KMS Developer Guide, "Key identifiers")."""


def not_own_key(resource: Resource, path: str) -> str | None:
    """Return why the key at `path` is not the customer's own, or None if it is.

    A key that this stack makes is; so is one that is named by its ARN or id, since only AWS's aliases tell AWS's keys.
    Only stack rules may ask. Raises `UnknownValue` if it is not known what the key is.
    """
    if not resource.has(path):
        return f"{path} names no key: one that AWS manages is used, and its policy cannot be changed"
    if any(referred.type in OWN_KEYS for referred in resource.refers_to(path.split(".")[0])):
        return None
    key = resource.get(path, "")
    if AWS_MANAGED in key:
        return f"{path} names {key}, which AWS manages"
    return None if NAME_OF_A_KEY.search(key) else f"{path} names {key}, which is no key"
