"""Rules for EC2 instances, and for the templates, requests and fleets that start them."""

from __future__ import annotations

import base64
import binascii

from policies.credentials import SECRETS
from policies.default_encryption import unless_by_default
from policies.launches import Launch, by_template, launches
from policies.rule import NotApplicable, Severity, Verdict, first_problem, resource_rule, stack_rule
from policies.types import LAUNCH_TEMPLATE, STARTED
from policies.view import Item, Resource, Stack
from policies.whereabouts import beside

METADATA_DEFAULTS = "aws:ec2/instanceMetadataDefaults:InstanceMetadataDefaults"
ROOT_DEVICES = ("/dev/sda1", "/dev/xvda")
"""How an image may call its root disk (Amazon EC2 User Guide, "Device names for volumes on Amazon EC2 instances")."""
BY_TEMPLATE = NotApplicable("its launch template decides")
ROOT_UNSAID = "nothing is said of its root disk: that is encrypted only if its image is"


@stack_rule(
    *STARTED,
    severity=Severity.HIGH,
    fix='Set `metadata_options` with `http_tokens="required"`; a spot fleet takes that from a launch template alone.',
    url="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html",
)
def instance_metadata_needs_token(instance: Resource, stack: Stack) -> Verdict:
    """An instance gives its credentials only to requests with a token, which a forged request cannot have."""
    if instance.get("metadataOptions.httpEndpoint", "enabled") == "disabled":
        return None
    if instance.has("metadataOptions.httpTokens"):
        return _tokens_optional(instance, "metadataOptions.httpTokens")
    if by_template(instance):
        return BY_TEMPLATE
    defaults = beside(instance, stack, METADATA_DEFAULTS)
    return first_problem(_tokens_optional, defaults) if defaults else "tokens are optional unless asked for"


def _tokens_optional(resource: Resource, path: str = "httpTokens") -> str | None:
    tokens = resource.get(path, "no-preference")
    return None if tokens == "required" else f"tokens are {tokens}"


@stack_rule(
    *STARTED,
    severity=Severity.HIGH,
    fix="Set `encrypted=True` on the root and every other block device, or encrypt all volumes by default.",
    url="https://docs.aws.amazon.com/ebs/latest/userguide/ebs-encryption.html",
)
def instance_disks_encrypted(instance: Resource, stack: Stack) -> Verdict:
    """Every disk of an instance is encrypted."""
    return unless_by_default(instance, stack, _by_itself)


def _by_itself(instance: Resource) -> Verdict:
    told = launches(instance)
    if problem := first_problem(_unencrypted, [disk for launch in told for disk in _disks(launch)]):
        return problem
    if told and all(map(_root_disks, told)):
        return None
    return BY_TEMPLATE if by_template(instance) else ROOT_UNSAID


def _disks(launch: Launch) -> list[Item]:
    if _is_template(launch):
        return [Item(each.resource, f"{each.path}.ebs") for each in _mapped(launch)]
    return [*_root_disks(launch), *launch.items("ebsBlockDevices")]


def _root_disks(launch: Launch) -> list[Item]:
    if _is_template(launch):
        return [each for each in _mapped(launch) if each.get("deviceName", ROOT_DEVICES[0]) in ROOT_DEVICES]
    return [*launch.items("rootBlockDevice"), *launch.items("rootBlockDevices")]


def _mapped(template: Launch) -> list[Item]:
    return [each for each in template.items("blockDeviceMappings") if each.has("ebs")]


def _is_template(launch: Launch) -> bool:
    return isinstance(launch, Resource) and launch.type == LAUNCH_TEMPLATE


def _unencrypted(disk: Item) -> str | None:
    return None if disk.get("encrypted", False) else f"{disk.path} is not encrypted"


@resource_rule(
    *STARTED,
    severity=Severity.CRITICAL,
    fix="Let the instance fetch the secret from Secrets Manager with its role.",
    url="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html",
)
def instance_user_data_holds_no_secret(instance: Resource) -> Verdict:
    """The user data of an instance, which every process on it can read, holds no password, token or key."""
    given = [(each, name) for each in launches(instance) for name in ("userData", "userDataBase64") if each.has(name)]
    if not given:
        return NotApplicable("it has no user data")
    return first_problem(lambda told: _secret_in(told[0].get(told[1], ""), told[1]), given)


def _secret_in(text: str, name: str) -> str | None:
    try:
        decoded = base64.b64decode(text, validate=True).decode()
    except (binascii.Error, ValueError):  # it is text as it is
        decoded = ""
    found = SECRETS.search(text) or SECRETS.search(decoded)
    return f"{name} holds what looks like a secret" if found else None
