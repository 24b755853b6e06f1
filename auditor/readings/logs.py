"""Where what is logged of a resource goes, read off the graph: what it says itself, and what says it of it.

Log groups, buckets and streams are found by direction: what logs names its source by one property and the destination
by one whose name says so, in as many steps as it takes (a delivery has a source and a destination of their own).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from auditor.graph import Resource, ResourceGraph, Unknown, references
from auditor.readings.properties import named_by

LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup"
DESTINATIONS = (
    LOG_GROUP,
    "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream",
    "aws:s3/bucket:Bucket",
    "aws:s3/bucketV2:BucketV2",
)
ACL = "aws:wafv2/webAcl:WebAcl"
ASSOCIATION = "aws:wafv2/webAclAssociation:WebAclAssociation"
_LOGS = re.compile(r"(?:^log|Log)(?:s|ging)?(?=[A-Z]|$)")
"""What a property, or the name of a type, is called that says where a log goes."""
_TO = re.compile("target|destination", re.IGNORECASE)
Logged = tuple[Resource, str]
"""The destination of a log, and by what it gets there."""


@dataclass(frozen=True)
class Logs:
    """The logs that a graph tells of."""

    graph: ResourceGraph

    def of(self, resource: Resource) -> Iterator[Logged]:
        """Yield where what is logged of a resource goes: by its own properties, by others, by its web ACL's."""
        yield from self._own(resource)
        yield from (
            (found, f"its log, by {by.type.rpartition(':')[2]} {by.name}") for found, by in self._said(resource)
        )
        for acl in self._guards(resource):
            yield from ((found, f"requests, as the web ACL {acl.name} logs them") for found, _ in self._said(acl))

    def unknown(self, resource: Resource) -> Iterator[str]:
        """Yield which properties would tell where a log goes, and are not known."""
        for path, value in _logging("", resource.inputs):
            top = path.split(".")[0]
            if isinstance(value, Unknown) and not self._destinations(resource.property_dependencies.get(top, ())):
                yield path

    def _own(self, resource: Resource) -> Iterator[Logged]:
        for path, value in _logging("", resource.inputs):
            if isinstance(value, str | bool) or (isinstance(value, Mapping) and value.get("enabled") is False):
                continue
            urns = [reference.urn for reference in references(value)] or [
                *self._named(value),
                *resource.property_dependencies.get(path.split(".")[0], ()),
            ]
            yield from ((found, f"its log, by {path}") for found in self._destinations(urns))

    def _said(self, resource: Resource) -> Iterator[tuple[Resource, Resource]]:
        """Yield where a log of a resource goes by what others say, and which of them names the resource."""
        met, waiting = {resource.urn}, [(each, each) for each in self._logging_of(resource)]
        while waiting:
            logging, first = waiting.pop(0)
            if logging.urn in met:
                continue
            met.add(logging.urn)
            urns = [urn for key in logging.inputs if _TO.search(key) for urn in named_by(logging, key)]
            yield from ((found, first) for found in self._destinations(urns) if found.urn != resource.urn)
            further = [self._all[urn] for urn in urns if urn in self._all]
            waiting += [(each, first) for each in (*further, *self._logging_of(logging))]

    def _logging_of(self, resource: Resource) -> list[Resource]:
        return self._by_source.get(resource.urn, [])

    @cached_property
    def _all(self) -> dict[str, Resource]:
        return {
            each.urn: each
            for each in self.graph
            if each.custom and _says_log(each.type) and each.type not in DESTINATIONS
        }

    @cached_property
    def _by_source(self) -> Mapping[str, list[Resource]]:
        found: dict[str, list[Resource]] = {}
        for each in self._all.values():
            for urn in {urn for key in each.inputs if not _TO.search(key) for urn in named_by(each, key)}:
                found.setdefault(urn, []).append(each)
        return found

    def _guards(self, resource: Resource) -> Iterator[Resource]:
        urns = list(named_by(resource, "webAclId"))
        for each in self.graph:
            if each.type == ASSOCIATION and resource.urn in named_by(each, "resourceArn"):
                urns += named_by(each, "webAclArn")
        yield from (found for urn in dict.fromkeys(urns) if (found := self.graph.find(urn)) and found.type == ACL)

    def _destinations(self, urns: Iterable[str]) -> list[Resource]:
        found = (self.graph.find(urn) for urn in dict.fromkeys(urns))
        return [each for each in found if each is not None and each.type in DESTINATIONS]

    def _named(self, value: Any) -> Iterator[str]:
        """Yield the destinations of which a value tells the name, alone or in an ARN or a bucket's domain."""
        for text in _texts(value):
            yield from (
                urn for name, urn in self._names if text.split(".s3.")[0].removesuffix(":*").split(":")[-1] == name
            )

    @cached_property
    def _names(self) -> list[tuple[str, str]]:
        named = ((each.inputs.get("name") or each.inputs.get("bucket"), each) for each in self.graph)
        return [(name, each.urn) for name, each in named if each.type in DESTINATIONS and isinstance(name, str)]


def _says_log(type_: str) -> bool:
    return _LOGS.search(type_.rpartition(":")[2]) is not None


def _logging(path: str, value: Any) -> Iterator[tuple[str, Any]]:
    """Yield what is called a log among properties, at any depth, as a whole."""
    for key, part in value.items() if isinstance(value, Mapping) else ():
        below = f"{path}.{key}" if path else key
        if _LOGS.search(key):
            yield below, part
        else:
            yield from _logging(below, part)
    for part in value if isinstance(value, list | tuple) else ():
        yield from _logging(path, part)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for part in value.values() if isinstance(value, Mapping) else value if isinstance(value, list | tuple) else ():
        yield from _texts(part)
