"""`python -m auditor.terraform.generation`: write the mapping anew, from the provider and the package at hand."""

from __future__ import annotations

import sys
from importlib.metadata import version
from typing import Any

from auditor.sources.fast_imports.generated_packages import import_lazily
from auditor.terraform.generation import overrides
from auditor.terraform.generation.joining import Shapes, join, plain_shape
from auditor.terraform.generation.matching import match_types
from auditor.terraform.generation.package import Given, properties, resource_tokens
from auditor.terraform.generation.provider import ProviderSchema, names, read_schema
from auditor.terraform.mapping import PATH, write
from auditor.terraform.name_forms import snake
from auditor.terraform.tool import ToolError, find_tool

PACKAGE = "aws"


def main() -> None:
    """Read both sides, join them and write the mapping."""
    tool = find_tool(network=True)
    if isinstance(tool, str):
        sys.exit(f"footing: {tool}")
    import_lazily()
    try:
        schema = read_schema(tool, PACKAGE)
    except ToolError as error:
        sys.exit(f"footing: {error}")
    given = {token: properties(token) for token in resource_tokens(PACKAGE)}
    write(mapping(schema, given, version(f"pulumi_{PACKAGE}")))
    print(f"{PATH.name}: {PATH.stat().st_size:,} bytes")


def mapping(schema: ProviderSchema, given: dict[str, dict[str, Given]], package: str) -> dict[str, Any]:
    """Return the mapping as a document. `given` holds the properties of each resource type of the package."""
    found = match_types(PACKAGE, given, {type_: names(block) for type_, block in schema.types.items()}, overrides.TYPES)
    shapes = Shapes()
    types = {}
    for token, own in given.items():
        renamed = overrides.PROPERTIES.get(token.split(":")[1], {})
        block = schema.types[found[token]] if token in found else {}
        types[token] = [found.get(token) or _new_type(token), join(shapes, own, block, renamed), token not in found]
    return {
        "provider": schema.version,
        "package": package,
        "types": types,
        "configuration": plain_shape(shapes, schema.configuration),
        "shapes": shapes.documents,
    }


def _new_type(token: str) -> str:
    """Return the likeliest name of a type that only a newer provider has."""
    module, name = token.split(":")[1].split("/")
    return f"{PACKAGE}_{snake(name)}" if module == "index" else f"{PACKAGE}_{module}_{snake(name)}"


if __name__ == "__main__":
    main()
