"""The names of the environment variables that configure the application."""

from __future__ import annotations

from typing import Literal, get_args

Variable = Literal[
    "PORT",
    "ENVIRONMENT",
    "AWS_REGION",
    "METRICS_NAMESPACE",
    "SESSIONS_HOST",
    "SESSIONS_PORT",
    "SESSIONS_USER",
    "SESSIONS_CACHE_NAME",
    "DATABASE_HOST",
    "DATABASE_PORT",
]
VARIABLES: tuple[str, ...] = get_args(Variable)
