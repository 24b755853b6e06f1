"""Rules for ECS services and clusters: where tasks run, how releases are taken back, and what is seen of them."""

from __future__ import annotations

from policies.alarm_actions import ALARMS
from policies.environment import is_development
from policies.log_groups import undeclared
from policies.routes import way_in
from policies.rule import NotApplicable, Severity, Verdict, first_problem, resource_rule, stack_rule
from policies.some import some
from policies.types import DEFAULT_SUBNET, ECS_CLUSTER, ECS_SERVICE, SUBNET
from policies.view import Resource, Stack, UnknownValue

ACCOUNT_SETTING = "aws:ecs/accountSettingDefault:AccountSettingDefault"
INSIGHTS = "containerInsights"
WATCHING = ("enabled", "enhanced")
COMMANDS = "configuration.executeCommandConfiguration"
OUTDATED = ("1.0.0", "1.1.0", "1.2.0", "1.3.0")
"""Platform versions that Fargate has replaced by 1.4.0."""


@resource_rule(
    ECS_SERVICE,
    severity=Severity.HIGH,
    fix="Set `assign_public_ip=False`, and let tasks reach the internet through NAT or endpoints.",
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/ecs-controls.html#ecs-2",
)
def service_has_no_public_address(service: Resource) -> Verdict:
    """A service's tasks have no public address."""
    public = service.get("networkConfiguration.assignPublicIp", False)
    return "each of its tasks is given a public address" if public else None


@stack_rule(
    ECS_SERVICE,
    severity=Severity.HIGH,
    fix="Give it private subnets, whose route tables lead to no internet gateway.",
    url="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/networking-outbound.html",
)
def service_in_private_subnets(service: Resource, stack: Stack) -> Verdict:
    """A service's tasks run where the internet cannot reach them, whatever address they get."""
    if not service.has("networkConfiguration"):
        return NotApplicable("its tasks run on the network of their host")
    subnets = [one for one in service.refers_to("networkConfiguration") if one.type in (SUBNET, DEFAULT_SUBNET)]

    def problem(subnet: Resource) -> str | None:
        reason = way_in(subnet, stack)
        return f"{subnet.name} is public: {reason}" if reason else None

    if found := first_problem(problem, subnets):
        return found
    if not subnets or len(subnets) < len(service.items("networkConfiguration.subnets")):
        raise UnknownValue("networkConfiguration.subnets")  # of another stack: its routes are not ours to see
    return None


@resource_rule(
    ECS_SERVICE,
    severity=Severity.HIGH,
    fix="Set `deployment_circuit_breaker` with `enable=True` and `rollback=True`.",
    url="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-failure-detection.html",
)
def service_takes_failed_release_back(service: Resource) -> Verdict:
    """A release whose tasks do not come up is ended, and what ran before runs again."""
    controller = service.get("deploymentController.type", "ECS")
    if controller != "ECS":
        return NotApplicable(f"{controller} releases it")
    off = [name for name in ("enable", "rollback") if not service.get(f"deploymentCircuitBreaker.{name}", False)]
    return f"its circuit breaker lacks {', '.join(off)}" if off else None


@stack_rule(
    ECS_SERVICE,
    severity=Severity.HIGH,
    fix="Name alarms on errors and latency in `alarms`, with `enable=True` and `rollback=True`.",
    url="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-alarm-failure.html",
)
def service_takes_harmful_release_back(service: Resource, stack: Stack) -> Verdict:
    """A release that sets off an alarm is ended, and what ran before runs again."""
    controller = service.get("deploymentController.type", "ECS")
    if controller != "ECS":
        return NotApplicable(f"{controller} releases it")
    off = [name for name in ("enable", "rollback") if not service.get(f"alarms.{name}", False)]
    if off:
        return f"no alarm takes a release of it back: {', '.join(off)} is off"
    names = [str(name) for name in service.get("alarms.alarmNames", [])]
    if not names:
        return "it names no alarm"

    def stranger(name: str) -> str | None:
        known = some(lambda alarm: alarm.get("name", "") == name, stack.of(*ALARMS))
        return None if known else f"no alarm of this stack is called {name}"

    return first_problem(stranger, names)


@stack_rule(
    ECS_SERVICE,
    severity=Severity.HIGH,
    fix="Set `enable_execute_command=False`.",
    url="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html",
)
def service_closed_to_commands(service: Resource, stack: Stack) -> Verdict:
    """Outside of development nobody opens a shell in a running container."""
    if is_development(stack):
        return NotApplicable("developers may look into containers of a development environment")
    return "ECS Exec is on" if service.get("enableExecuteCommand", False) else None


