"""What the environment tells the application, and all that it knows of where it runs."""

from collections.abc import Mapping
from typing import NamedTuple


class Settings(NamedTuple):
    """The environment variables, by their names in lower case."""

    environment: str
    aws_region: str
    metrics_namespace: str
    sessions_host: str
    sessions_port: str
    sessions_user: str
    sessions_cache_name: str
    port: str


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Return the settings; end the program with a message that names each variable that is missing or no number."""
    given = {name: environment.get(name.upper(), "") for name in Settings._fields}
    wrong = [f"{name.upper()} is not set" for name, text in given.items() if not text]
    wrong += [f"{name.upper()} is no number" for name in given if "port" in name and given[name].strip("0123456789")]
    if wrong:
        raise SystemExit("; ".join(wrong))
    return Settings(**given)
