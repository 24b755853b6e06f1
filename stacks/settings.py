"""The settings of an environment: one structured object, `footing:settings`, in `stacks/Pulumi.<stack>.yaml`.

Each field's default is the safe choice for production, so a stack's file says only what differs. Settings are
checked whole before any resource is declared: an unknown key, a wrong type or an impossible value is refused with
its name. This is the only reader of Pulumi's configuration.
"""

from __future__ import annotations

import json
from typing import Annotated, Literal

import pulumi
from pydantic import AfterValidator, Field, ValidationError, model_validator

from components.identity_trust import NOBODY, Trusted
from components.network_plan import MAX_ZONES, MIN_ZONES, plan_network
from stacks.safeguards import Backup, ThreatDetection
from stacks.section import Region, Section

CONFIG_KEY = "footing:settings"
DEFAULT_DOMAINS = ("auth", "billing", "clinical", "reporting")


class SettingsError(pulumi.RunError):
    """The settings of a stack are unusable. The message names each setting and what is wrong with it."""


def _postgresql_identifier(name: str) -> str:
    """Accept what PostgreSQL takes without quotes (Lexical Structure, section 4.1.1) as a schema and role name."""
    if not (name.isascii() and name.isidentifier() and name.islower() and len(name) <= 63):
        raise ValueError(
            f"{name!r} is not a PostgreSQL identifier: use 1 to 63 of a-z, 0-9 and _, not starting with a digit"
        )
    if name.startswith("pg_"):
        raise ValueError(f"{name!r} is reserved: PostgreSQL keeps names that start with pg_ to itself")
    return name


Domain = Annotated[str, AfterValidator(_postgresql_identifier)]
Days = Annotated[int, Field(ge=1)]
AccountId = Annotated[str, Field(pattern=r"^\d{12}$")]
Endpoint = Literal["ecr.api", "ecr.dkr", "logs", "secretsmanager", "kms", "sts", "ssmmessages"]
ENDPOINTS: tuple[Endpoint, ...] = ("ecr.api", "ecr.dkr", "logs", "secretsmanager", "kms", "sts", "ssmmessages")


class Owner(Section):
    """Who answers for the stack. Becomes tags on every resource."""

    team: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9 ._-]{0,62}$")]
    email: Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")]


class Network(Section):
    """Address space and reach of the VPC."""

    cidr: str = "10.0.0.0/16"
    zones: int | tuple[str, ...] = 3
    """How many availability zones to use, or which by name."""
    nat: Literal["per zone", "single"] = "per zone"
    """`single` saves about 33 USD a month for each zone, and gives up egress when its zone is lost."""
    endpoints: tuple[Endpoint, ...] = ENDPOINTS
    """AWS services that the private tier reaches without the internet; each costs about 7 USD a month and zone."""

    @property
    def zone_count(self) -> int:
        """How many zones are asked for."""
        return self.zones if isinstance(self.zones, int) else len(self.zones)

    @model_validator(mode="after")
    def _plan_is_possible(self) -> Network:
        if isinstance(self.zones, tuple) and len(set(self.zones)) != len(self.zones):
            raise ValueError("zones names a zone twice")
        if not MIN_ZONES <= self.zone_count <= MAX_ZONES:
            raise ValueError(f"zones must be {MIN_ZONES} to {MAX_ZONES}, not {self.zone_count}")
        plan_network(self.cidr, self.zone_count)
        return self


class Database(Section):
    """Size and safety of the PostgreSQL database."""

    instance_class: Annotated[str, Field(pattern=r"^db\.[a-z0-9]+\.[a-z0-9]+$")] = "db.r7g.large"
    storage_gib: Annotated[int, Field(ge=20, le=65_536)] = 100
    max_storage_gib: Annotated[int, Field(ge=20, le=65_536)] = 1_000
    multi_az: bool = True
    replicas: Annotated[int, Field(ge=0, le=5)] = 0
    """Read replicas. Decide before the first deployment whether there will be any: with none, RDS keeps the master
    password; with some, which RDS refuses for a password it keeps itself, the stack does."""
    backup_retention_days: Annotated[int, Field(ge=7, le=35)] = 35

    @model_validator(mode="after")
    def _storage_can_grow(self) -> Database:
        if self.max_storage_gib <= self.storage_gib:
            raise ValueError("max_storage_gib must be larger than storage_gib")
        return self


class Logs(Section):
    """How long logs are kept in CloudWatch."""

    retention_days: Literal[30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653] = (
        2192
    )
    """2192 days are six years: our choice, in line with 45 CFR 164.316(b)(2)(i)."""


