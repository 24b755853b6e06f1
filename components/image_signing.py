"""The signing of images as they are pushed."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
from pulumi_aws import cloudcontrol, signer

from components.names import physical_name

PLATFORM = "Notation-OCI-SHA384-ECDSA"
"""The platform of AWS Signer for container images (AWS Signer Developer Guide, "Signing container images")."""
LONGEST_PREFIX = 38


@dataclass(frozen=True, kw_only=True)
class ImageSigningArgs:
    """Which images are signed."""

    repository: str
    """The name of the repository in this account's registry."""


class ImageSigning(pulumi.ComponentResource):
    """The registry signs each image of one repository when it is pushed, with a profile of AWS Signer.

    Creates the profile, and the registry's signing configuration, which exists once in an account and region. So no
    signing tool has to be downloaded and trusted, and no key can be lost (Amazon ECR User Guide, "Managed signing").
    The AWS provider does not support this configuration yet, hence AWS's Cloud Control API.
    """

    profile: signer.SigningProfile

    def __init__(self, name: str, args: ImageSigningArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("footing:components:ImageSigning", name, None, opts)
        below = pulumi.ResourceOptions(parent=self)
        prefix = f"{physical_name()}_".replace("-", "_")
        # A name stays reserved even after its profile was cancelled, so the provider appends a random suffix.
        self.profile = signer.SigningProfile(
            name, name_prefix=prefix[:LONGEST_PREFIX], platform_id=PLATFORM, opts=below
        )
        filters = [{"Filter": args.repository, "FilterType": "WILDCARD_MATCH"}]
        cloudcontrol.Resource(
            name,
            type_name="AWS::ECR::SigningConfiguration",
            desired_state=pulumi.Output.json_dumps(
                {"Rules": [{"SigningProfileArn": self.profile.arn, "RepositoryFilters": filters}]}
            ),
            opts=below,
        )
        self.register_outputs({"profile": self.profile.arn})
