"""The parts that a request passes in a stack, read from its resource graph, each in the form that it has there.

In series: without any one of them a request fails. What only the start of a task or a release needs is left out
(registry, secrets, keys, pipeline), for tasks that run go on without it; so are read replicas, and NAT gateways, since
whether a request leads to calls outside only the application knows.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from auditor.availability.promises import PROMISES, Promise
from auditor.errors import InputError
from auditor.graph import ResourceGraph
from auditor.judges.view import view
from policies.caches import GROUP, SERVERLESS
from policies.databases import CLUSTER, INSTANCE, is_replica, members
from policies.load_balancers import BALANCERS
from policies.types import ECS_SERVICE as SERVICE
from policies.view import Resource, Stack, UnknownValue

COMPONENT = "footing:components:Observability"
DISTRIBUTION = "aws:cloudfront/distribution:Distribution"
RECORD = "aws:route53/record:Record"
ASSOCIATION = "aws:wafv2/webAclAssociation:WebAclAssociation"
MINUTES_OF_A_MONTH = 30 * 24 * 60


@dataclass(frozen=True, kw_only=True)
class Part:
    """A part of the chain: what it is called in the program, and in which form it is there."""

    name: str
    form: str

    @property
    def promise(self) -> Promise:
        """What AWS promises of it."""
        return PROMISES[self.form]


@dataclass(frozen=True, kw_only=True)
class Environment:
    """What a stack promises its users, and the parts on which that stands."""

    stack: str
    objective: float
    parts: tuple[Part, ...]

    @property
    def uptime(self) -> float:
        """What all parts together come to."""
        return in_series([part.promise.uptime for part in self.parts])

    @property
    def holds(self) -> bool:
        """Whether the parts come to what is promised."""
        return self.uptime >= self.objective


def in_series(uptimes: Sequence[float]) -> float:
    """Return the uptime of parts that are all needed, each a share of time, and each failing when it will."""
    return math.prod(uptimes)


def minutes_down(uptime: float) -> float:
    """Return for how many minutes of a month of thirty days something is down."""
    return (1 - uptime) * MINUTES_OF_A_MONTH


def environment(graph: ResourceGraph) -> Environment | None:
    """Return the chain of a stack, or None if it promises nothing. Raises `InputError` for what cannot be read."""
    stack = view(graph)
    promising = stack.of(COMPONENT)
    if not promising:
        return None
    try:
        objective = min(component.get("objective", 1.0) for component in promising)
        return Environment(stack=graph.stack, objective=objective, parts=tuple(_parts(stack)))
    except UnknownValue as unknown:
        raise InputError(f"stack {graph.stack}: what it stands on cannot be read: {unknown}") from None


def _parts(stack: Stack) -> Iterator[Part]:
    for type_, form in FORMS.items():
        for resource in stack.of(type_):
            if named := form(resource, stack):
                yield Part(name=resource.name, form=named)
    for distribution in stack.of(DISTRIBUTION):
        if distribution.has("webAclId"):
            yield Part(name=f"{distribution.name}'s", form="firewall")


def _record(record: Resource, _stack: Stack) -> str | None:
    """Only a name that leads somewhere: others prove who owns it, or tell where mail goes."""
    return "name in Route 53" if record.has("aliases") and record.get("type", "") == "A" else None


def _association(association: Resource, _stack: Stack) -> str | None:
    """A load balancer that fails open goes on without its firewall."""
    protected = [each for each in association.refers_to("resourceArn") if each.type in BALANCERS]
    return None if any(each.get("enableWafFailOpen", False) for each in protected) else "firewall"


def _balancer(balancer: Resource, _stack: Stack) -> str:
    places = len(balancer.items("subnetMappings")) if balancer.has("subnetMappings") else _count(balancer, "subnets")
    return "load balancer, several zones" if places > 1 else "load balancer, one zone"


def _service(service: Resource, _stack: Stack) -> str:
    several = _count(service, "networkConfiguration.subnets") > 1
    return "Fargate, several zones" if several else "Fargate, one zone"


def _database(database: Resource, _stack: Stack) -> str | None:
    if is_replica(database):
        return None
    return "database, standby in another zone" if database.get("multiAz", False) else "database, one zone"


def _cluster(cluster: Resource, stack: Stack) -> str:
    if cluster.has("dbClusterInstanceClass"):
        return "database, standby in another zone"
    return "Aurora, several zones" if len(members(cluster, stack)) > 1 else "Aurora, one zone"


def _group(group: Resource, _stack: Stack) -> str:
    several = group.get("multiAzEnabled", False) and group.get("automaticFailoverEnabled", False)
    return "cache, several zones" if several else "cache, one zone"


def _count(resource: Resource, path: str) -> int:
    """Return how many there are in a list, whatever they are: their ids are not known before deployment."""
    return len(resource.items(path))


FORMS: dict[str, Callable[[Resource, Stack], str | None]] = {
    RECORD: _record,
    DISTRIBUTION: lambda _distribution, _stack: "CloudFront",
    ASSOCIATION: _association,
    **dict.fromkeys(BALANCERS, _balancer),
    SERVICE: _service,
    GROUP: _group,
    SERVERLESS: lambda _cache, _stack: "cache, serverless",
    INSTANCE: _database,
    CLUSTER: _cluster,
}
"""How the form of each kind of part is told, in the order in which a request passes them."""
