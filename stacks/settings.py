"""The settings of an environment: one structured object, `footing:settings`, in `stacks/Pulumi.<stack>.yaml`.

Each field's default is the safe choice for production, so a stack's file lists only what differs. Settings are
validated before any resource is declared: an unknown key, a wrong type or an impossible value is reported with its
name. This is the only reader of Pulumi's configuration.
"""

from __future__ import annotations

import json
import re
from typing import Annotated, Any

import pulumi
from pydantic import AfterValidator, ValidationError, model_validator

from stacks.account_owner import held_twice, owner_unfit
from stacks.address_space import overlapping
from stacks.application import DeliverySettings, PipelineSettings
from stacks.owner import Owner
from stacks.pipeline_owner import pipeline_unfit, targets_unfit
from stacks.postgresql_name import postgresql_name
from stacks.refusals import refusals, repetitions
from stacks.safeguards import (
    AccessSettings,
    AuditSettings,
    BackupSettings,
    LogsSettings,
    SafetySettings,
    ThreatDetectionSettings,
)
from stacks.section import Section
from stacks.shapes import AccountId, Environment, Neighbour, Region
from stacks.size import DatabaseSettings, NetworkSettings
from stacks.stack_files import stack_files

CONFIG_KEY = "footing:settings"
LONGEST_NAME = 34
DEFAULT_DOMAINS = ("auth", "billing", "clinical", "reporting")


class SettingsError(pulumi.RunError):
    """The settings of a stack are invalid. The message names each setting and the reason."""


Domain = Annotated[str, AfterValidator(postgresql_name)]


def _apart(region: str) -> str | None:
    """Return the prefix of a separate partition's regions (`cn-`, `us-gov-`), or None."""
    return next((start for start in ("cn-", "us-gov-") if region.startswith(start)), None)


class Settings(Section):
    """All settings of one environment."""

    environment: Environment
    """The environment's name in tags and in the application; usually the stack's name."""
    region: Region
    """The AWS region of everything except resources that AWS has in one region only, and copies of backups."""
    owner: Owner
    account: AccountId | None = None
    """The AWS account of this environment; if set, the provider refuses to deploy to any other."""
    account_owner: Neighbour | None = None
    """The stack that holds this account's singletons (such as its default EBS encryption), if another one does."""
    domains: tuple[Domain, ...] = DEFAULT_DOMAINS
    """The data domains. Each has its own alarms; its name must be valid for a schema and a role of PostgreSQL."""
    network: NetworkSettings = NetworkSettings()
    database: DatabaseSettings = DatabaseSettings()
    logs: LogsSettings = LogsSettings()
    audit: AuditSettings = AuditSettings()
    access: AccessSettings = AccessSettings()
    threat_detection: ThreatDetectionSettings = ThreatDetectionSettings()
    backup: BackupSettings = BackupSettings()
    safety: SafetySettings = SafetySettings()
    delivery: DeliverySettings | None = None
    """The section that opens layer 2."""

    @model_validator(mode="after")
    def _consistent(self) -> Settings:
        if not self.domains:
            raise ValueError("domains: must name at least one data domain")
        if self.delivery and (strangers := sorted({*self.delivery.teams} - {*self.domains})):
            raise ValueError(f"delivery.teams: {', '.join(strangers)} is not in `domains` ({', '.join(self.domains)})")
        if self.backup.copy_region == self.region:
            raise ValueError(f"backup.copy_region: must be another region than {self.region}")
        if self.backup.copy_region and _apart(self.backup.copy_region) != _apart(self.region):
            raise ValueError(
                f"backup.copy_region: AWS does not copy from {self.region} to {self.backup.copy_region}; choose another"
            )
        if self.delivery and self.delivery.edge and _apart(self.region):
            raise ValueError(f"delivery.edge: is not available in {self.region}, where CloudFront reaches no origins")
        if not isinstance(self.network.zones, int):
            zones = f"{re.escape(self.region)}[a-z]"
            if strangers := [zone for zone in self.network.zones if not re.fullmatch(zones, zone)]:
                raise ValueError(
                    f"network.zones: {', '.join(strangers)} is not in region {self.region}; "
                    f"use names such as {self.region}a"
                )
        return self

    @property
    def owns_account(self) -> bool:
        """Whether the running stack holds the singletons of its account."""
        return self.account_owner is None

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
    """Validate the raw object of `footing:settings` for a stack; raise `SettingsError` with all problems."""
    try:
        # As JSON, the form in which the values arrive: strict about types, but a list may become a tuple.
        settings, refused = Settings.model_validate_json(json.dumps(values)), dict[str, str]()
    except ValidationError as error:
        settings, refused = None, refusals(error)
    repeated = {
        path: why for path, why in repetitions(values) if not any(each.startswith(f"{path}.") for each in refused)
    }
    if settings is None or repeated:
        where = f"stacks/Pulumi.{stack}.yaml: {CONFIG_KEY}"
        told = {**repeated, **refused}.items()
        raise SettingsError("\n".join(f"{where}.{path}: {why}" if path else f"{where}: {why}" for path, why in told))
    return settings


def check_names(project: str, stack: str) -> None:
    """Raise `SettingsError` if names of project and stack would make names of resources that AWS rejects.

    Buckets have the narrowest alphabet (Amazon S3 User Guide, "General purpose bucket naming rules"), and AWS Backup
    the shortest names: 50 characters for a restore testing plan.
    """
    name = f"{project}-{stack}"
    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", name) or len(name) > LONGEST_NAME:
        raise SettingsError(
            f"{name}: project and stack together name every resource: use small letters, digits and single hyphens, "
            f"at most {LONGEST_NAME} characters; rename the project in Pulumi.yaml, or the stack"
        )


def load_settings() -> Settings:
    """Read and validate the settings of the running stack; raise `SettingsError` with all problems."""
    stack = pulumi.get_stack()
    check_names(pulumi.get_project(), stack)
    namespace, key = CONFIG_KEY.split(":")
    settings = parse_settings(_values(pulumi.Config(namespace).get(key), stack), stack)
    place = settings.region, settings.account
    delivery, released = settings.delivery, PipelineSettings.model_fields["targets"].default
    files = stack_files(CONFIG_KEY)
    refused = {
        "network.cidr": overlapping(stack, settings.network.cidr, NetworkSettings().cidr, files),
        "account_owner": owner_unfit(settings.account_owner, stack, *place, files)
        if settings.account_owner
        else held_twice(stack, *place, files),
        "delivery.pipeline_owner": delivery
        and delivery.pipeline_owner
        and pipeline_unfit(delivery.pipeline_owner, stack, released, files),
        "delivery.pipeline.targets": delivery
        and delivery.pipeline
        and targets_unfit(delivery.pipeline.targets, stack, released, files),
    }
    said = [f"stacks/Pulumi.{stack}.yaml: {CONFIG_KEY}.{path}: {why}" for path, why in refused.items() if why]
    if said:
        raise SettingsError("\n".join(said))
    return settings


def _values(text: str | None, stack: str) -> Any:
    """Return the value that Pulumi passes: an object as JSON, a string unchanged."""
    where = f"stacks/Pulumi.{stack}.yaml: {CONFIG_KEY}"
    if text is None:
        raise SettingsError(f"{where} is missing; copy it from another stack's file")
    try:
        return json.loads(text)
    except ValueError:
        raise SettingsError(f"{where}: must be a map of keys and values, and not encrypted as a whole") from None
