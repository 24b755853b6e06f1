"""The settings of an environment: one structured object, `footing:settings`, in `stacks/Pulumi.<stack>.yaml`.

Each field's default is the safe choice for production, so a stack's file says only what differs. Settings are
checked whole before any resource is declared: an unknown key, a wrong type or an impossible value is refused with
its name. This is the only reader of Pulumi's configuration.
"""

from __future__ import annotations

import json
import re
from typing import Annotated

import pulumi
from pydantic import AfterValidator, ValidationError, model_validator

from stacks.application import Delivery
from stacks.neighbours import elsewhere, overlapping, pipeline_missing
from stacks.owner import Owner
from stacks.refusals import refusals
from stacks.safeguards import Access, Audit, Backup, Logs, Safety, ThreatDetection
from stacks.section import Section
from stacks.shapes import AccountId, Environment, Region
from stacks.size import Database, Network

CONFIG_KEY = "footing:settings"
LONGEST_NAME = 34
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


class Settings(Section):
    """All settings of one environment."""

    environment: Environment
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
    delivery: Delivery | None = None
    """Layer 2, which is open where this is given."""

    @model_validator(mode="after")
    def _consistent(self) -> Settings:
        if not self.domains:
            raise ValueError("domains must name at least one data domain")
        if len(set(self.domains)) != len(self.domains):
            raise ValueError("domains names a domain twice")
        if self.delivery and (strangers := sorted({*self.delivery.teams} - {*self.domains})):
            raise ValueError(f"delivery.teams: {', '.join(strangers)} is not one of domains")
        if self.backup.copy_region == self.region:
            raise ValueError(f"backup.copy_region must be another region than {self.region}")
        if self.delivery and self.delivery.edge and self.region.startswith(("cn-", "us-gov-")):
            raise ValueError(f"delivery.edge is not to be had in {self.region}: CloudFront reaches no origins there")
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
        where = f"stacks/Pulumi.{stack}.yaml: {CONFIG_KEY}"
        said = (f"{where}.{path}: {why}" if path else f"{where}: {why}" for path, why in refusals(error).items())
        raise SettingsError("\n".join(said)) from None


def check_names(project: str, stack: str) -> None:
    """Refuse a project and a stack from whose names AWS would refuse those of its resources.

    Buckets take the narrowest alphabet (Amazon S3 User Guide, "General purpose bucket naming rules"), and AWS Backup
    the shortest names: 50 characters for a restore testing plan.
    """
    name = f"{project}-{stack}"
    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", name) or len(name) > LONGEST_NAME:
        raise SettingsError(
            f"{name}: project and stack together name every resource: use small letters, digits and single hyphens, "
            f"at most {LONGEST_NAME} characters; rename the project in Pulumi.yaml, or the stack"
        )


def load_settings() -> Settings:
    """Read and check the settings of the running stack; raise `SettingsError` naming all that is wrong."""
    stack = pulumi.get_stack()
    check_names(pulumi.get_project(), stack)
    namespace, key = CONFIG_KEY.split(":")
    values = pulumi.Config(namespace).get_object(key)
    if values is None:
        raise SettingsError(f"stacks/Pulumi.{stack}.yaml: {CONFIG_KEY} is missing; copy it from another stack's file")
    settings = parse_settings(values, stack)
    overlap = overlapping(stack, settings.network.cidr, Network().cidr, CONFIG_KEY)
    if overlap:
        raise SettingsError(f"stacks/Pulumi.{stack}.yaml: {CONFIG_KEY}.network.cidr: {overlap}")
    if settings.account_owner and (
        apart := elsewhere(settings.account_owner, settings.region, settings.account, CONFIG_KEY)
    ):
        raise SettingsError(f"stacks/Pulumi.{stack}.yaml: {CONFIG_KEY}.account_owner: {apart}")
    if (
        settings.delivery
        and settings.delivery.pipeline_owner
        and (lacking := pipeline_missing(settings.delivery.pipeline_owner, stack, CONFIG_KEY))
    ):
        raise SettingsError(f"stacks/Pulumi.{stack}.yaml: {CONFIG_KEY}.delivery.pipeline_owner: {lacking}")
    return settings
