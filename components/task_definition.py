"""What runs in a task of the application, as container definitions: pure decisions, and safe ones only.

The names and limits are those of the Amazon ECS Developer Guide, "Amazon ECS task definition parameters for Fargate",
and of the API reference, `ContainerDefinition`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

Definition = dict[str, Any]
Architecture = Literal["arm64", "x86_64"]

CPU_ARCHITECTURES: dict[Architecture, str] = {"arm64": "ARM64", "x86_64": "X86_64"}
PLATFORM_VERSION = "1.4.0"
"""The current one. AWS patches it by itself; the next is taken by changing this line and not by surprise, since what a
container may write to has changed with a platform before (aws/containers-roadmap, issues 863 and 938)."""
USER = "65532:65532"
"""User and group by number, so that no image decides who they are. Neither is root, nor has to exist in the image."""
STOP_SECONDS = 60
"""What a task has from SIGTERM to SIGKILL, to finish what it is doing. Fargate allows two minutes."""
TMP_MIB = 64
"""The size of /tmp, which is taken from the task's memory."""
LOG_BUFFER = "25m"
"""What the log driver holds back while CloudWatch Logs does not answer ("Preventing log loss with non-blocking mode in
the AWSLogs container log driver", AWS Containers Blog: nothing was lost below 2 MiB a second)."""
HEALTH = (
    "import urllib.request; urllib.request.urlopen('http://127.0.0.1:{port}/health', timeout=3)"  # raises from 400 on
)


def application_container(
    *,
    name: str,
    image: object,
    port: int,
    environment: Mapping[str, object],
    secrets: Mapping[str, object],
    log_group: str,
    region: str,
) -> Definition:
    """Return the container of the application.

    It listens on `port` and answers `GET /health` with its own Python, which a minimal image has where it has no curl.
    `environment` is plain text that everybody can read who may describe the task; `secrets` holds, by name of the
    variable, the ARNs of secrets, which ECS reads when it starts the task. Values may be Pulumi outputs.
    """
    return {
        "name": name,
        "image": image,
        "essential": True,
        **confinement(("/tmp",)),  # noqa: S108 - in the container, where it is the only place to write
        "portMappings": [{"containerPort": port, "hostPort": port, "protocol": "tcp"}],
        "environment": [{"name": key, "value": environment[key]} for key in sorted(environment)],
        "secrets": [{"name": key, "valueFrom": secrets[key]} for key in sorted(secrets)],
        "healthCheck": {
            "command": ["CMD", "python", "-c", HEALTH.format(port=port)],
            "interval": 15,
            "timeout": 5,
            "retries": 3,
            "startPeriod": 30,
        },
        "stopTimeout": STOP_SECONDS,
        "logConfiguration": logs(log_group, region, name),
    }


def confinement(writable: Sequence[str]) -> Definition:
    """Return what keeps a container within bounds: no root, no capability, nothing to write to but memory.

    Fargate lets a task drop every capability, though of them it lets it add `SYS_PTRACE` alone (ECS API reference,
    `KernelCapabilities`). The directories that are `writable` lie in memory, which Fargate offers since January 2026
    ("Amazon ECS now supports tmpfs mounts on AWS Fargate and ECS Managed Instances"): a volume would belong to root.
    """
    return {
        "user": USER,
        "privileged": False,
        "readonlyRootFilesystem": True,
        "linuxParameters": {
            "initProcessEnabled": True,
            "capabilities": {"drop": ["ALL"]},
            "tmpfs": [
                {"containerPath": path, "size": TMP_MIB, "mountOptions": ["nosuid", "nodev", "noexec"]}
                for path in writable
            ],
        },
    }


def logs(log_group: str, region: str, prefix: str) -> Definition:
    """Return where a container's output goes: a log group that exists.

    Non-blocking, as ECS has it by default since June 2025: a container that had to wait for CloudWatch Logs would
    stop serving patients' requests while that is away, and would fail its health checks. What must never be lost, such
    as who read which record, belongs into the database, in the transaction that it tells of.
    """
    return {
        "logDriver": "awslogs",
        "options": {
            "awslogs-group": log_group,
            "awslogs-region": region,
            "awslogs-stream-prefix": prefix,
            "mode": "non-blocking",
            "max-buffer-size": LOG_BUFFER,
        },
    }
