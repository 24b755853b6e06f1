"""Files that a program uploads: Terraform is told their paths, below the folder of the Pulumi program.

What is a folder, or is put together of several files, is zipped by a data source of the provider `archive`.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

from auditor.terraform.blocks import Block, Expression, Nested, Template
from auditor.terraform.naming import identifier

PROGRAM = "program"
"""The variable that holds the program's folder."""
_KEYS = {"path", "text", "uri", "assets"}
_PACKED = {".zip", ".jar", ".tar", ".gz", ".tgz", ".whl", ".war"}


def is_asset(value: Any) -> bool:
    """Tell whether a value is what is left of an asset or an archive: where its content comes from."""
    return isinstance(value, Mapping) and bool(_KEYS & value.keys()) and set(value) <= _KEYS | {"hash"}


def file_of(asset: Mapping[str, Any]) -> Any:
    """Return the path of an asset that is a file, or of an archive that is packed already; None for any other."""
    path = asset.get("path")
    return in_program(path) if isinstance(path, str) else None


def is_packed(asset: Mapping[str, Any]) -> bool:
    """Tell whether an archive is a file, as far as its name tells."""
    return isinstance(asset.get("path"), str) and PurePosixPath(asset["path"]).suffix in _PACKED


def in_program(path: str) -> Any:
    """Return a path of the program's as one that Terraform finds."""
    if PurePosixPath(path).is_absolute():
        return path
    return Template((Expression(f"var.{PROGRAM}"), f"/{path.removeprefix('./')}"))


def zipped(asset: Mapping[str, Any], name: str) -> Block | None:
    """Return the data source that zips a folder, or files from several places; None if it cannot."""
    body: dict[str, Any] = {"type": "zip", "output_path": Template((Expression("path.root"), f"/{name}.zip"))}
    if isinstance(asset.get("path"), str):
        return Block("data", ("archive_file", name), {**body, "source_dir": in_program(asset["path"])})
    sources = []
    for inside, part in sorted(asset.get("assets", {}).items()):
        content = _content(part) if isinstance(part, Mapping) else None
        if content is None:
            return None
        sources.append({"content": content, "filename": inside})
    return Block("data", ("archive_file", name), {**body, "source": Nested(tuple(sources))}) if sources else None


def _content(asset: Mapping[str, Any]) -> Any:
    if isinstance(asset.get("text"), str):
        return asset["text"]
    if isinstance(asset.get("path"), str) and PurePosixPath(asset["path"]).suffix:
        path = asset["path"].removeprefix("./")
        return Expression(f'file("${{var.{PROGRAM}}}/{path}")' if not path.startswith("/") else f'file("{path}")')
    return None


def archive_name(address: str) -> str:
    """Return the name of the data source for a resource."""
    return identifier(address.split(".", 1)[1])
