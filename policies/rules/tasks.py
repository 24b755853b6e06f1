"""Rules for ECS task definitions: what a container is given, what it may do, and which image it runs."""

from __future__ import annotations

import re

from policies.containers import DEFINITIONS, TASK, Container, judge_containers, on_windows
from policies.credentials import SECRETS, given_away
from policies.rule import NotApplicable, Severity, Verdict, first_problem, resource_rule, stack_rule
from policies.view import SECRET, Resource, Stack, Template

BUILT_IMAGES = ("awsx:ecr:Image", "docker-build:index:Image")
"""Builds whose outputs name the image by its digest."""
KEPT_LOGS = ("awslogs", "awsfirelens", "splunk")
"""Log drivers that take what a container says out of its task; these are all that Fargate has."""
ROOT = "root"


@resource_rule(
    TASK,
    severity=Severity.CRITICAL,
    fix="Move it to Secrets Manager, and name its ARN under `secrets` of the container.",
    url="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specifying-sensitive-data.html",
)
def task_environment_holds_no_secret(task: Resource) -> Verdict:
    """A task's environment and commands, which whoever may look at the task definition can read, hold no secret."""
    if task.properties.get(DEFINITIONS) is SECRET:
        return "a secret of Pulumi's is written into the container definitions, and is none there"

    def problem(container: Container) -> str | None:
        def given(name: str, value: str) -> str | None:
            return given_away(name, Template(value) if container.gaps and "${" in value else value)

        said = " ".join(str(word) for path in ("entryPoint", "command") for word in container.get(path, []))
        if SECRETS.search(said):
            return "its command holds what looks like a secret"
        return first_problem(lambda pair: given(*pair), container.pairs("environment"))

    return judge_containers(task, problem)


@resource_rule(
    TASK,
    severity=Severity.HIGH,
    fix="Set `user` of the container to the number of a user other than 0.",
    url="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-tasks-containers.html",
)
def task_runs_as_plain_user(task: Resource) -> Verdict:
    """A container does not run as root, and its task definition says so rather than its image."""

    def problem(container: Container) -> str | None:
        user = container.get("user", "").split(":")[0]
        if not user:
            return "its image decides who it runs as, and most say root"
        if user == ROOT or not user.strip("0"):
            return "it runs as root"
        return None if user.isascii() and user.isdecimal() else f"its image decides who {user} is: give the number"

    return on_windows(task) or judge_containers(task, problem)


@resource_rule(
    TASK,
    severity=Severity.MEDIUM,
    fix="Set `readonlyRootFilesystem` of the container to true, and mount a tmpfs where it has to write.",
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/ecs-controls.html#ecs-5",
)
def task_root_file_system_read_only(task: Resource) -> Verdict:
    """A container cannot change its own root file system, so that an intruder leaves nothing in it."""

    def problem(container: Container) -> str | None:
        return None if container.get("readonlyRootFilesystem", False) else "it can write to its root file system"

    return on_windows(task) or judge_containers(task, problem)


@resource_rule(
    TASK,
    severity=Severity.CRITICAL,
    fix="Leave `privileged` of the container out; if it needs a capability, add that one.",
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/ecs-controls.html#ecs-4",
)
def task_not_privileged(task: Resource) -> Verdict:
    """No container has the powers of its host."""
    return judge_containers(task, lambda each: "it is privileged" if each.get("privileged", False) else None)


@resource_rule(
    TASK,
    severity=Severity.MEDIUM,
    fix='Set `linuxParameters.capabilities` of the container to `{"drop": ["ALL"]}`.',
    url="https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_KernelCapabilities.html",
)
def task_capabilities_dropped(task: Resource) -> Verdict:
    """A container has none of the kernel's capabilities."""

    def problem(container: Container) -> str | None:
        added = container.get("linuxParameters.capabilities.add", [])
        if added:
            return f"it is given {', '.join(map(str, added))}"
        dropped = container.get("linuxParameters.capabilities.drop", [])
        return None if "ALL" in dropped else "it keeps capabilities that it was not asked whether it needs"

    return on_windows(task) or judge_containers(task, problem)


