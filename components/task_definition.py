"""The container definitions of the application's task, with safe values only.

Pure.

The names and limits are those of the Amazon ECS Developer Guide, "Amazon ECS task definition parameters for Fargate",
and of the API reference, `ContainerDefinition`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Definition = dict[str, Any]
PLATFORM_VERSION = "1.4.0"
"""The current platform version, which AWS patches. It is pinned, because a new version has changed before what a
container may write to (aws/containers-roadmap, issues 863 and 938)."""
USER = "65532:65532"
"""User and group by number, so that the image cannot redefine them. Neither is root, nor must exist in the image."""
STOP_SECONDS = 60
"""Seconds from SIGTERM to SIGKILL, in which a task finishes its requests. Fargate allows 120."""
TMP_MIB = 64
"""The size of /tmp, which is taken from the task's memory."""
LOG_BUFFER = "25m"
"""The buffer of the log driver while CloudWatch Logs is unavailable ("Preventing log loss with non-blocking mode in
the AWSLogs container log driver", AWS Containers Blog: nothing was lost below 2 MiB a second)."""
HEALTH = "import urllib.request; urllib.request.urlopen('http://127.0.0.1:{port}/health', timeout=3)"


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

    It listens on `port`. The health check requests `GET /health` with Python, since a minimal image has no curl.
    `environment` is plain text for everybody who may describe the task; `secrets` holds, by variable, the ARNs of
    secrets, which ECS reads when it starts the task. Values may be Pulumi outputs.
    """
    return {
        "name": name,
        "image": image,
        "essential": True,
        **confinement(("/tmp",)),  # noqa: S108 - in the container, its only writable path
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
    """Return the confinement of a container: no root user, no capability, no writable path except in memory.

    Fargate lets a task drop every capability, and add only `SYS_PTRACE` (ECS API reference, `KernelCapabilities`). The
    `writable` directories are in memory, which Fargate supports since January 2026 ("Amazon ECS now supports tmpfs
    mounts on AWS Fargate and ECS Managed Instances"): a volume would be owned by root.
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
    """Return the log configuration of a container, for an existing log group.

    Non-blocking, as is the default of ECS since June 2025: a container that waits for CloudWatch Logs would stop
    serving requests during an outage, and fail its health checks. Records that must never be lost, such as who read
    which record, belong in the database, in the same transaction.
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
