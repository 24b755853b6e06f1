"""Rules for repositories in ECR, and for the registry of an account that they are in."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from policies.confinement import NO_POLICY, let_in_by_policy
from policies.documents import Statement, listed, statements
from policies.environment import is_development
from policies.joined import joined
from policies.keys import not_own_key
from policies.provided import provided_elsewhere
from policies.rule import NotApplicable, Severity, Verdict, first_problem, resource_rule, stack_rule
from policies.some import some
from policies.view import STACK_TYPE, Item, Resource, Stack
from policies.wildcards import like

REPOSITORY = "aws:ecr/repository:Repository"
REPOSITORY_POLICY = "aws:ecr/repositoryPolicy:RepositoryPolicy"
REGISTRY_POLICY = "aws:ecr/registryPolicy:RegistryPolicy"
LIFECYCLE = "aws:ecr/lifecyclePolicy:LifecyclePolicy"
SCANNING = "aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration"
SCANS = ("SCAN_ON_PUSH", "CONTINUOUS_SCAN")
WITHOUT_KMS = "AES256"
READS = ("ecr:BatchCheck*", "ecr:BatchGet*", "ecr:Describe*", "ecr:Get*", "ecr:List*")


@resource_rule(
    REPOSITORY,
    severity=Severity.HIGH,
    fix='Set `image_tag_mutability="IMMUTABLE"`, and give each image a tag of its own, such as its commit.',
    url="https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html",
)
def repository_tags_immutable(repository: Resource) -> Verdict:
    """A tag in a repository names the same image for ever."""
    mutability = repository.get("imageTagMutability", "MUTABLE")
    return None if mutability == "IMMUTABLE" else f"its tags are {mutability}: one may come to name another image"


@stack_rule(
    REPOSITORY,
    severity=Severity.MEDIUM,
    fix='Set `encryption_configurations` to the type "KMS" with `kms_key` of our own. It takes a new repository.',
    url="https://docs.aws.amazon.com/AmazonECR/latest/userguide/encryption-at-rest.html",
)
def repository_encrypted_with_own_key(repository: Resource, _stack: Stack) -> Verdict:
    """Images are encrypted with a key of our own."""
    for encryption in repository.items("encryptionConfigurations"):
        if encryption.get("encryptionType", WITHOUT_KMS) == WITHOUT_KMS:
            break
        return not_own_key(repository, f"{encryption.path}.kmsKey")
    return "its images are encrypted with a key that belongs to S3"


@stack_rule(
    REPOSITORY,
    severity=Severity.LOW,
    fix="Add an `aws.ecr.LifecyclePolicy` with a rule that expires images by their number or age.",
    url="https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html",
)
def repository_expires_old_images(repository: Resource, stack: Stack) -> Verdict:
    """Old images, whose weaknesses nobody mends, do not lie about in a repository for ever."""
    policies = joined(stack, repository, LIFECYCLE, "repository")
    if not policies and repository.has("name"):
        policies = [each for each in stack.of(LIFECYCLE) if each.get("repository", "") == repository.get("name", "")]
    return None if some(_expires_images, policies) else "no lifecycle policy expires its images"


@resource_rule(
    REPOSITORY_POLICY,
    REGISTRY_POLICY,
    severity=Severity.CRITICAL,
    fix="Name the accounts that may pull, or confine the statement by `aws:PrincipalOrgID` or `aws:SourceArn`.",
    url="https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-policies.html",
)
def repository_policy_confined(resource: Resource) -> Verdict:
    """The policy of a repository, or of the whole registry, lets nobody in whom it does not name."""
    return let_in_by_policy(resource)


@resource_rule(
    REPOSITORY_POLICY,
    severity=Severity.HIGH,
    fix="Allow no more than `ecr:BatchCheckLayerAvailability`, `ecr:BatchGetImage` and `ecr:GetDownloadUrlForLayer`.",
    url="https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-policy-examples.html",
)
def repository_opened_for_reading_only(resource: Resource) -> Verdict:
    """A repository's policy lets others read: who pushes or deletes does it by an IAM policy of the own account."""

    def problem(statement: Statement) -> str | None:
        own = all(principal.startswith("${") for principal in statement.principals)
        if statement.is_deny or (own and statement.principals):
            return None
        more = [action for action in statement.actions if not _reads(action)]
        return f"statement {statement.name} allows {', '.join(more)}" if more else None

    return first_problem(problem, statements(resource.document("policy"))) if resource.has("policy") else NO_POLICY