@stack_rule(
    ECS_SERVICE,
    severity=Severity.MEDIUM,
    fix="Run two tasks at least, on subnets of two zones or more, and leave `availability_zone_rebalancing` on.",
    url="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-rebalancing.html",
)
def service_survives_zone(service: Resource, stack: Stack) -> Verdict:
    """A service outside of development goes on when an availability zone is lost."""
    if is_development(stack):
        return NotApplicable("a development environment may stand still while a zone is lost")
    if service.get("schedulingStrategy", "REPLICA") == "DAEMON":
        return NotApplicable("a task of it runs on every host")
    if (tasks := service.get("desiredCount", 0)) < 2:
        return f"it begins with {tasks:g} task(s)"
    if (subnets := len(service.items("networkConfiguration.subnets"))) < 2:
        return f"it runs on {subnets} subnet(s)"
    off = service.get("availabilityZoneRebalancing", "ENABLED") == "DISABLED"
    return "its tasks are not spread again after a zone comes back" if off else None


@resource_rule(
    ECS_SERVICE,
    severity=Severity.MEDIUM,
    fix='Set `platform_version="1.4.0"`, or leave it out.',
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/ecs-controls.html#ecs-10",
)
def service_platform_current(service: Resource) -> Verdict:
    """A service on Fargate runs on a platform that AWS still patches."""
    if service.get("launchType", "EC2") != "FARGATE" and not service.has("platformVersion"):
        return NotApplicable("it does not say that it runs on Fargate")
    version = service.get("platformVersion", "LATEST")
    return f"platform version {version} has been replaced" if version in OUTDATED else None


@stack_rule(
    ECS_CLUSTER,
    severity=Severity.MEDIUM,
    fix='Set `settings=[{"name": "containerInsights", "value": "enhanced"}]`.',
    url="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cloudwatch-container-insights.html",
)
def cluster_watched(cluster: Resource, stack: Stack) -> Verdict:
    """What the tasks of a cluster take, and how often they fail, is measured."""
    return None if _insights(cluster, stack) else "Container Insights is off"


@stack_rule(
    ECS_CLUSTER,
    severity=Severity.MEDIUM,
    fix="Create a LogGroup `/aws/ecs/containerinsights/<name of the cluster>/performance` before it.",
    url="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Container-Insights-reference.html",
)
def cluster_log_group_made_before(cluster: Resource, stack: Stack) -> Verdict:
    """The log group of a cluster's measurements is made by the program, so that ECS makes none without key or end."""
    if not _insights(cluster, stack):
        return NotApplicable("Container Insights is off")
    if not cluster.has("name"):
        return "it has no name, so that the name of its log group cannot be known beforehand"
    missing = undeclared([f"/aws/ecs/containerinsights/{cluster.get('name')}/performance"], stack)
    return f"no log group {missing} is declared" if missing else None


@resource_rule(
    ECS_CLUSTER,
    severity=Severity.MEDIUM,
    fix='Set `logging="OVERRIDE"` with an encrypted log group, or leave `execute_command_configuration` out.',
    url="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html#ecs-exec-logging",
)
def cluster_records_commands(cluster: Resource) -> Verdict:
    """Whatever is typed into a container of a cluster is recorded, and the record is encrypted."""
    logging = cluster.get(f"{COMMANDS}.logging", "DEFAULT")
    if logging == "NONE":
        return "commands are not recorded"
    if logging == "DEFAULT":
        return None  # with what the container itself says, which other rules see to
    log = f"{COMMANDS}.logConfiguration"
    if cluster.get(f"{log}.cloudWatchEncryptionEnabled", False) or cluster.get(
        f"{log}.s3BucketEncryptionEnabled", False
    ):
        return None
    return "the record of commands is not encrypted"


def _insights(cluster: Resource, stack: Stack) -> bool:
    """Tell whether Container Insights is on, by the cluster's own setting or by the account's default."""
    said = [setting.get("value", "") for setting in cluster.items("settings") if setting.get("name", "") == INSIGHTS]
    if not said:
        defaults = [each for each in stack.of(ACCOUNT_SETTING) if each.get("name", "") == INSIGHTS]
        said = [each.get("value", "") for each in defaults]
    return any(value in WATCHING for value in said)
