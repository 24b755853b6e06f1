"""The settings of layer 2: the application, how it is reached, scaled and released.

The section `delivery` opens layer 2. A stack without it has only the baseline.
"""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import Field, model_validator

from components.architecture import Architecture
from components.identity_trust import NOBODY, Trusted
from components.pipeline_plan import MOST_BAKE_MINUTES, Severity
from components.session_access import Mode
from components.task_collector import Apm
from components.web_firewall_rules import ManagedGroup
from stacks.capacity import CapacitySettings
from stacks.owner import Owner
from stacks.section import Section
from stacks.shapes import (
    AccountId,
    AnyImage,
    Branch,
    BucketName,
    ConnectionArn,
    Country,
    FirewallRule,
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
"""The minimum and maximum memory for each number of CPU units (Amazon ECS Developer Guide, "Task definition
differences for Fargate")."""


class DomainNameSettings(Section):
    """The domain name of the application, and its Route 53 hosted zone."""

    name: HostName
    """The fully qualified domain name, such as app.example.com."""
    zone_id: ZoneId
    """The id of the public hosted zone in which the record is created."""


class TaskSettings(Section):
    """The size of one task."""

    cpu: Literal[256, 512, 1024, 2048, 4096, 8192, 16384] = 512
    """CPU units; 1024 are one vCPU."""
    memory_mib: int = 1024
    """MiB; 2 to 8 per CPU unit, in the steps that Fargate offers."""
    architecture: Architecture = "arm64"
    """The CPU architecture of the image; `arm64` costs less."""

    @model_validator(mode="after")
    def _fargate_offers_it(self) -> TaskSettings:
        least, most = FARGATE_MEMORY_MIB[self.cpu]
        step = 1024 if self.cpu < 8192 else 4096 if self.cpu == 8192 else 8192
        offered = [least, *range(least - least % step + step, most + 1, step)]
        if self.memory_mib not in offered:
            sizes = f"{least} to {most} in steps of {step}" if least % step == 0 else ", ".join(map(str, offered))
            raise ValueError(f"memory_mib: with {self.cpu} CPU units Fargate offers {sizes}, not {self.memory_mib}")
        return self


class SessionsSettings(Section):
    """The cache that holds sessions, outside the containers."""

    mode: Mode = "replication group"
    """`serverless` scales by itself and uses the cluster protocol, which `app/` supports."""
    node_type: NodeType = "cache.t4g.micro"
    """The node type of a replication group."""
    replicas: Annotated[int, Field(ge=0, le=5)] = 1
    """Replicas of a replication group. At least one survives the loss of a zone."""
    snapshot_retention_days: Annotated[int, Field(ge=0, le=35)] = 1
    """Days for which snapshots are retained. Users only have to sign in again when sessions are lost."""


class EdgeSettings(Section):
    """CloudFront in front of the application. It needs a domain name.

    Choose it before the first deployment: with an edge the load balancer is internal, and AWS cannot change its scheme
    later. Pulumi refuses to replace a protected load balancer, and cannot replace one that has target groups. How to
    add an edge later, with downtime, is in docs/decisions/0008-layer-two.md.
    """

    static_paths: tuple[StaticPath, ...] = ("/static/*",)
    """The only paths that are cached. Responses under them must be the same for every user."""
    countries: tuple[Country, ...] = ()
    """The countries from which requests are allowed, as ISO 3166-1 alpha-2 codes. An empty list allows all."""
    content_security_policy: HeaderValue | None = None
    """The value of the header Content-Security-Policy. Without it, the application sets the header itself."""


class ObjectiveSettings(Section):
    """The service level objective, from which alarms and the capacity plan are derived."""

    availability: Annotated[float, Field(gt=0.9, lt=1)] = 0.999
    """The share of requests that succeed."""
    latency_ms: Annotated[int, Field(ge=10, le=60_000)] = 500
    """The time within which 99 of 100 requests are answered."""


class GithubSettings(Section):
    """Who the workflows of `.github/workflows/` are, and where Pulumi's state is."""

    subject: Subject
    """The prefix of the token's subject claim: `sub_claim_prefix` of `gh api
    repos/<organisation>/<name>/actions/oidc/customization/sub`. Newer repositories include ids in it:
    `repo:<organisation>@<id>/<name>@<id>`."""
    state_bucket: BucketName
    """The name of the bucket that holds Pulumi's state."""
    state_key: KeyArn
    """The ARN of the KMS key that encrypts the state's secrets."""


class PipelineSettings(Section):
    """It releases to all environments."""

    connection: ConnectionArn
    """The ARN of the CodeConnections connection to the source repository; a person confirms it once in the console."""
    targets: tuple[StackName, ...] = ("dev", "stage", "prod")
    """The stacks that it releases to, in order. Each names its `account`, or is in the pipeline's account."""
    approval_before: tuple[str, ...] = ("prod",)
    """The targets before which a person must approve the release."""
    approvers: Trusted = NOBODY
    """Who may approve. If nobody is named, only administrators of the account can."""
    severity: Severity = "HIGH"
    """An image with a finding of this severity or higher is not released."""

    @model_validator(mode="after")
    def _approves_what_it_releases(self) -> PipelineSettings:
        if not self.targets:
            raise ValueError("targets: must name at least one stack")
        if strangers := [stack for stack in self.approval_before if stack not in self.targets]:
            raise ValueError(
                f"approval_before: {', '.join(strangers)} is not in `targets` ({', '.join(self.targets)}); remove it, "
                "or add it there"
            )
        return self


class DeliverySettings(Section):
    """The application: how it is reached, scaled and released."""

    repository: Repository
    """The repository of the application and of this stack, as `organisation/name`."""
    branch: Branch = "main"
    """The branch that is released."""
    pipeline_owner: Neighbour | None = None
    """The stack that holds the pipeline, if another one does."""
    pipeline: PipelineSettings | None = None
    """The pipeline, if this stack holds it."""
    image: OurImage | None = None
    """The image of the first deployment, by digest; from then on the pipeline decides which image runs."""
    build_image: bool = False
    """Build the first image from `app/` with Docker where Pulumi runs. For dev: other stacks use tested images."""
    domain: DomainNameSettings | None = None
    """Without it, the load balancer uses a self-signed certificate: encrypted, but not trusted by browsers."""
    task: TaskSettings = TaskSettings()
    capacity: CapacitySettings = CapacitySettings()
    sessions: SessionsSettings = SessionsSettings()
    edge: EdgeSettings | None = None
    objective: ObjectiveSettings = ObjectiveSettings()
    requests_per_address: Annotated[int, Field(ge=10, le=100_000)] = 2000
    """The requests that the firewall allows one IP address in five minutes. The maximum is enough for a thousand
    people behind one address; a rule rejects higher limits (policies/web_firewalls.py)."""
    firewall_counts: dict[ManagedGroup, tuple[FirewallRule, ...]] = Field(default_factory=dict)
    """Managed firewall rules that only count requests, by group: `AWSManagedRulesCommonRuleSet:
    [SizeRestrictions_BODY]` lets request bodies above 8 KB through. The rule web-acl-applies-managed-rules then
    fails, so it takes an exception. Check the names: AWS WAF ignores one that the group does not have."""
    plain_between_zones: Literal["allowed", "forbidden"] = "allowed"
    """Whether the load balancer may send plain HTTP to tasks in another zone, within the VPC. If `forbidden`, each
    zone's load balancer nodes send to their own zone only, and zones share no load."""
    bake_minutes: Annotated[int, Field(ge=0, le=MOST_BAKE_MINUTES)] = 10
    """Minutes for which the old tasks keep running after a release has all traffic, to roll back in seconds."""
    apm: Apm = "none"
    """What sends the application's traces to AWS, in a sidecar container; it needs `collector_image`."""
    collector_image: AnyImage | None = None
    """The image, by digest, of that sidecar: the CloudWatch agent for `application signals`, AWS's OpenTelemetry
    collector for `adot`."""
    secrets: dict[VariableName, SecretArn] = Field(default_factory=dict)
    """Environment variables that hold a secret, each with the ARN of the secret in Secrets Manager."""
    teams: dict[str, Owner] = Field(default_factory=dict)
    """The teams that own data domains, where it is not the stack's owner."""
    github: GithubSettings | None = None
    """Lets GitHub's workflows preview and deploy this stack, without long-lived keys."""
    readers: tuple[AccountId, ...] = ()
    """Further accounts that may pull images from this stack's registry."""

    @model_validator(mode="after")
    def _consistent(self) -> DeliverySettings:
        if self.build_image == bool(self.image):
            raise ValueError(
                "give either `image`, by digest from the pipeline, or `build_image: true`, to build the first one here"
            )
        if (self.pipeline is None) == (self.pipeline_owner is None):
            raise ValueError("give either `pipeline`, if this stack holds it, or `pipeline_owner`, the stack that does")
        if self.apm == "none" and self.collector_image:
            raise ValueError("collector_image: is used by no container while `apm` is `none`; remove it, or set `apm`")
        if self.apm != "none" and not self.collector_image:
            raise ValueError(f"collector_image: is required with apm `{self.apm}`: an image by digest")
        called = {team.slug: team for team in self.teams.values()}
        if differing := sorted({team.team for team in self.teams.values() if called[team.slug] != team}):
            raise ValueError(f"teams: {', '.join(differing)}: write a team's name and address the same everywhere")
        if self.github and re.sub(r"@[0-9]+", "", self.github.subject) != f"repo:{self.repository}":
            raise ValueError(f"github.subject: {self.github.subject} is not of the repository {self.repository}")
        if taken := sorted(each for each in self.secrets if self._is_set(each)):
            raise ValueError(
                f"secrets: {', '.join(taken)} is already set for the application, and ECS refuses a secret of the same "
                "name; rename it"
            )
        if self.edge and not self.domain:
            raise ValueError("edge: also set `domain`; CloudFront needs a domain name of yours for its certificate")
        return self

    def _is_set(self, variable: str) -> bool:
        """Return whether the application or its instrumentation (components/task_collector.py) has this variable."""
        return variable in VARIABLES or (self.apm != "none" and variable.startswith("OTEL_"))
