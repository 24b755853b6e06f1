"""Reads the schema of a Terraform provider from the provider itself."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from auditor.terraform.tool import Tool

Block = Mapping[str, Any]
"""A block in the form of `terraform providers schema -json`."""


@dataclass(frozen=True)
class ProviderSchema:
    """What a provider takes: in its own block, and for each type of resource."""

    version: str
    configuration: Block
    types: Mapping[str, Block]


def read_schema(tool: Tool, name: str) -> ProviderSchema:
    """Return the schema of `hashicorp/<name>`, of the version at hand. Raises `ToolError` if there is none."""
    required = {"terraform": {"required_providers": {name: {"source": f"hashicorp/{name}"}}}}
    with TemporaryDirectory() as folder:
        Path(folder, "main.tf.json").write_text(json.dumps(required))
        tool.prepare(Path(folder))
        document = tool.run_json(Path(folder), "providers", "schema", "-json")
        versions = tool.run_json(Path(folder), "version", "-json")["provider_selections"]
    (address,) = (each for each in document["provider_schemas"] if each.endswith(f"/{name}"))
    schema = document["provider_schemas"][address]
    return ProviderSchema(
        version=versions[address],
        configuration=schema["provider"]["block"],
        types={type_: each["block"] for type_, each in schema["resource_schemas"].items()},
    )


def names(block: Block) -> list[str]:
    """Return the names of all attributes and blocks in a block."""
    return [*block.get("attributes", {}), *block.get("block_types", {})]
