"""Rules for what an account refuses as a whole. The stack that owns the account holds each of them for all."""

from __future__ import annotations

from collections.abc import Callable

from policies.provided import provided_elsewhere
from policies.rule import Severity, Verdict, first_problem, stack_rule
from policies.types import ANALYZER
from policies.view import STACK_TYPE, Resource, Stack

PASSWORD_POLICY = "aws:iam/accountPasswordPolicy:AccountPasswordPolicy"  # noqa: S105 - a type
BUCKET_BLOCK = "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock"
METADATA = "aws:ec2/instanceMetadataDefaults:InstanceMetadataDefaults"
SNAPSHOT_BLOCK = "aws:ebs/snapshotBlockPublicAccess:SnapshotBlockPublicAccess"
IMAGE_BLOCK = "aws:ec2/imageBlockPublicAccess:ImageBlockPublicAccess"
PASSWORD_LENGTH = 14
PASSWORDS_REMEMBERED = 24
CHARACTERS = ("requireLowercaseCharacters", "requireUppercaseCharacters", "requireNumbers", "requireSymbols")
EXTERNAL = ("ACCOUNT", "ORGANIZATION")
BUCKET_BLOCKS = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")


def _singleton(stack: Stack, type_: str, missing: str, problem: Callable[[Resource], str | None]) -> Verdict:
    found = stack.of(type_)
    return first_problem(problem, found) if found else provided_elsewhere(stack) or missing


@stack_rule(
    STACK_TYPE,
    severity=Severity.MEDIUM,
    fix=f"Create an `aws.iam.AccountPasswordPolicy`: {PASSWORD_LENGTH} or more characters of all kinds, "
    f"{PASSWORDS_REMEMBERED} passwords remembered.",
    url="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_account-policy.html",
)
def account_passwords_strong(_root: Resource, stack: Stack) -> Verdict:
    """The passwords of an account are long, mixed and not used again."""

    def problem(policy: Resource) -> str | None:
        length = policy.get("minimumPasswordLength", 6)
        if length < PASSWORD_LENGTH:
            return f"{length} characters are enough"
        if policy.get("passwordReusePrevention", 0) < PASSWORDS_REMEMBERED:
            return "old passwords may be used again"
        off = [kind for kind in CHARACTERS if not policy.get(kind, False)]
        return f"{', '.join(off)} is off" if off else None

    return _singleton(stack, PASSWORD_POLICY, "no password policy is declared", problem)


@stack_rule(
    STACK_TYPE,
    severity=Severity.MEDIUM,
    fix='Create an `aws.accessanalyzer.Analyzer` of type "ACCOUNT".',
    url="https://docs.aws.amazon.com/IAM/latest/UserGuide/what-is-access-analyzer.html",
)
def account_reports_access_from_outside(_root: Resource, stack: Stack) -> Verdict:
    """An account is watched for whatever can be reached from outside of it."""
    if any(analyzer.get("type", "ACCOUNT") in EXTERNAL for analyzer in stack.of(ANALYZER)):
        return None
    return provided_elsewhere(stack) or "no analyzer for access from outside is declared"


@stack_rule(
    STACK_TYPE,
    severity=Severity.CRITICAL,
    fix="Create an `aws.s3.AccountPublicAccessBlock` with all four of its settings on.",
    url="https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html",
)
def account_buckets_never_public(_root: Resource, stack: Stack) -> Verdict:
    """No bucket of an account can be made public."""

    def problem(block: Resource) -> str | None:
        off = [name for name in BUCKET_BLOCKS if not block.get(name, False)]
        return f"{', '.join(off)} is off" if off else None

    return _singleton(stack, BUCKET_BLOCK, "no AccountPublicAccessBlock is declared", problem)


@stack_rule(
    STACK_TYPE,
    severity=Severity.HIGH,
    fix='Create an `aws.ec2.InstanceMetadataDefaults` with `http_tokens="required"`.',
    url="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-IMDS-new-instances.html",
)
def account_metadata_needs_session(_root: Resource, stack: Stack) -> Verdict:
    """An instance hands out its credentials to sessions only (IMDSv2), unless its launch says otherwise."""

    def problem(defaults: Resource) -> str | None:
        tokens = defaults.get("httpTokens", "no-preference")
        return None if tokens == "required" else f"session tokens are {tokens}"

    return _singleton(stack, METADATA, "no InstanceMetadataDefaults are declared", problem)


@stack_rule(
    STACK_TYPE,
    severity=Severity.HIGH,
    fix='Create an `aws.ebs.SnapshotBlockPublicAccess` with `state="block-all-sharing"`.',
    url="https://docs.aws.amazon.com/ebs/latest/userguide/block-public-access-snapshots.html",
)
def account_snapshots_never_public(_root: Resource, stack: Stack) -> Verdict:
    """No snapshot of a volume can be made public, and none that was is any longer."""
    return _singleton(
        stack, SNAPSHOT_BLOCK, "no SnapshotBlockPublicAccess is declared", _unless_in_state("block-all-sharing")
    )


@stack_rule(
    STACK_TYPE,
    severity=Severity.MEDIUM,
    fix='Create an `aws.ec2.ImageBlockPublicAccess` with `state="block-new-sharing"`.',
    url="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/block-public-access-to-amis.html",
)
def account_images_never_public(_root: Resource, stack: Stack) -> Verdict:
    """No machine image of an account can be made public."""
    return _singleton(
        stack, IMAGE_BLOCK, "no ImageBlockPublicAccess is declared", _unless_in_state("block-new-sharing")
    )


def _unless_in_state(wanted: str) -> Callable[[Resource], str | None]:
    def problem(block: Resource) -> str | None:
        state = block.get("state", "unblocked")
        return None if state == wanted else f"its state is {state}"

    return problem
