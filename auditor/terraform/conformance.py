"""What the real AWS provider says of a stack: `validate` and `plan`, without an account and without a network.

Where the provider would ask AWS who it is, it is told not to, and is given keys that are nobody's; these are in a file
of their own, which is never part of a configuration that a person is given. What only a newer provider knows is
left out, and named.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from auditor.graph import ResourceGraph
from auditor.terraform.blocks import Block
from auditor.terraform.folder import texts
from auditor.terraform.providers import OLDEST
from auditor.terraform.scope import LeftOut
from auditor.terraform.tool import Tool, ToolError
from auditor.terraform.translation import PROVIDERS, Translation, translate

_OFFLINE = {
    "access_key": "none",
    "secret_key": "none",
    "skip_credentials_validation": True,
    "skip_metadata_api_check": "true",
    "skip_region_validation": True,
    "skip_requesting_account_id": True,
}
_NEEDS_AN_ACCOUNT = (
    "allowed_account_ids",
    "assume_role",
    "assume_role_with_web_identity",
    "forbidden_account_ids",
    "profile",
)
ASKS_AWS = ("aws_cloudcontrolapi_resource",)
"""Types of which the provider asks AWS something while it plans."""
DEFAULT_REGION = "us-east-1"


@dataclass(frozen=True)
class Conformance:
    """What the provider said. `planned` is how many resources it would make, `left_out` what it was not shown."""

    stack: str
    errors: tuple[str, ...]
    warnings: tuple[str, ...]
    planned: int
    resources: int
    of_resources: int
    left_out: tuple[LeftOut, ...]


def conform(graph: ResourceGraph, tool: Tool, *, region: str | None = None, form: str = "hcl") -> Conformance:
    """Return what the provider says of a graph. Raises `ToolError` where the tool itself fails."""
    at_hand = tool.providers or {"aws"}
    translation = translate(
        graph, region=region or DEFAULT_REGION, providers=at_hand, newer=False, imports=False, without=ASKS_AWS
    )
    with TemporaryDirectory() as name:
        folder = Path(name)
        for file, text in texts(translation, form).items():
            (folder / file).write_text(text, encoding="utf-8")
        write_oracle(folder, translation)
        tool.prepare(folder)
        errors, warnings = validated(tool, folder)
        planned = 0
        if not errors:
            errors, planned = _planned(tool, folder)
    return Conformance(
        stack=graph.stack,
        errors=errors,
        warnings=warnings,
        planned=planned,
        resources=translation.resources,
        of_resources=translation.of_resources,
        left_out=translation.left_out,
    )


def write_oracle(folder: Path, translation: Translation) -> None:
    """Write what lets the provider work alone: its own settings, and a value for each variable."""
    blocks = [block for block in translation.files.get(PROVIDERS, ()) if block.kind == "provider"]
    own = [_offline(block) for block in blocks if block.labels == ("aws",)] or [dict(_OFFLINE)]
    override: dict[str, Any] = {"provider": {"aws": own}}
    override["terraform"] = {
        "required_providers": {"aws": {"source": "hashicorp/aws", "version": f">= {OLDEST['aws']}"}}
    }
    (folder / "oracle_override.tf.json").write_text(json.dumps(override))
    examples = {each.name: each.example for each in translation.variables if each.default is None}
    (folder / "oracle.auto.tfvars.json").write_text(json.dumps(examples))


def _offline(block: Block) -> dict[str, Any]:
    alias = {"alias": block.body["alias"]} if "alias" in block.body else {}
    return {**alias, **_OFFLINE, **{name: None for name in _NEEDS_AN_ACCOUNT if name in block.body}}


def validated(tool: Tool, folder: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the errors and warnings of `validate`."""
    said = tool.run_json(folder, "validate", "-json", accepted=(0, 1))["diagnostics"]
    return _told(said, "error"), _told(said, "warning")


def _planned(tool: Tool, folder: Path) -> tuple[tuple[str, ...], int]:
    text = tool.run(folder, "plan", "-refresh=false", "-input=false", "-lock=false", "-json", accepted=(0, 1))
    lines = [json.loads(line) for line in text.splitlines() if line.startswith("{")]
    errors = _told([line["diagnostic"] for line in lines if line.get("type") == "diagnostic"], "error")
    planned = next((line["changes"]["add"] for line in lines if line.get("type") == "change_summary"), 0)
    if not errors and not any(line.get("type") == "change_summary" for line in lines):
        raise ToolError(f"{tool.binary} plan: ended without a plan: {text[-2000:]}")
    return errors, planned


def _told(diagnostics: Iterable[Any], severity: str) -> tuple[str, ...]:
    found = []
    for each in diagnostics:
        if each["severity"] == severity:
            code = (each.get("snippet") or {}).get("code", "").strip()
            where = each.get("address") or (each.get("snippet") or {}).get("context") or ""
            found.append(": ".join(part for part in (where, each["summary"], each.get("detail", ""), code) if part))
    return tuple(found)
