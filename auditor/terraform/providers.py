"""Provider blocks: one for each provider that is used; that of a package which most resources use needs no alias."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from auditor.graph import Resource
from auditor.terraform.blocks import Block, Name, Nested
from auditor.terraform.mapping import SENSITIVE, Entry, Shape, aws
from auditor.terraform.naming import component_path, digest, identifier
from auditor.terraform.types import PLAIN, PROVIDER_TYPE, PROVIDERS, package_of
from auditor.terraform.values import Place, Translator

_SECRETS = ("accessKey", "secretKey", "token")
_NOT_ITS_OWN = ("pluginDownloadURL", "version")
OLDEST = {"aws": "5.100.0"}
"""The oldest versions that the mapping fits; `NEWEST` where something is used that only newer ones know."""
NEWEST = {"aws": "6.0.0"}


@dataclass(frozen=True)
class Providers:
    """The blocks, and by URN the name under which a resource asks for its provider; the default one needs none."""

    blocks: tuple[Block, ...]
    names: dict[str | None, str]


def providers(translator: Translator, resources: Iterable[Resource], region: str | None, *, newer: bool) -> Providers:
    """Return the providers of the translated `resources`. `newer` tells that something needs a newer provider."""
    used: dict[str, Counter[str | None]] = defaultdict(Counter)
    for resource in resources:
        used[package_of(resource)][resource.options.provider] += 1
    for block in translator.archives:
        used[block.labels[0].split("_")[0]][None] += 1
    names: dict[str | None, str] = {}
    blocks = [_required(sorted(used), newer=newer)] if used else []
    for package, counted in sorted(used.items()):
        default = min(counted, key=lambda urn: (not _is_default(urn), -counted[urn], urn or ""))
        for urn in sorted(counted, key=lambda each: (each != default, each or "")):
            alias = None if urn == default else _alias(urn, set(names.values()), package, translator)
            if alias is not None:
                names[urn] = f"{package}.{alias}"
            body = _body(translator, urn, package, region)
            if body or alias:
                blocks.append(Block("provider", (package,), {**({"alias": alias} if alias else {}), **body}))
    return Providers(tuple(blocks), names)


def _is_default(urn: str | None) -> bool:
    return urn is None or urn.rpartition("::")[2].startswith("default")


def _alias(urn: str | None, taken: set[str], package: str, translator: Translator) -> str:
    name = identifier((urn or "default").rpartition("::")[2])
    provider = translator.scope.graph.find(urn) if urn else None
    if f"{package}.{name}" in taken and provider is not None:
        name = identifier("_".join((*component_path(provider, translator.scope.graph)[-1:], name)))
    return f"{name}_{digest(urn or '', 6)}" if f"{package}.{name}" in taken else name


def _required(packages: list[str], *, newer: bool) -> Block:
    wanted = {}
    for package in packages:
        version = (NEWEST if newer else OLDEST).get(package)
        wanted[package] = {"source": PROVIDERS[package], **({"version": f">= {version}"} if version else {})}
    return Block("terraform", (), {"required_providers": Nested((wanted,), single=True)})


def _body(translator: Translator, urn: str | None, package: str, region: str | None) -> dict[str, Any]:
    provider = translator.scope.graph.find(urn) if urn else None
    shape = aws().configuration if package == "aws" else PLAIN
    inputs = {name: value for name, value in provider.inputs.items() if name not in _NOT_ITS_OWN} if provider else {}
    if package == "aws" and "region" not in inputs and region:
        inputs["region"] = region
    place = Place(urn or f"{PROVIDER_TYPE}{package}", "")
    inputs = {name: _decoded(value, shape.get(name)) for name, value in inputs.items()}
    return translator.body(inputs, _with_secrets(shape) if package == "aws" else shape, place)


def _with_secrets(shape: Shape) -> Shape:
    hidden = {name: Entry(shape[name].name, "text", (SENSITIVE,)) for name in _SECRETS if name in shape}
    return {**shape, **hidden}


def _decoded(value: Any, entry: Entry | None) -> Any:
    """Return what the engine hands to providers as JSON inside text."""
    if isinstance(value, str) and entry is not None and entry.form != "text":
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


def provider_name(resource: Resource, names: dict[str | None, str]) -> dict[str, Any]:
    """Return the argument by which a resource asks for a provider that is not the default one."""
    name = names.get(resource.options.provider)
    return {"provider": Name(name)} if name else {}
