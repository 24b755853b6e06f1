"""The sidecar container that sends the application's traces to AWS, and the application's variables for it.

Pure. Both kinds receive OpenTelemetry's protocol on the task's loopback interface, which other tasks cannot reach. The
application includes `aws-opentelemetry-distro` (app/requirements-traced.txt), and starts it if these variables are set:
copying it from a third container, as in AWS's examples, needs a root user and a volume.
"""

from __future__ import annotations

import json
from pathlib import PurePosixPath
from typing import Any, Literal

from components.task_definition import Definition, confinement, logs

Apm = Literal["application signals", "adot", "none"]
NAME = "collector"
SIGNALS_LOG_GROUP = "/aws/application-signals/data"
"""The log group of Application Signals' metrics. The agent may not create it, as it would have no key."""
AGENT = PurePosixPath("/", "opt", "aws", "amazon-cloudwatch-agent")

COMMON = {
    "OTEL_EXPORTER_OTLP_PROTOCOL": "http/protobuf",
    "OTEL_LOGS_EXPORTER": "none",
    "OTEL_METRICS_EXPORTER": "none",
    "OTEL_PROPAGATORS": "tracecontext,baggage,xray",
    "OTEL_PYTHON_CONFIGURATOR": "aws_configurator",
    "OTEL_PYTHON_DISTRO": "aws_distro",
}
VARIABLES: dict[Apm, dict[str, str]] = {
    "application signals": {
        **COMMON,
        "OTEL_AWS_APPLICATION_SIGNALS_ENABLED": "true",
        "OTEL_AWS_APPLICATION_SIGNALS_EXPORTER_ENDPOINT": "http://localhost:4316/v1/metrics",
        "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://localhost:4316/v1/traces",
        "OTEL_TRACES_SAMPLER": "xray",
        "OTEL_TRACES_SAMPLER_ARG": "endpoint=http://localhost:2000",
    },
    "adot": {
        **COMMON,
        "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://localhost:4318/v1/traces",
        "OTEL_TRACES_SAMPLER": "parentbased_traceidratio",
        "OTEL_TRACES_SAMPLER_ARG": "0.1",
    },
    "none": {},
}
"""The environment variables of the application's instrumentation (CloudWatch User Guide, "Deploy using the sidecar
strategy", for Application Signals)."""


def traced(
    apm: Apm, application: Definition, *, image: object, service: str, environment: str, log_group: str, region: str
) -> list[Definition]:
    """Return the containers of a task: the application, with variables for its traces, and the collector.

    `image` is the collector's, `service` and `environment` are the names under which traces appear. Variables that the
    application already has are unchanged.
    """
    if apm == "none":
        return [application]
    variables = {
        **VARIABLES[apm],
        "OTEL_RESOURCE_ATTRIBUTES": f"service.name={service},deployment.environment={environment}",
    }
    given = {each["name"] for each in application["environment"]}
    added = [{"name": name, "value": value} for name, value in variables.items() if name not in given]
    told = {**application, "environment": [*application["environment"], *added]}
    return [told, collector_container(apm, image=image, log_group=log_group, region=region)]


def collector_container(apm: Apm, *, image: object, log_group: str, region: str) -> Definition:
    """Return the collector's container: the CloudWatch agent, or AWS's build of OpenTelemetry's collector.

    The task survives its exit, and ECS restarts it: a gap in traces is no reason to stop serving.
    """
    variable, configuration, writable = _configured(apm, region)
    return {
        "name": NAME,
        "image": image,
        "essential": False,
        "restartPolicy": {"enabled": True},
        **confinement(writable),
        "environment": [{"name": variable, "value": json.dumps(configuration)}],
        "logConfiguration": logs(log_group, region, NAME),
    }


def _configured(apm: Apm, region: str) -> tuple[str, dict[str, Any], tuple[str, ...]]:
    """Return the variable of the collector's configuration, the configuration, and its writable directories."""
    if apm == "application signals":
        signals: dict[str, Any] = {"application_signals": {}}
        agent = {"traces": {"traces_collected": signals}, "logs": {"metrics_collected": signals}}
        return "CW_CONFIG_CONTENT", agent, (f"{AGENT}/etc", f"{AGENT}/logs", f"{AGENT}/var")
    collector = {
        "receivers": {"otlp": {"protocols": {"http": {"endpoint": "127.0.0.1:4318"}}}},
        "processors": {"batch": {}},
        "exporters": {"awsxray": {"region": region}},
        "service": {
            "pipelines": {"traces": {"receivers": ["otlp"], "processors": ["batch"], "exporters": ["awsxray"]}}
        },
    }
    return "AOT_CONFIG_CONTENT", collector, ()
