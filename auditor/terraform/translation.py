"""Translates a resource graph, whatever its source, to Terraform configuration."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from auditor.graph import Resource, ResourceGraph
from auditor.terraform import assets
from auditor.terraform.blocks import Block, expressions
from auditor.terraform.imports import import_block
from auditor.terraform.mapping import NAMED, Type
from auditor.terraform.naming import component_path, digest, identifier, local_names
from auditor.terraform.options import depends_on, option_blocks
from auditor.terraform.providers import provider_name, providers
from auditor.terraform.recovery import recovered
from auditor.terraform.scope import LeftOut, Scope
from auditor.terraform.types import PROVIDER_TYPE, package_of, type_of
from auditor.terraform.values import Place, Translator
from auditor.terraform.variables import Variable

MAIN, PROVIDERS, VARIABLES, IMPORTS = "main", "providers", "variables", "imports"
"""The files that are not a component's, without their ending."""


@dataclass(frozen=True)
class Translation:
    """A configuration: blocks by the file they go to, and where each resource of the graph is in it.

    The counts are of resources without providers and components, and of properties at every depth.
    """

    files: Mapping[str, tuple[Block, ...]]
    addresses: Mapping[str, str]
    variables: tuple[Variable, ...]
    left_out: tuple[LeftOut, ...]
    resources: int
    of_resources: int
    properties: int
    of_properties: int


def translate(
    graph: ResourceGraph,
    *,
    region: str | None = None,
    providers: Collection[str] | None = None,
    newer: bool = True,
    imports: bool = True,
    without: Collection[str] = (),
) -> Translation:
    """Return the configuration for a graph.

    `region` is that of resources for which the program configures no provider. `providers` names those at hand: what
    others would make is asked for by variables, as is what cannot be known before deployment, and every secret.
    Unless `newer`, what only a newer provider knows than the one that the mapping was made from is left out. `without`
    names types of Terraform that are not wanted.
    """
    made = [each for each in graph if each.custom and not each.type.startswith(PROVIDER_TYPE)]
    types, refused = _types(made, providers, without, newer=newer)
    scope = Scope(graph, types, local_names(graph, {urn: each.name for urn, each in types.items()}), providers, newer)
    for urn, reason in refused.items():
        scope.leave_out(urn, "", reason)
    translator = Translator(scope)
    kept = [each for each in made if each.urn in types]
    bodies = {each.urn: _body(each, translator) for each in kept}
    return _assembled(translator, kept, bodies, region, imports=imports, made=len(made))


def _types(
    made: list[Resource], providers: Collection[str] | None, without: Collection[str], *, newer: bool
) -> tuple[dict[str, Type], dict[str, str]]:
    types, refused = {}, {}
    for resource in made:
        type_ = type_of(resource)
        package = package_of(resource)
        if resource.external:
            refused[resource.urn] = "only looked up, so not this configuration's to make"
        elif type_ is None:
            refused[resource.urn] = "no resource of a Terraform provider"
        elif providers is not None and package not in providers:
            refused[resource.urn] = f"the provider {package} is not at hand"
        elif type_.newer and not newer:
            refused[resource.urn] = "known to a newer provider only"
        elif type_.name in without:
            refused[resource.urn] = "its type is not wanted"
        else:
            types[resource.urn] = type_
    return types, refused


def _body(resource: Resource, translator: Translator) -> dict[str, object]:
    """Return the body of a resource, but for its provider."""
    scope, type_ = translator.scope, translator.scope.types[resource.urn]
    scope.referred.clear()
    inputs = recovered(resource, scope.graph, scope.types, scope.leave_out)
    body = translator.body(inputs, type_.shape, Place(resource.urn, ""))
    for entry in type_.shape.values():
        if NAMED in entry.traits and entry.name not in body:  # as Pulumi does; but hers is drawn anew for each stack
            body[entry.name] = f"{resource.name}-{digest(resource.urn, 7)}"
    referred = set(scope.referred)
    body.update(option_blocks(resource, type_.shape, scope))
    if others := depends_on(resource, referred, scope):
        body["depends_on"] = others
    return body


def _assembled(
    translator: Translator,
    kept: list[Resource],
    bodies: dict[str, dict[str, object]],
    region: str | None,
    *,
    imports: bool,
    made: int,
) -> Translation:
    scope = translator.scope
    given, translated = scope.given, scope.translated
    found = providers(
        translator, kept, region, newer=scope.needs_newer or any(each.newer for each in scope.types.values())
    )
    files: dict[str, list[Block]] = defaultdict(list, {PROVIDERS: list(found.blocks)})
    places = _places(kept, scope.graph)
    for resource in sorted(kept, key=lambda each: (places[each.urn], each.urn)):
        body = {**provider_name(resource, found.names), **bodies[resource.urn]}
        labels = (scope.types[resource.urn].name, scope.names[resource.urn])
        files[places[resource.urn]].append(Block("resource", labels, body, _comment(resource, scope.graph)))
        block = import_block(resource, scope.types[resource.urn], ".".join(labels)) if imports else None
        if block is not None:
            files[IMPORTS].append(block)
    files[MAIN] += translator.archives
    variables = _variables(scope, files)
    files[VARIABLES] += [each.block for each in variables]
    return Translation(
        files={name: tuple(blocks) for name, blocks in sorted(files.items()) if blocks},
        addresses={urn: address for urn in scope.names if (address := scope.address(urn))},
        variables=tuple(variables),
        left_out=tuple(scope.left_out),
        resources=len(kept),
        of_resources=made,
        properties=translated,
        of_properties=given,
    )


def _variables(scope: Scope, files: Mapping[str, list[Block]]) -> list[Variable]:
    variables = sorted(scope.variables.values(), key=lambda each: each.name)
    folder = f"var.{assets.PROGRAM}"
    if any(folder in each.text for blocks in files.values() for block in blocks for each in expressions(block.body)):
        text = "The folder of the Pulumi program, which holds the files that resources are made of."
        variables.append(Variable(assets.PROGRAM, "text", text, default="."))
    return variables


def _places(kept: list[Resource], graph: ResourceGraph) -> dict[str, str]:
    """Return the file of each resource, named after the two outermost components that not all have in common."""
    paths = {each.urn: component_path(each, graph) for each in kept}
    shared = _shared([path for path in paths.values() if path])
    places = {}
    for urn, path in paths.items():
        own = identifier("_".join(path[shared : shared + 2]) or MAIN)
        places[urn] = f"{own}_component" if own in (PROVIDERS, VARIABLES, IMPORTS) else own
    return places


def _shared(paths: list[tuple[str, ...]]) -> int:
    """Return how many names all paths begin with."""
    return next(
        (at for at, names in enumerate(zip(*paths, strict=False)) if len(set(names)) > 1),
        min(map(len, paths), default=0),
    )


def _comment(resource: Resource, graph: ResourceGraph) -> tuple[str, ...]:
    where = " / ".join((*component_path(resource, graph), resource.name))
    made = f", {resource.source}" if resource.source else ""
    return (" ".join(f"{where}{made}".split()),)
