"""The application's settings, from environment variables."""

from collections.abc import Mapping
from typing import NamedTuple


class Settings(NamedTuple):
    """The environment variables, by their names in lowercase."""

    environment: str
    aws_region: str
    metrics_namespace: str
    sessions_host: str
    sessions_port: str
    sessions_user: str
    sessions_cache_name: str
    port: str


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Return the settings; exit with a message that names each missing variable, or one that is not a number."""
    given = {name: environment.get(name.upper(), "") for name in Settings._fields}
    wrong = [f"{name.upper()} is not set" for name, text in given.items() if not text]
    wrong += [f"{name.upper()} is no number" for name in given if "port" in name and given[name].strip("0123456789")]
    if wrong:
        raise SystemExit("; ".join(wrong))
    return Settings(**given)
