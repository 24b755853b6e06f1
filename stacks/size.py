"""The settings of an environment's network and database."""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from pydantic import Field, model_validator

from components.network_plan import plan_network
from stacks.section import Section
from stacks.shapes import InstanceClass

Endpoint = Literal["ecr.api", "ecr.dkr", "logs", "secretsmanager", "kms", "sts", "ssmmessages"]
ENDPOINTS: tuple[Endpoint, ...] = get_args(Endpoint)


class NetworkSettings(Section):
    """The VPC."""

    cidr: str = "10.0.0.0/16"
    """The address space. No other stack may overlap it: overlapping networks cannot be peered."""
    zones: int | tuple[str, ...] = 3
    """The number of availability zones, or their names, such as us-east-1a."""
    nat: Literal["per zone", "single"] = "per zone"
    """`single` saves about 33 USD a month for each further zone, but egress stops when its zone is lost."""
    endpoints: tuple[Endpoint, ...] = ENDPOINTS
    """AWS services that the private tier reaches without the internet; each costs about 7 USD a month for each zone."""

    @property
    def zone_count(self) -> int:
        """The number of zones."""
        return self.zones if isinstance(self.zones, int) else len(self.zones)

    @model_validator(mode="after")
    def _plan_is_possible(self) -> NetworkSettings:
        plan_network(self.cidr, self.zone_count)
        return self


class DatabaseSettings(Section):
    """The PostgreSQL database."""

    instance_class: InstanceClass = "db.r7g.large"
    """The instance class of the database and of each replica."""
    storage_gib: Annotated[int, Field(ge=20, le=65_536)] = 100
    """The initial storage, in GiB."""
    max_storage_gib: Annotated[int, Field(ge=20, le=65_536)] = 1_000
    """The size up to which RDS grows the storage by itself, in GiB."""
    multi_az: bool = True
    """Keep a standby in another zone, which takes over when a zone is lost."""
    replicas: Annotated[int, Field(ge=0, le=5)] = 0
    """Read replicas. Decide before the first deployment whether there will be any: without replicas RDS manages the
    master password; with them the stack does, because RDS allows no replica of a database whose password it manages."""
    backup_retention_days: Annotated[int, Field(ge=7, le=35)] = 35
    """Days for which RDS can restore the database to any point in time."""

    @model_validator(mode="after")
    def _storage_can_grow(self) -> DatabaseSettings:
        """RDS refuses less (Amazon RDS User Guide, "Managing capacity automatically with RDS storage autoscaling")."""
        if self.max_storage_gib * 10 < self.storage_gib * 11:
            raise ValueError(f"max_storage_gib: must be 10 % or more above storage_gib, which is {self.storage_gib}")
        return self
