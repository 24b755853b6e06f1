"""The settings of layer 2: the application, how it is reached, how it grows, and how it is released.

Layer 2 opens with the section `delivery`. A stack without it has the baseline alone.
"""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import Field, model_validator

from components.identity_trust import NOBODY, Trusted
from components.pipeline_plan import MOST_BAKE_MINUTES
from stacks.capacity import Capacity
from stacks.owner import Owner
from stacks.section import Section
from stacks.shapes import (
    AccountId,
    AnyImage,
    Branch,
    BucketName,
    ConnectionArn,
    Country,
    HeaderValue,
    HostName,
    KeyArn,
    Neighbour,
    NodeType,
    OurImage,
    Repository,
    SecretArn,
    StackName,
    StaticPath,
    Subject,
    VariableName,
    ZoneId,
)
from stacks.variables import VARIABLES

FARGATE_MEMORY_MIB: dict[int, tuple[int, int]] = {
    256: (512, 2048),
    512: (1024, 4096),
    1024: (2048, 8192),
    2048: (4096, 16384),
    4096: (8192, 30720),
    8192: (16384, 61440),
    16384: (32768, 122880),
}
"""The least and the most memory for each size of processor (Amazon ECS Developer Guide, "Task definition differences
for Fargate")."""


class DomainName(Section):
    """The name by which the application is reached, and the Route 53 hosted zone that answers for it."""

    name: HostName
    """The name under which people reach the application."""
    zone_id: ZoneId
    """The hosted zone in which the name is made."""


class Task(Section):
    """The size of one task: CPU units, of which 1024 are a processor, and memory."""

    cpu: Literal[256, 512, 1024, 2048, 4096, 8192, 16384] = 512
    """CPU units, of which 1024 are a processor."""
    memory_mib: int = 1024
    """What Fargate offers with so many CPU units: two to eight MiB for each, in steps."""
    architecture: Literal["arm64", "x86_64"] = "arm64"
    """What the image is built for; `arm64` is the cheaper one."""

    @model_validator(mode="after")
    def _fargate_offers_it(self) -> Task:
        least, most = FARGATE_MEMORY_MIB[self.cpu]
        step = 1024 if self.cpu < 8192 else 4096 if self.cpu == 8192 else 8192
        offered = least <= self.memory_mib <= most and (self.memory_mib % step == 0 or self.memory_mib == least)
        if not offered:
            raise ValueError(
                f"memory_mib: Fargate offers {least} to {most} in steps of {step} with {self.cpu} CPU units, "
                f"not {self.memory_mib}"
            )
        return self


class Sessions(Section):
    """Where sessions live, outside of the containers."""

    mode: Literal["serverless", "replication group"] = "replication group"
    """`serverless` grows by itself, and speaks the protocol of a cluster: `app/` does too where it meets one."""
    node_type: NodeType = "cache.t4g.micro"
    """Of a replication group: processor and memory of each node."""
    replicas: Annotated[int, Field(ge=0, le=5)] = 1
    """Of a replication group. One at least survives the loss of a zone."""
    snapshot_retention_days: Annotated[int, Field(ge=0, le=35)] = 1
    """People sign in again when sessions are lost; nothing else is."""


class Edge(Section):
    """CloudFront in front of the application. It needs a domain name.

    Choose it before the first deployment: with it the load balancer is internal, and AWS changes none that is not.
    Pulumi refuses to put another in its place while it is protected, and cannot while it has the target groups. The way
    to it later, on which nobody is answered for a while, is in docs/decisions/0008-layer-two.md.
    """

    static_paths: tuple[StaticPath, ...] = ("/static/*",)
    """The only paths that are cached. Nothing under them may depend on who asks."""
    countries: tuple[Country, ...] = ()
    """The countries that may ask, by ISO 3166-1 alpha-2. None is all."""
    content_security_policy: HeaderValue | None = None
    """What a page may load, as the header says it. None leaves it to the application, which knows."""


class Objective(Section):
    """What users are promised: alarms and the capacity plan are made from it."""

    availability: Annotated[float, Field(gt=0.9, lt=1)] = 0.999
    """The share of requests that are answered well."""
    latency_ms: Annotated[int, Field(ge=10, le=60_000)] = 500
    """Within which 99 of 100 requests are answered."""


class Github(Section):
    """What the workflows of `.github/workflows/` need to reach the stack: who they are, and where Pulumi's state is."""

    subject: Subject
    """How the subjects of their tokens begin: what `gh api repos/<organisation>/<name>/actions/oidc/customization/sub`
    calls `sub_claim_prefix`. Newer repositories have their ids in it: `repo:<organisation>@<id>/<name>@<id>`."""
    state_bucket: BucketName
    """The bucket that holds Pulumi's state."""
    state_key: KeyArn
    """The key by which the state's secrets are encrypted."""


