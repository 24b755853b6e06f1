"""What `aws.iam.get_policy_document` answers: a document put together of its arguments, for which nobody asks AWS.

See the Terraform Registry, data source `aws_iam_policy_document`, of which the function is made.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

TOKEN = "aws:iam/getPolicyDocument:getPolicyDocument"  # noqa: S105 - the function's
VERSION = "2012-10-17"


def policy_document(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Return the outputs of the function: the document, as text in two layouts."""
    sources = [arguments.get("sourceJson"), *(arguments.get("sourcePolicyDocuments") or ())]
    overrides = [*(arguments.get("overridePolicyDocuments") or ()), arguments.get("overrideJson")]
    own: dict[str, Any] = {"Version": arguments.get("version") or VERSION}
    if arguments.get("policyId"):
        own["Id"] = arguments["policyId"]
    stated = [_statement(each) for each in arguments.get("statements") or ()]
    statements = _merged([*(statement for each in sources for statement in _statements(each)), *stated])
    for each in overrides:
        statements = _merged([*statements, *_statements(each)])
    document = {**own, "Statement": statements}
    return {
        "id": "policy",
        "json": json.dumps(document, indent=2),
        "minifiedJson": json.dumps(document, separators=(",", ":")),
    }


def _statement(given: Mapping[str, Any]) -> dict[str, Any]:
    parts = {
        "Sid": given.get("sid"),
        "Effect": given.get("effect") or "Allow",
        "Action": _one_or_many(given.get("actions")),
        "NotAction": _one_or_many(given.get("notActions")),
        "Resource": _one_or_many(given.get("resources")),
        "NotResource": _one_or_many(given.get("notResources")),
        "Principal": _principals(given.get("principals") or ()),
        "NotPrincipal": _principals(given.get("notPrincipals") or ()),
        "Condition": _conditions(given.get("conditions") or ()),
    }
    return {key: part for key, part in parts.items() if part}


def _one_or_many(values: list[Any] | None) -> Any:
    return values[0] if values and len(values) == 1 else values


def _principals(given: Iterable[Mapping[str, Any]]) -> Any:
    found: dict[str, list[Any]] = {}
    for each in given:
        if each["type"] == "*":
            return "*"
        found.setdefault(each["type"], []).extend(each["identifiers"])
    return {kind: _one_or_many(identifiers) for kind, identifiers in found.items()}


def _conditions(given: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for each in given:
        found.setdefault(each["test"], {})[each["variable"]] = _one_or_many(each["values"])
    return found


def _statements(text: str | None) -> list[dict[str, Any]]:
    statements = json.loads(text).get("Statement", []) if text else []
    return statements if isinstance(statements, list) else [statements]


def _merged(statements: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return statements in their order; one with the name of an earlier one takes its place."""
    found: dict[Any, dict[str, Any]] = {}
    for number, each in enumerate(statements):
        found[each.get("Sid") or number] = each
    return list(found.values())
