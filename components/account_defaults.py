"""What an account, as a whole, refuses: for everything in it, and for whatever somebody makes in it by hand."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
from pulumi_aws import accessanalyzer, ebs, ec2, iam, s3

from components.names import physical_name

PASSWORD_LENGTH = 14
PASSWORDS_REMEMBERED = 24
"""Both as the CIS AWS Foundations Benchmark has them. No password expires: NIST SP 800-63B advises against it."""


@dataclass(frozen=True, kw_only=True)
class AccountDefaultsArgs:
    """What may be chosen of an account's defaults."""

    unused_access_days: int | None = None
    """Report access that was not used for so many days; AWS charges for it by the month, role and user."""


class AccountDefaults(pulumi.ComponentResource):
    """Defaults of an account. They are singletons: only the stack that owns its account may make them.

    Creates a password policy, for the IAM users that there should not be; an analyzer that reports whatever can be
    reached from outside of the account (IAM User Guide, "Using AWS IAM Access Analyzer"), and another for access that
    nobody uses, if asked for; a block on public buckets, snapshots and images; and instance metadata that is handed
    out to sessions only, and not beyond the instance (Amazon EC2 User Guide, "Use the Instance Metadata Service").

    All but the password policy and the block on buckets hold in one region.
    """

    analyzer: accessanalyzer.Analyzer

    def __init__(self, name: str, args: AccountDefaultsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("footing:components:AccountDefaults", name, None, opts)
        self._name = name
        self._opts = pulumi.ResourceOptions(parent=self)
        self._ask_strong_passwords()
        self.analyzer = self._analyze_access(args.unused_access_days)
        self._keep_private()
        ec2.InstanceMetadataDefaults(
            name, http_endpoint="enabled", http_tokens="required", http_put_response_hop_limit=1, opts=self._opts
        )
        self.register_outputs({"analyzer": self.analyzer.arn})

    def _ask_strong_passwords(self) -> None:
        iam.AccountPasswordPolicy(
            self._name,
            minimum_password_length=PASSWORD_LENGTH,
            password_reuse_prevention=PASSWORDS_REMEMBERED,
            require_lowercase_characters=True,
            require_numbers=True,
            require_symbols=True,
            require_uppercase_characters=True,
            allow_users_to_change_password=True,
            opts=self._opts,
        )

    def _analyze_access(self, unused_days: int | None) -> accessanalyzer.Analyzer:
        label = physical_name()
        if unused_days is not None:
            accessanalyzer.Analyzer(
                f"{self._name}-unused",
                analyzer_name=f"{label}-unused",
                type="ACCOUNT_UNUSED_ACCESS",
                configuration={"unused_access": {"unused_access_age": unused_days}},
                opts=self._opts,
            )
        return accessanalyzer.Analyzer(
            f"{self._name}-external", analyzer_name=f"{label}-external", type="ACCOUNT", opts=self._opts
        )

    def _keep_private(self) -> None:
        s3.AccountPublicAccessBlock(
            self._name,
            block_public_acls=True,
            block_public_policy=True,
            ignore_public_acls=True,
            restrict_public_buckets=True,
            opts=self._opts,
        )
        ebs.SnapshotBlockPublicAccess(self._name, state="block-all-sharing", opts=self._opts)
        ec2.ImageBlockPublicAccess(self._name, state="block-new-sharing", opts=self._opts)