@stack_rule(
    REPOSITORY,
    severity=Severity.HIGH,
    fix="Let a rule of the account's `aws.ecr.RegistryScanningConfiguration` take in its name, or set `scan_on_push`.",
    url="https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning.html",
)
def repository_scanned(repository: Resource, stack: Stack) -> Verdict:
    """Every image is searched for known vulnerabilities when it is pushed."""
    registries = stack.of(SCANNING)
    own = partial(repository.get, "imageScanningConfiguration.scanOnPush", False)
    if some(lambda scans: scans(), [own, *(partial(_scans, registry, repository) for registry in registries)]):
        return None
    if not registries and (elsewhere := provided_elsewhere(stack)):
        # The owner may have no repository to ask this of: it answers for all of them, to registry-scans-continuously.
        return NotApplicable(f"the registry that it is in belongs to {elsewhere.provided_by}")
    return "no rule of the registry's scanning takes it in"


@stack_rule(
    STACK_TYPE,
    severity=Severity.HIGH,
    fix='Create an `aws.ecr.RegistryScanningConfiguration` of type "ENHANCED" with the frequency "CONTINUOUS_SCAN" '
    'for the filter "*", in the stack that owns the account.',
    url="https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning-enhanced.html",
)
def registry_scans_continuously(_root: Resource, stack: Stack) -> Verdict:
    """Inspector searches the images of every repository again, whenever a new vulnerability becomes known."""
    registries = stack.of(SCANNING)
    if not registries:
        if not stack.of(REPOSITORY):
            return NotApplicable("it has no repository")
        return provided_elsewhere(stack) or "how the registry scans is not declared, so it scans what it is asked to"

    def problem(registry: Resource) -> str | None:
        kind = registry.get("scanType", "BASIC")
        if kind != "ENHANCED":
            return f"{registry.name} is {kind}: an image is not searched again"
        everything = some(lambda each: each.get("filter", "") == "*", _filters(registry, "CONTINUOUS_SCAN"))
        return None if everything else f"{registry.name} leaves out repositories"

    return first_problem(problem, registries)


@stack_rule(
    REPOSITORY,
    severity=Severity.MEDIUM,
    fix="Leave `force_delete` off outside of development.",
    url="https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-delete.html",
)
def repository_not_deleted_with_its_images(repository: Resource, stack: Stack) -> Verdict:
    """A repository outside of development is not deleted while there are images in it, which tasks may run."""
    if is_development(stack):
        return NotApplicable("a development environment may be torn down")
    return "it is deleted with all of its images" if repository.get("forceDelete", False) else None


def _expires_images(policy: Resource) -> bool:
    rules = [rule for rule in listed(policy.document("policy").get("rules")) if isinstance(rule, dict)]
    actions = [rule.get("action") for rule in rules]
    return any(isinstance(action, dict) and action.get("type") == "expire" for action in actions)


def _reads(action: str) -> bool:
    return any(like(action.lower(), pattern.lower()) for pattern in READS)


def _filters(registry: Resource, *frequencies: str) -> Iterable[Item]:
    """Return the filters by which a registry scans its repositories so often, or else at all."""
    return [
        each
        for rule in registry.items("rules")
        if rule.get("scanFrequency", "") in (frequencies or SCANS)
        for each in registry.items(f"{rule.path}.repositoryFilters")
    ]


def _scans(registry: Resource, repository: Resource) -> bool:
    return some(lambda each: _takes_in(each, repository), _filters(registry))


def _takes_in(filter_: Item, repository: Resource) -> bool:
    """Tell whether a filter takes a repository in: without a wildcard it takes in whatever has it in its name."""
    pattern = filter_.get("filter", "")
    if pattern.strip("*") == "":
        return bool(pattern)
    name = repository.get("name", "")
    return like(name, pattern) if "*" in pattern else pattern in name
