"""A Pulumi project's files, read as the CLI reads them: which stacks there are, and the configuration of each."""

from __future__ import annotations

import json
import os
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
    if not os.path.lexists(path):
        raise InputError(f"{path}: cannot be read: No such file or directory; name the project's folder by --project")
    document = _load(path)
    declared = document.get("runtime")
    runtime = declared.get("name") if isinstance(declared, dict) else declared
    options = (declared.get("options") if isinstance(declared, dict) else None) or {}
    if not isinstance(options, dict):
        raise InputError(f"{path}: runtime.options must be a map of keys and values")
    if runtime != "python":
        raise InputError(f"{path}: runtime is {runtime!r}; only python programs can be recorded")
    name = document.get("name")
    if not name:
        raise InputError(f"{path}: name is missing; add it")
    told = (name, document.get("main"), document.get("stackConfigDir"), options.get("virtualenv"))
    if odd := [each for each in told if not isinstance(each, str | None)]:
        raise InputError(f"{path}: {odd[0]!r} must be text: a name or a folder; put it between quotes")
    place = root.resolve()
    program = place / (document.get("main") or ".")
    if not (program / "__main__.py").is_file():
        raise InputError(f"{path}: {program / '__main__.py'} does not exist; `main` has to name the program's folder")
    stacks = place / (document.get("stackConfigDir") or ".")
    if not stacks.is_dir():
        raise InputError(f"{path}: {stacks} is no folder; `stackConfigDir` has to name that of the stacks' files")
    return Project(
        program,
        name,
        stacks,
        _defaults(path, document.get("config")),
        tuple(sorted((place / options["virtualenv"]).glob("lib/python3*/site-packages")))
        if options.get("virtualenv")
        else (),
    )


def _defaults(path: Path, declared: Any) -> dict[str, Any]:
    """Return the values that a project gives its stacks: each is plain, or stands under `value` or `default`."""
    return {
        key: each.get("value", each.get("default")) if isinstance(each, dict) else each
        for key, each in _map(declared, path).items()
        if not isinstance(each, dict) or {"value", "default"} & each.keys()
    }


def _map(config: Any, path: Path) -> dict[Any, Any]:
    """Return a file's `config`, of which nothing may be said."""
    if not isinstance(config, dict | None):
        raise InputError(f"{path}: config must be a map of keys and values")
    return config or {}


def load_configuration(project: Project, stack: str, tokens: Tokens) -> Configuration:
    """Read the configuration of a stack; raise `InputError` if it has no file or the file is unusable.

    A `secure:` value cannot be decrypted here, and need not be: in its place the program gets a token that stays
    secret and unknown.
    """
    path = project.stack_file(stack)
    there = stack in project.stacks
    if not there and project.stacks:
        known = ", ".join(project.stacks)
        raise InputError(f"there is no stack {stack!r}: {path} does not exist; stacks with a file are: {known}")
    document = _load(path) if there else {}  # a stack of which nothing is set needs none
    configuration = Configuration({})
    entries = _map(document.get("config"), path)
    named = _named(entries, project)
    if repeated := [key for key in entries if key not in named and f"{project.name}:{key}" in entries]:
        raise InputError(f"{path}: config: {repeated[0]} and {project.name}:{repeated[0]} are the same; remove one")
    for key, raw in {**_named(project.defaults, project), **named}.items():
        file = path if key in named else "Pulumi.yaml"
        if not isinstance(key, str):
            raise InputError(f"{file}: config: {key!r} must be text; put it between quotes")
        try:
            value, is_secret = _reveal(raw, key, tokens)
            configuration.values[key] = value if isinstance(value, str) else json.dumps(value)
        except TypeError as error:
            raise InputError(f"{file}: config: {error}; put it between quotes") from None
        except RecursionError:
            raise InputError(
                f"{file}: config: {key}: holds itself, by an alias, or too many levels; write it out"
            ) from None
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
        for key in raw:
            _refuse_odd(key, path)
        if set(raw) == {SECURE}:
            return tokens.secret(path), True
        parts = {key: _reveal(part, f"{path}.{key}", tokens) for key, part in raw.items()}
        return {key: value for key, (value, _) in parts.items()}, any(hidden for _, hidden in parts.values())
    if isinstance(raw, list):
        elements = [_reveal(part, f"{path}.{index}", tokens) for index, part in enumerate(raw)]
        return [value for value, _ in elements], any(hidden for _, hidden in elements)
    _refuse_odd(raw, path)
    return raw, False


def _refuse_odd(said: Any, path: str) -> None:
    """Raise `TypeError` for what YAML knows and JSON, which the engine hands over, does not: dates, bytes and sets."""
    if not isinstance(said, str | int | float | None):
        raise TypeError(f"{path}: {said!s} is neither text nor a number")


def _load(path: Path) -> dict[str, Any]:
    try:
        document = strict_yaml.read(path)
    except strict_yaml.UnreadableError as error:
        raise InputError(str(error)) from None
    if not isinstance(document, dict):
        raise InputError(f"{path}: must be a map of keys and values")
    return document
