"""Rules for EC2 instances, and for the templates and requests that start them."""

from __future__ import annotations

import base64
import binascii

from policies.credentials import SECRETS
from policies.rule import NotApplicable, Severity, Verdict, first_problem, resource_rule, stack_rule
from policies.types import EBS_DEFAULT, EC2_INSTANCE, LAUNCH_TEMPLATE, SPOT_INSTANCE, STARTED
from policies.view import Item, Resource, Stack, UnknownValue

METADATA_DEFAULTS = "aws:ec2/instanceMetadataDefaults:InstanceMetadataDefaults"
ROOT_DEVICES = ("/dev/sda1", "/dev/xvda")
"""How an image may call its root disk (Amazon EC2 User Guide, "Device names for volumes on Amazon EC2 instances")."""
BY_TEMPLATE = "its launch template decides"


@stack_rule(
    *STARTED,
    severity=Severity.HIGH,
    fix='Set `metadata_options` with `http_tokens="required"`.',
    url="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html",
)
def instance_metadata_needs_token(instance: Resource, stack: Stack) -> Verdict:
    """An instance gives its credentials only to requests with a token, which a forged request cannot have."""
    if instance.get("metadataOptions.httpEndpoint", "enabled") == "disabled":
        return None
    if not instance.has("metadataOptions.httpTokens"):
        if _by_template(instance):
            return NotApplicable(BY_TEMPLATE)
        defaults = stack.of(METADATA_DEFAULTS)
        return first_problem(_tokens_optional, defaults) if defaults else "tokens are optional unless asked for"
    return _tokens_optional(instance, "metadataOptions.httpTokens")


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
    defaults = stack.of(EBS_DEFAULT)
    if defaults and all(default.get("enabled", True) for default in defaults):
        return None
    if instance.type == LAUNCH_TEMPLATE:
        disks = [item for item in instance.items("blockDeviceMappings") if item.has("ebs")]
        problem = first_problem(lambda disk: _unencrypted(disk, "ebs.encrypted"), disks)
        disks = [] if problem else [disk for disk in disks if disk.get("deviceName", ROOT_DEVICES[0]) in ROOT_DEVICES]
    else:
        disks = [*instance.items("rootBlockDevice"), *instance.items("ebsBlockDevices")]
        problem = first_problem(lambda disk: _unencrypted(disk, "encrypted"), disks)
        disks = instance.items("rootBlockDevice")
    if not problem and not disks and _by_template(instance):
        return NotApplicable(BY_TEMPLATE)
    return problem or (None if disks else "nothing is said of its root disk: that is encrypted only if its image is")


def _by_template(instance: Resource) -> bool:
    """Tell whether a launch template of the stack decides what an instance does not say itself.

    Raises `UnknownValue` for a template of elsewhere, which nobody judges here.
    """
    if instance.type not in (EC2_INSTANCE, SPOT_INSTANCE) or not instance.has("launchTemplate"):
        return False
    if not any(each.type == LAUNCH_TEMPLATE and each.made for each in instance.refers_to("launchTemplate")):
        raise UnknownValue("launchTemplate", "is a template of elsewhere, and what that says is not known")
    return True


def _unencrypted(disk: Item, path: str) -> str | None:
    return None if disk.get(path, False) else f"{disk.path} is not encrypted"


@resource_rule(
    *STARTED,
    severity=Severity.CRITICAL,
    fix="Let the instance fetch the secret from Secrets Manager with its role.",
    url="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html",
)
def instance_user_data_holds_no_secret(instance: Resource) -> Verdict:
    """The user data of an instance, which every process on it can read, holds no password, token or key."""
    given = [name for name in ("userData", "userDataBase64") if instance.has(name)]
    if not given:
        return NotApplicable("it has no user data")
    return first_problem(lambda name: _secret_in(instance.get(name, ""), name), given)


def _secret_in(text: str, name: str) -> str | None:
    try:
        decoded = base64.b64decode(text, validate=True).decode()
    except (binascii.Error, ValueError):  # it is text as it is
        decoded = ""
    found = SECRETS.search(text) or SECRETS.search(decoded)
    return f"{name} holds what looks like a secret" if found else None
