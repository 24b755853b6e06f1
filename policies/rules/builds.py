"""Rules for CodeBuild projects, which run what others have written, with rights in our account."""

from __future__ import annotations

from typing import Any

from policies.buildspecs import builds_image
from policies.credentials import SECRETS, given_away
from policies.keys import not_own_key
from policies.log_groups import LOG_GROUP
from policies.pipelines import BY_REFERENCE
from policies.rule import NotApplicable, Severity, Verdict, first_problem, resource_rule, stack_rule
from policies.types import BUILD_PROJECT
from policies.view import Item, Resource, Stack

LONGEST_MINUTES = 120
GUIDE = "https://docs.aws.amazon.com/codebuild/latest/userguide"


@resource_rule(
    BUILD_PROJECT,
    severity=Severity.HIGH,
    fix="Leave `privileged_mode` off; build images in a project of their own, with the buildspec given to the project.",
    url=f"{GUIDE}/create-project.html",
)
def build_not_privileged_without_need(project: Resource) -> Verdict:
    """A build has root's rights over its machine only where it builds an image, as its buildspec shows."""
    if not project.get("environment.privilegedMode", False):
        return None
    given = project.get("source.buildspec", "")
    if "\n" not in given:
        return "it has root's rights, and its buildspec is in the source, where every commit can change it"
    return None if builds_image(given) else "it has root's rights, and builds no image with them"


@resource_rule(
    BUILD_PROJECT,
    severity=Severity.CRITICAL,
    fix="Set the variable's `type` to `SECRETS_MANAGER`, and its value to the name of the secret.",
    url=f"{GUIDE}/build-spec-ref.html#build-spec.env.secrets-manager",
)
def build_environment_holds_no_secret(project: Resource) -> Verdict:
    """A build's environment and buildspec, which everybody can read who may look at the build, hold no secret."""

    def problem(variable: Item) -> str | None:
        if variable.get("type", "PLAINTEXT") in BY_REFERENCE:
            return None
        return given_away(variable.get("name", ""), _value(variable))

    variables = project.items("environment.environmentVariables")
    if not variables and not project.has("source.buildspec"):
        return NotApplicable("it is told nothing")
    if found := first_problem(problem, variables):
        return found
    told = SECRETS.search(project.get("source.buildspec", ""))
    return "its buildspec holds what looks like a secret" if told else None


@resource_rule(
    BUILD_PROJECT,
    severity=Severity.MEDIUM,
    fix="Set `vpc_config` to the private subnets and a security group.",
    url=f"{GUIDE}/vpc-support.html",
)
def build_runs_in_network(project: Resource) -> Verdict:
    """A build runs in the VPC, where security groups bound and flow logs record whom it talks to."""
    placed = project.has("vpcConfig") and project.items("vpcConfig.subnets")
    return None if placed else "it may talk to anybody on the internet, from outside of the VPC"


@stack_rule(
    BUILD_PROJECT,
    severity=Severity.MEDIUM,
    fix="Set `logs_config.cloudwatch_logs` to a LogGroup of the stack, which has a key and a retention.",
    url=f"{GUIDE}/change-project.html#change-project-console-logs",
)
def build_logs_kept(project: Resource, stack: Stack) -> Verdict:
    """What a build did is logged, in a group whose key and retention we chose."""
    if project.get("logsConfig.cloudwatchLogs.status", "ENABLED") != "ENABLED":
        return "it writes no log to CloudWatch"
    if any(group.type == LOG_GROUP for group in project.refers_to("logsConfig")):
        return None
    if not project.has("logsConfig.cloudwatchLogs.groupName"):
        return "CodeBuild makes a log group for it, without a key and for ever"
    name = project.get("logsConfig.cloudwatchLogs.groupName", "")
    named = [group.get("name", "") for group in stack.of(LOG_GROUP) if group.has("name")]
    return None if name in named else f"the log group {name} is not of this stack"


@resource_rule(
    BUILD_PROJECT,
    severity=Severity.LOW,
    fix=f"Set `build_timeout` to what the build needs, {LONGEST_MINUTES} minutes at most.",
    url=f"{GUIDE}/builds-working.html",
)
def build_ends_in_time(project: Resource) -> Verdict:
    """A build that hangs, or that somebody uses for other work, ends after two hours at most."""
    minutes = project.get("buildTimeout", 60)
    return None if minutes <= LONGEST_MINUTES else f"it may run for {minutes / 60:g} hours"


@stack_rule(
    BUILD_PROJECT,
    severity=Severity.HIGH,
    fix="Set `encryption_key` to the key of the artifacts, and leave `encryption_disabled` out.",
    url=f"{GUIDE}/security-encryption.html",
)
def build_output_encrypted_with_own_key(project: Resource, _stack: Stack) -> Verdict:
    """What a build puts out is encrypted with a key of our own."""
    if project.get("artifacts.encryptionDisabled", False):
        return "its artifacts are not encrypted"
    return not_own_key(project, "encryptionKey")


@resource_rule(
    BUILD_PROJECT,
    severity=Severity.HIGH,
    fix="Leave `project_visibility` out: then a build is private.",
    url=f"{GUIDE}/public-builds.html",
)
def build_not_public(project: Resource) -> Verdict:
    """A build's log and artifacts are not shown to the internet."""
    shown = project.get("projectVisibility", "PRIVATE") == "PUBLIC_READ"
    return "everybody reads its log and its artifacts" if shown else None


def _value(variable: Item) -> Any:
    variable.has("value")  # which records it as evidence
    value: Any = variable.resource.properties
    for step in (*variable.path.split("."), "value"):
        value = value[int(step)] if step.isdigit() else value.get(step)
    return value
