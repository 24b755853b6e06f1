"""A Pulumi project's files, read as the CLI reads them: which stacks there are, and the configuration of each."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from auditor.errors import InputError
from auditor.sources.tokens import Tokens
from policies import strict_yaml

SECURE = "secure"


@dataclass(frozen=True)
class Project:
    """A Pulumi project: the folder of its program, its name, and where its stacks' files are.

    `defaults` is the configuration that the project has for all of its stacks. `libraries` are folders of modules that
    a program needs beyond those of this tool: the packages of the virtual environment that it names.
    """

    root: Path
    name: str
    stacks_folder: Path
    defaults: Mapping[str, Any] = field(default_factory=dict)
    libraries: tuple[Path, ...] = ()

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
    declared = document.get("runtime")
    runtime = declared.get("name") if isinstance(declared, dict) else declared
    options = (declared.get("options") if isinstance(declared, dict) else None) or {}
    if runtime != "python":
        raise InputError(f"{path}: runtime is {runtime!r}; only python programs can be recorded")
    name = document.get("name")
    if not isinstance(name, str):
        raise InputError(f"{path}: name is missing")
    place = root.resolve()
    program = place / str(document.get("main", "."))
    if not (program / "__main__.py").is_file():
        raise InputError(f"{path}: {program / '__main__.py'} does not exist; `main` has to name the program's folder")
    return Project(
        program,
        name,
        place / str(document.get("stackConfigDir", ".")),
        _defaults(path, document.get("config") or {}),
        tuple(sorted((place / str(options["virtualenv"])).glob("lib/python3*/site-packages")))
        if options.get("virtualenv")
        else (),
    )


def _defaults(path: Path, declared: Any) -> dict[str, Any]:
    """Return the values that a project gives its stacks: each is plain, or stands under `value` or `default`."""
    if not isinstance(declared, dict):
        raise InputError(f"{path}: config must be a map of keys and values")
    return {
        key: each.get("value", each.get("default")) if isinstance(each, dict) else each
        for key, each in declared.items()
        if not isinstance(each, dict) or {"value", "default"} & each.keys()
    }


def load_configuration(project: Project, stack: str, tokens: Tokens) -> Configuration:
    """Read the configuration of a stack; raise `InputError` if it has no file or the file is unusable.

    A `secure:` value cannot be decrypted here, and need not be: in its place the program gets a token that stays
    secret and unknown.
    """
    path = project.stack_file(stack)
    if not path.exists() and project.stacks:
        known = ", ".join(project.stacks) or "none"
        raise InputError(f"there is no stack {stack!r}: {path} does not exist; stacks with a file are: {known}")
    document = _load(path) if path.exists() else {}  # a stack of which nothing is set needs none
    configuration = Configuration({})
    entries = document.get("config") or {}
    if not isinstance(entries, dict):
        raise InputError(f"{path}: config must be a map of keys and values")
    for key, raw in {**_named(project.defaults, project), **_named(entries, project)}.items():
        if not isinstance(key, str):
            raise InputError(f"{path}: config: {key!r} must be text; put it between quotes")
        try:
            value, is_secret = _reveal(raw, key, tokens)
            configuration.values[key] = value if isinstance(value, str) else json.dumps(value)
        except TypeError as error:
            raise InputError(f"{path}: config: {key}: {error}; put such a value between quotes") from None
        except RecursionError:
            raise InputError(f"{path}: config: {key}: holds itself, by an alias; write it out") from None
        if is_secret:
            configuration.secret_keys.append(key)
    return configuration


def _named(entries: Mapping[Any, Any], project: Project) -> dict[Any, Any]:
    """Return entries under their full keys."""
    return {
        f"{project.name}:{key}" if isinstance(key, str) and ":" not in key else key: raw for key, raw in entries.items()
    }


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
        document = strict_yaml.read(path)
    except strict_yaml.UnreadableError as error:
        raise InputError(str(error)) from None
    if not isinstance(document, dict):
        raise InputError(f"{path}: must be a map of keys and values")
    return document
