"""A Pulumi project's files, read as the CLI reads them: which stacks there are, and the configuration of each."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from auditor.errors import InputError
from auditor.sources.tokens import Tokens

SECURE = "secure"
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""Ten times as fast where PyYAML was built with LibYAML, as its wheels are."""


@dataclass(frozen=True)
class Project:
    """A Pulumi project: its folder, its name, and where its stacks' files are."""

    root: Path
    name: str
    stacks_folder: Path

    @property
    def stacks(self) -> tuple[str, ...]:
        """The names of the stacks that have a file, in alphabetical order."""
        files = self.stacks_folder.glob("Pulumi.*.yaml")
        return tuple(sorted(path.name.removeprefix("Pulumi.").removesuffix(".yaml") for path in files))

    def stack_file(self, stack: str) -> Path:
        """The file of a stack."""
        return self.stacks_folder / f"Pulumi.{stack}.yaml"


@dataclass(frozen=True)
class Configuration:
    """The configuration of a stack as the engine hands it to a program: text by full key, some of it secret."""

    values: dict[str, str]
    secret_keys: list[str] = field(default_factory=list)


def load_project(root: Path) -> Project:
    """Read `Pulumi.yaml` of the folder `root`; raise `InputError` if there is none or it is not a Python project."""
    path = root / "Pulumi.yaml"
    if not path.exists():
        raise InputError(f"{path}: cannot be read: No such file or directory; name the project's folder by --project")
    document = _load(path)
    runtime = document.get("runtime")
    runtime = runtime.get("name") if isinstance(runtime, dict) else runtime
    if runtime != "python":
        raise InputError(f"{path}: runtime is {runtime!r}; only python programs can be recorded")
    name = document.get("name")
    if not isinstance(name, str):
        raise InputError(f"{path}: name is missing")
    return Project(root.resolve(), name, root.resolve() / str(document.get("stackConfigDir", ".")))


def load_configuration(project: Project, stack: str, tokens: Tokens) -> Configuration:
    """Read the configuration of a stack; raise `InputError` if it has no file or the file is unusable.

    A `secure:` value cannot be decrypted here, and need not be: in its place the program gets a token that stays
    secret and unknown.
    """
    path = project.stack_file(stack)
    if not path.exists():
        known = ", ".join(project.stacks) or "none"
        raise InputError(f"there is no stack {stack!r}: {path} does not exist; stacks with a file are: {known}")
    document = _load(path)
    configuration = Configuration({})
    entries = document.get("config") or {}
    if not isinstance(entries, dict):
        raise InputError(f"{path}: config must be a map of keys and values")
    for key, raw in entries.items():
        if not isinstance(key, str):
            raise InputError(f"{path}: config: {key!r} must be text; put it between quotes")
        full = key if ":" in key else f"{project.name}:{key}"
        value, is_secret = _reveal(raw, full, tokens)
        try:
            configuration.values[full] = value if isinstance(value, str) else json.dumps(value)
        except TypeError as error:
            raise InputError(f"{path}: config: {full}: {error}; put such a value between quotes") from None
        if is_secret:
            configuration.secret_keys.append(full)
    return configuration


def _reveal(raw: Any, path: str, tokens: Tokens) -> tuple[Any, bool]:
    if isinstance(raw, dict):
        if set(raw) == {SECURE}:
            return tokens.secret(path), True
        parts = {key: _reveal(part, f"{path}.{key}", tokens) for key, part in raw.items()}
        return {key: value for key, (value, _) in parts.items()}, any(hidden for _, hidden in parts.values())
    if isinstance(raw, list):
        elements = [_reveal(part, f"{path}.{index}", tokens) for index, part in enumerate(raw)]
        return [value for value, _ in elements], any(hidden for _, hidden in elements)
    return raw, False


def _load(path: Path) -> dict[str, Any]:
    try:
        document = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506 - a safe one
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: not well-formed YAML: {' '.join(str(error).split())}") from None
    if not isinstance(document, dict):
        raise InputError(f"{path}: must be a map of keys and values")
    return document