@resource_rule(
    TASK,
    severity=Severity.HIGH,
    fix='Set `network_mode="awsvpc"`, and leave `pid_mode` and `ipc_mode` out.',
    url="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-networking.html",
)
def task_apart_from_its_host(task: Resource) -> Verdict:
    """A task has a network address and security group of its own, and sees no process of its host."""
    mode = task.get("networkMode", "bridge")
    if mode != "awsvpc":
        return f"its network mode is {mode}: it has no security group of its own"
    shared = [name for name in ("pidMode", "ipcMode") if task.get(name, "") == "host"]
    return f"{', '.join(shared)} is host" if shared else None


@stack_rule(
    TASK,
    severity=Severity.HIGH,
    fix="Name the image by its digest (`<repository>@sha256:…`).",
    url="https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html",
)
def task_image_pinned(task: Resource, _stack: Stack) -> Verdict:
    """A task runs the image that was scanned and released, and not whatever has its tag today."""
    built = {f"${{{each.name}.imageUri}}" for each in task.refers_to(DEFINITIONS) if each.type in BUILT_IMAGES}

    def problem(container: Container) -> str | None:
        image = container.get("image", "", gaps=True)
        if re.search(r"@sha256:[0-9a-f]{64}$", image) or (container.gaps and image in built):
            return None
        known = container.get("image", "")  # of one that is not known it cannot be said
        return f"{known or 'no image'} is not named by its digest"

    return judge_containers(task, problem)


@resource_rule(
    TASK,
    severity=Severity.HIGH,
    fix="Give the container a `logConfiguration` with the driver `awslogs`.",
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/ecs-controls.html#ecs-9",
)
def task_logs_kept(task: Resource) -> Verdict:
    """What a container says is kept after its task is gone."""

    def problem(container: Container) -> str | None:
        driver = container.get("logConfiguration.logDriver", "")
        return None if driver in KEPT_LOGS else f"its logs go to {driver or 'nowhere'}"

    return judge_containers(task, problem)


@resource_rule(
    TASK,
    severity=Severity.MEDIUM,
    fix="Give the container a `healthCheck` with a command that its image has.",
    url="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/healthcheck.html",
)
def task_health_checked(task: Resource) -> Verdict:
    """A container without which a task is of no use is asked whether it still works."""

    def problem(container: Container) -> str | None:
        if not container.get("essential", True):
            return None
        return None if container.get("healthCheck.command", []) else "nothing asks whether it works"

    return judge_containers(task, problem)


@resource_rule(
    TASK,
    severity=Severity.LOW,
    fix="Set `cpu` and `memory` of the task (or `memory` of each container, on instances of EC2).",
    url="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html#task_size",
)
def task_size_bounded(task: Resource) -> Verdict:
    """What a task may take of processor and memory is bounded."""
    if task.get("cpu", "") and task.get("memory", ""):
        return None
    return judge_containers(task, lambda each: None if each.get("memory", 0) else "it may take all memory there is")


@stack_rule(
    TASK,
    severity=Severity.HIGH,
    fix="Give the application a role of its own as `task_role_arn`.",
    url="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-iam-roles.html",
)
def task_roles_apart(task: Resource, _stack: Stack) -> Verdict:
    """An application does not have the role that reads its secrets and pulls its image for it."""
    if not task.has("taskRoleArn") or not task.has("executionRoleArn"):
        return NotApplicable("it has one role at most")
    own, starting = ({each.urn for each in task.refers_to(name)} for name in ("taskRoleArn", "executionRoleArn"))
    if own and starting:
        return "it runs with the role that starts it" if own & starting else None
    same = task.get("taskRoleArn", "") == task.get("executionRoleArn", "")
    return "it runs with the role that starts it" if same else None
