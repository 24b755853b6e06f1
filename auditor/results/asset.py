"""A resource as an inventory lists it: what it is, where it is declared, what protects it and whose it is."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import ConfigDict


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """One resource. Secret and unknown values are named, not shown."""

    __pydantic_config__ = ConfigDict(extra="forbid")  # no model: there are thousands

    urn: str
    type: str
    name: str
    within: tuple[str, ...] = ()
    """The components that made it, from the outermost to the innermost, each as its class and name."""
    source: str | None = None
    """The file and line of the program that declares it."""
    external: bool = False
    """Whether the program only looks it up: it exists already, and is somebody else's to make."""
    protected: bool = False
    """Whether Pulumi refuses to delete it."""
    retained: bool = False
    """Whether it stays in AWS when it is removed from the program."""
    holds: str | None = None
    """What is kept in it, such as records, logs or backups; None if it keeps nothing, or nobody has said so yet."""
    encrypted_with: tuple[str, ...] = ()
    """The keys, and in brackets what chooses each; empty where the program does not say."""
    owner: str | None = None
    """The tag `Owner`, its own or the one that its provider gives to everything."""
    region: str | None = None
    """Where it is, as it or its provider tells; None where the program leaves it to whoever deploys."""
    account: str | None = None
    """The account that it is in, or those that its provider is confined to; None where the program names none."""
    id: str | None = None
    """What AWS calls it, where the graph is of what was deployed."""
