"""The flow of health data through a stack, read off its graph.

What the application writes where, no program of infrastructure tells. Every store that a service is told of is taken
to hold health data, and so is what is backed up or logged of it, or of the requests on their way in. Encryption is told
from properties alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from auditor.graph import Resource, ResourceGraph, Unknown, references
from auditor.readings.at_rest import at_rest
from auditor.readings.entrances import entrance_hops
from auditor.readings.logs import LOG_GROUP, Logs
from auditor.readings.properties import items, named_by, worded
from auditor.readings.transit import in_transit
from auditor.results.asset import Asset
from auditor.results.data_flow import CLIENTS, ROLES, DataFlow, Hop, Place, Role, hop

SERVICE = "aws:ecs/service:Service"
TASK = "aws:ecs/taskDefinition:TaskDefinition"
VAULT = "aws:backup/vault:Vault"
STORED = ("records", "cached records", "files", "messages")
"""What a store holds (auditor/readings/inventory.py) that may be health data."""
DELIVERED = "not a setting: AWS carries it between its own services"
Joint = tuple[Resource | None, Resource, Hop]
"""From where (None is the client), to where, and how."""


def data_flow(graph: ResourceGraph, assets: Sequence[Asset]) -> DataFlow:
    """Return the places and hops of a stack, from the client inwards; `assets` is its inventory."""
    held = {asset.urn: asset for asset in assets}
    index = _Index(graph, held)
    hops = [*entrance_hops(graph), *_to_stores(index), *_to_backups(index), *_to_logs(index)]
    within = [*hops, *((service, service, None) for service, _ in _tasks(graph))]
    passed = list({each.urn: each for source, target, _ in within for each in (source, target) if each}.values())
    logs = Logs(graph)
    further = list(_to_further_logs(passed, logs))
    hops += further
    log_urns = {target.urn for _, target, _ in further} - {store.urn for _, store in index.told}
    met = dict.fromkeys(each.urn for source, target, _ in hops for each in (source, target) if each is not None)
    places = [_place(resource, held, urn in log_urns) for urn in met if (resource := graph.find(urn)) is not None]
    if any(source is None for source, _, _ in hops):
        places.append(Place(name=CLIENTS, type="", role="client", at_rest=None, at_rest_by=""))
    places.sort(key=lambda place: ROLES.index(place.role))
    return DataFlow(
        places=tuple(places),
        hops=tuple(dict.fromkeys(each for _, _, each in hops)),
        untold=tuple(_untold(passed, logs)),
    )


@dataclass(frozen=True)
class _Index:
    graph: ResourceGraph
    assets: Mapping[str, Asset]

    @cached_property
    def told(self) -> list[tuple[Resource, Resource]]:
        """Each service, with each store that its task definition names."""
        return [
            (service, store)
            for service, task in _tasks(self.graph)
            for urn in dict.fromkeys(_named_anywhere(task))
            if (store := self.graph.find(urn)) and self.stores(store)
        ]

    def stores(self, resource: Resource) -> bool:
        """Whether a resource keeps what may be health data."""
        asset = self.assets.get(resource.urn)
        return asset is not None and asset.holds in STORED


def _to_stores(index: _Index) -> Iterator[Joint]:
    for service, store in index.told:
        encrypted, by = in_transit(store, index.graph)
        yield service, store, hop(service, store, "what the application keeps", encrypted, by)


def _to_backups(index: _Index) -> Iterator[Joint]:
    stores = {store.urn: store for _, store in index.told}
    for selection in (each for each in index.graph if each.type == "aws:backup/selection:Selection"):
        chosen = [stores[urn] for urn in named_by(selection, "resources") if urn in stores]
        chosen += [store for store in stores.values() if store not in chosen and _tagged(store, selection)]
        plans = [plan for urn in named_by(selection, "planId") if (plan := index.graph.find(urn))]
        vaults = [vault for plan in plans for urn in named_by(plan, "rules") if (vault := index.graph.find(urn))]
        for vault in {each.urn: each for each in vaults if each.type == VAULT}.values():
            for store in chosen:
                yield store, vault, hop(store, vault, f"copies, by {selection.name}", "not stated", DELIVERED)


def _to_logs(index: _Index) -> Iterator[Joint]:
    groups = [each for each in index.graph if each.type == LOG_GROUP and isinstance(each.inputs.get("name"), str)]
    for service, task in _tasks(index.graph):
        for group in _written_to(task, index.graph):
            yield service, group, hop(service, group, "what the application logs", "not stated", DELIVERED)
    for store in {store.urn: store for _, store in index.told}.values():
        named = store.inputs.get("identifier") or store.inputs.get("clusterIdentifier")
        exports = store.inputs.get("enabledCloudwatchLogsExports") and isinstance(named, str)
        for group in groups if exports else ():
            if f"/{named}/" in group.inputs["name"]:
                yield store, group, hop(store, group, "its own log", "not stated", DELIVERED)


def _written_to(task: Resource, graph: ResourceGraph) -> Iterator[Resource]:
    """Yield the log groups that containers are told of, by reference or by name."""
    referred = {reference.urn for reference in references(task.inputs.get("containerDefinitions"))}
    referred |= {*task.property_dependencies.get("containerDefinitions", ())}
    written = worded(task.inputs.get("containerDefinitions"), graph)
    for group in (each for each in graph if each.type == LOG_GROUP):
        name = group.inputs.get("name")
        if group.urn in referred or (isinstance(name, str) and f'"{name}"' in written):
            yield group


def _to_further_logs(passed: Sequence[Resource], logs: Logs) -> Iterator[Joint]:
    """Yield where what is logged of the places goes that data passes, and of a service by its cluster too."""
    for place in passed:
        clusters = [cluster for urn in named_by(place, "cluster") if (cluster := logs.graph.find(urn))]
        for each in (place, *(clusters if place.type == SERVICE else ())):
            of = "" if each is place else f" of its cluster {each.name}"
            for target, by in logs.of(each):
                if target.urn != place.urn:
                    yield place, target, hop(place, target, f"{by}{of}", "not stated", DELIVERED)


def _untold(passed: Sequence[Resource], logs: Logs) -> Iterator[str]:
    """Say of what nothing can be told, because a property that decides is not known."""
    for service, task in _tasks(logs.graph):
        given = task.inputs.get("containerDefinitions")
        if isinstance(given, Unknown) and not any(_written_to(task, logs.graph)):
            yield f"where {service.name} writes its log: containerDefinitions of {task.name} is not known yet"
        if isinstance(given, Unknown) and not task.property_dependencies.get("containerDefinitions"):
            yield f"which stores {service.name} is told of: containerDefinitions of {task.name} is not known yet"
    for each in passed:
        for path in logs.unknown(each):
            yield f"where {path} of {each.type} {each.name} leads: it is not known yet"


def _tasks(graph: ResourceGraph) -> Iterator[tuple[Resource, Resource]]:
    for service in (each for each in graph if each.type == SERVICE):
        for urn in named_by(service, "taskDefinition"):
            task = graph.find(urn)
            if task is not None and task.type == TASK:
                yield service, task


def _named_anywhere(resource: Resource) -> Iterator[str]:
    yield from (reference.urn for reference in references(resource.inputs))
    for urns in resource.property_dependencies.values():
        yield from urns


def _tagged(store: Resource, selection: Resource) -> bool:
    tags = store.inputs.get("tags")
    wanted = [(each.get("key"), each.get("value")) for each in items(selection.inputs.get("selectionTags"))]
    return isinstance(tags, Mapping) and any(key is not None and tags.get(key) == value for key, value in wanted)


def _place(resource: Resource, assets: Mapping[str, Asset], log: bool) -> Place:
    role, asset = "log" if log else _role(resource), assets.get(resource.urn)
    keeps = role in ("store", "backup", "log") and asset is not None
    encrypted, by = at_rest(resource, asset) if keeps and asset is not None else (None, "")
    return Place(name=resource.name, type=resource.type, role=role, at_rest=encrypted, at_rest_by=by)


def _role(resource: Resource) -> Role:
    roles: dict[str, Role] = {
        "aws:cloudfront/distribution:Distribution": "edge",
        "aws:lb/loadBalancer:LoadBalancer": "entrance",
        SERVICE: "service",
        LOG_GROUP: "log",
        VAULT: "backup",
    }
    return roles.get(resource.type, "store")