class Audit(Section):
    """What is recorded of the account, and how the record is kept. For the stack that owns the account."""

    retention_days: Annotated[int, Field(ge=180, le=36_500)] = 2192
    """How long the archive keeps what the trail, AWS Config and access logs record: six years by default, our choice,
    in line with 45 CFR 164.316(b)(2)(i). Half of 180 days is the least that cold storage charges for."""
    object_lock: Literal["governance", "compliance"] = "governance"
    """Who may remove the trail's record before its time: those with a permission of their own, or nobody, root
    included. There is no way back from `compliance` until the retention is over."""
    data_events: bool = True
    """Whether each use of an S3 object or a Lambda function is recorded, at 0.10 USD for 100,000 events."""


class Safety(Section):
    """What stands in the way of losing data by mistake."""

    protect: bool = True
    """Pulumi refuses to delete stateful resources, and keeps them if they leave the program."""
    deletion_protection: bool = True
    """AWS refuses to delete the database."""


class Access(Section):
    """Who may take which role. A role that nobody is named for is not made."""

    break_glass: tuple[AccountId, ...] = ()
    """Accounts whose users may break the glass, with a second factor that AWS itself has seen."""
    auditor: Trusted = NOBODY
    operator: Trusted = NOBODY
    developer: Trusted = NOBODY
    developer_reads_logs: bool = False
    """Only where no log can hold a health record."""
    unused_access_days: Annotated[int, Field(ge=1, le=365)] | None = None
    """Report access unused for so long, for about 0.20 USD a month for each role and user; the account owner's."""


class Settings(Section):
    """All settings of one environment."""

    environment: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,15}$")]
    region: Region
    owner: Owner
    account: AccountId | None = None
    """The AWS account of this environment; with it given, the provider refuses to touch any other."""
    account_owner: str | None = None
    """The stack that holds this account's singletons (such as its default EBS encryption), if it is another one."""
    domains: tuple[Domain, ...] = DEFAULT_DOMAINS
    network: Network = Network()
    database: Database = Database()
    logs: Logs = Logs()
    audit: Audit = Audit()
    access: Access = Access()
    threat_detection: ThreatDetection = ThreatDetection()
    backup: Backup = Backup()
    safety: Safety = Safety()

    @model_validator(mode="after")
    def _consistent(self) -> Settings:
        if not self.domains:
            raise ValueError("domains must name at least one data domain")
        if len(set(self.domains)) != len(self.domains):
            raise ValueError("domains names a domain twice")
        if self.backup.copy_region == self.region:
            raise ValueError(f"backup.copy_region must be another region than {self.region}")
        if not isinstance(self.network.zones, int):
            strangers = [zone for zone in self.network.zones if not zone.startswith(self.region)]
            if strangers:
                raise ValueError(f"network.zones: {', '.join(strangers)} is not in region {self.region}")
        return self

    @property
    def owns_account(self) -> bool:
        """Whether the running stack holds its account's singletons."""
        return self.account_owner in (None, pulumi.get_stack())

    @property
    def tags(self) -> dict[str, str]:
        """The tags that every resource carries."""
        return {
            "Environment": self.environment,
            "Owner": self.owner.team,
            "Contact": self.owner.email,
            "ManagedBy": "pulumi",
            "Project": pulumi.get_project(),
        }


def parse_settings(values: object, stack: str) -> Settings:
    """Check the raw object of `footing:settings` for a stack; raise `SettingsError` naming all that is wrong."""
    try:
        # Through JSON, which is what the values came as: strict about types, but a list may become a tuple.
        return Settings.model_validate_json(json.dumps(values))
    except ValidationError as error:
        raise SettingsError("\n".join(_explain(error, stack))) from None


def load_settings() -> Settings:
    """Read and check the settings of the running stack; raise `SettingsError` naming all that is wrong."""
    stack = pulumi.get_stack()
    namespace, key = CONFIG_KEY.split(":")
    values = pulumi.Config(namespace).get_object(key)
    if values is None:
        raise SettingsError(f"stacks/Pulumi.{stack}.yaml: {CONFIG_KEY} is missing; copy it from another stack's file")
    return parse_settings(values, stack)


def _explain(error: ValidationError, stack: str) -> list[str]:
    reasons = []
    for problem in error.errors():
        where = ".".join([CONFIG_KEY, *(str(part) for part in problem["loc"])])
        reason = problem["msg"].removeprefix("Value error, ")
        if problem["type"] in ("extra_forbidden", "unexpected_keyword_argument"):
            reason = "there is no such setting; see stacks/settings.py for those that there are"
        reasons.append(f"stacks/Pulumi.{stack}.yaml: {where}: {reason}")
    return reasons