class Pipeline(Section):
    """The one pipeline, in the stack that owns it."""

    connection: ConnectionArn
    """The ARN of the CodeConnections connection to where the source is; its owner confirms it once, by hand."""
    targets: tuple[StackName, ...] = ("dev", "stage", "prod")
    """The stacks it releases to, in order. Each names its `account`, or is in the pipeline's own."""
    approval_before: tuple[str, ...] = ("prod",)
    """Those of the targets before which a person must approve."""
    approvers: Trusted = NOBODY
    """Who may approve. With nobody named, only administrators of the account can."""
    severity: Literal["CRITICAL", "HIGH", "MEDIUM"] = "HIGH"
    """A finding of this severity or a worse one in the image stops the release."""

    @model_validator(mode="after")
    def _approves_what_it_releases(self) -> Pipeline:
        if not self.targets:
            raise ValueError("targets must name at least one stack")
        if strangers := [stack for stack in self.approval_before if stack not in self.targets]:
            raise ValueError(f"approval_before: {', '.join(strangers)} is not one of targets")
        return self


class Delivery(Section):
    """Layer 2 of an environment."""

    repository: Repository
    """Where the source of the application and of this stack is, as `organisation/name`."""
    branch: Branch = "main"
    """The branch from which it is released."""
    pipeline_owner: Neighbour | None = None
    """The stack that holds the pipeline, if it is another one."""
    pipeline: Pipeline | None = None
    image: OurImage | None = None
    """The image to begin with, by digest; from then on the pipeline says which runs."""
    build_image: bool = False
    """Build the first image from `app/` with Docker where Pulumi runs. For dev: other stacks take what was tested."""
    domain: DomainName | None = None
    """None, and the load balancer has a certificate that it signed itself: encrypted, but no browser trusts it."""
    task: Task = Task()
    capacity: Capacity = Capacity()
    sessions: Sessions = Sessions()
    edge: Edge | None = None
    objective: Objective = Objective()
    requests_per_address: Annotated[int, Field(ge=10, le=100_000)] = 2000
    """How many requests the firewall lets one address make in five minutes. The most is enough for a thousand people
    behind one address, and no limit beyond that is one (policies/web_firewalls.py)."""
    plain_between_zones: Literal["allowed", "forbidden"] = "allowed"
    """Whether requests may go in plain HTTP from the load balancer to tasks in another zone, within the VPC. Where
    policy forbids it, each zone's part of the load balancer sends to its own zone only, and zones share no load."""
    bake_minutes: Annotated[int, Field(ge=0, le=MOST_BAKE_MINUTES)] = 10
    """How long the old tasks stay after a release has all the traffic, for a return in seconds."""
    apm: Literal["application signals", "adot", "none"] = "none"
    """What carries traces from the application to AWS, in a container beside it; it needs `collector_image`."""
    collector_image: AnyImage | None = None
    """The container that does: the CloudWatch agent for `application signals`, AWS's collector for `adot`."""
    secrets: dict[VariableName, SecretArn] = Field(default_factory=dict)
    """Environment variables that hold a secret, each with the ARN of the secret in Secrets Manager."""
    teams: dict[str, Owner] = Field(default_factory=dict)
    """Who answers for a data domain, where it is another team than the stack's owner."""
    github: Github | None = None
    """Lets GitHub's workflows preview and deploy this stack, by roles without long-lived keys."""
    readers: tuple[AccountId, ...] = ()
    """Further accounts that may pull images from this stack's registry."""

    @model_validator(mode="after")
    def _consistent(self) -> Delivery:
        if self.build_image == bool(self.image):
            raise ValueError(
                "give either `image`, by digest from the pipeline, or `build_image: true`, to build the first one here"
            )
        if (self.pipeline is None) == (self.pipeline_owner is None):
            raise ValueError("give either `pipeline`, if this stack holds it, or `pipeline_owner`, the stack that does")
        if (self.apm == "none") != (self.collector_image is None):
            raise ValueError("apm needs a collector_image, by digest, and `none` needs none")
        called = {team.slug: team for team in self.teams.values()}
        if differing := sorted({team.team for team in self.teams.values() if called[team.slug] != team}):
            raise ValueError(f"teams: {', '.join(differing)}: write a team's name and address the same everywhere")
        if self.github and re.sub(r"@[0-9]+", "", self.github.subject) != f"repo:{self.repository}":
            raise ValueError(f"github.subject: {self.github.subject} is not of the repository {self.repository}")
        if taken := sorted(each for each in self.secrets if self._is_set(each)):
            raise ValueError(
                f"secrets: {', '.join(taken)} is set for the application already, and ECS takes no secret of the same "
                "name; name it otherwise"
            )
        if self.edge and not self.domain:
            raise ValueError("edge needs a domain: CloudFront speaks TLS for a name of ours only")
        return self

    def _is_set(self, variable: str) -> bool:
        """Tell whether the application, or what traces it (components/task_collector.py), has a variable already."""
        return variable in VARIABLES or (self.apm != "none" and variable.startswith("OTEL_"))
