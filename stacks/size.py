"""The settings of how large an environment is: its network and its database."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from components.network_plan import MAX_ZONES, MIN_ZONES, plan_network
from stacks.section import Section
from stacks.shapes import InstanceClass

Endpoint = Literal["ecr.api", "ecr.dkr", "logs", "secretsmanager", "kms", "sts", "ssmmessages"]
ENDPOINTS: tuple[Endpoint, ...] = ("ecr.api", "ecr.dkr", "logs", "secretsmanager", "kms", "sts", "ssmmessages")


class Network(Section):
    """Address space and reach of the VPC."""

    cidr: str = "10.0.0.0/16"
    """The address space, which no other stack may overlap: two networks that do can never be joined."""
    zones: int | tuple[str, ...] = 3
    """How many availability zones to use, or which by name, as us-east-1a."""
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
        if not MIN_ZONES <= self.zone_count <= MAX_ZONES:
            raise ValueError(f"zones must be {MIN_ZONES} to {MAX_ZONES}, not {self.zone_count}")
        plan_network(self.cidr, self.zone_count)
        return self


class Database(Section):
    """Size and safety of the PostgreSQL database."""

    instance_class: InstanceClass = "db.r7g.large"
    """Processor and memory, of the database and of each replica."""
    storage_gib: Annotated[int, Field(ge=20, le=65_536)] = 100
    """The storage to begin with."""
    max_storage_gib: Annotated[int, Field(ge=20, le=65_536)] = 1_000
    """How far RDS lets the storage grow by itself."""
    multi_az: bool = True
    """Keep a standby in another zone, which takes over when a zone is lost."""
    replicas: Annotated[int, Field(ge=0, le=5)] = 0
    """Read replicas. Decide before the first deployment whether there will be any: with none, RDS keeps the master
    password; with some, which RDS refuses for a password it keeps itself, the stack does."""
    backup_retention_days: Annotated[int, Field(ge=7, le=35)] = 35
    """How far back RDS can bring the database to any moment."""

    @model_validator(mode="after")
    def _storage_can_grow(self) -> Database:
        if self.max_storage_gib <= self.storage_gib:
            raise ValueError("max_storage_gib must be larger than storage_gib")
        return self
