"""Whether a store takes connections in the clear, as its own properties and those of what configures it say."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from auditor.graph import Resource, ResourceGraph
from auditor.readings.properties import items, named_by
from auditor.results.data_flow import Encrypted

FORCES_TLS = {"rds.force_ssl": ("1",), "require_secure_transport": ("1", "ON")}
"""Parameters of a database engine that refuse clear text (Amazon RDS User Guide), and the values that do."""
ALWAYS = {
    "aws:elasticache/serverlessCache:ServerlessCache": "a serverless cache takes TLS alone (ElastiCache User Guide)",
}


def in_transit(store: Resource, graph: ResourceGraph) -> tuple[Encrypted, str]:
    """Return whether connections to a store are encrypted, and on which property that is founded."""
    if store.type in ALWAYS:
        return "yes", ALWAYS[store.type]
    if "transitEncryptionEnabled" in store.inputs:
        on = store.inputs["transitEncryptionEnabled"]
        return ("yes" if on is True else "no" if on is False else "not stated"), f"transitEncryptionEnabled: {on}"
    for key in ("parameterGroupName", "dbClusterParameterGroupName"):
        for urn in named_by(store, key):
            group = graph.find(urn)
            if group is not None and (said := _parameter(group)):
                return said
    if store.type.startswith("aws:s3/"):
        return _by_policy(store, graph)
    return "not stated", "no property of the program says so"


def _parameter(group: Resource) -> tuple[Encrypted, str] | None:
    for each in items(group.inputs.get("parameters")):
        name, value = each.get("name"), each.get("value")
        if isinstance(name, str) and name in FORCES_TLS and isinstance(value, str):
            return ("yes" if value.upper() in FORCES_TLS[name] else "no"), f"{name} = {value} ({group.name})"
    return None


def _by_policy(bucket: Resource, graph: ResourceGraph) -> tuple[Encrypted, str]:
    for policy in graph:
        of_bucket = policy.type.startswith("aws:s3/bucketPolicy:") and bucket.urn in named_by(policy, "bucket")
        if of_bucket and _denies_clear_text(policy.inputs.get("policy")):
            return "yes", f"aws:SecureTransport is asked for by the policy {policy.name}"
    return "not stated", "no policy of the bucket refuses clear text"


def _denies_clear_text(policy: Any) -> bool:
    if not isinstance(policy, str):
        return False
    try:
        statements = json.loads(policy)["Statement"]
    except (ValueError, KeyError, TypeError):
        return False
    return any(_denies(each) for each in items(statements))


def _denies(statement: Mapping[str, Any]) -> bool:
    condition = statement.get("Condition")
    of_transport = condition.get("Bool", {}).get("aws:SecureTransport") if isinstance(condition, Mapping) else None
    return statement.get("Effect") == "Deny" and str(of_transport).lower() == "false" and "s3:*" in str(statement)
