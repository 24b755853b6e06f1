"""What the files of the other stacks say that this one must agree with.

No two address spaces may overlap: such networks can never be joined, by peering or by a transit gateway (Amazon VPC
User Guide, "VPC CIDR blocks"), and renumbering one means building it anew. Another stack can hold the singletons of
this one's account only where it is, for most of them exist once in each region. And a stack lets in one pipeline only.

A key that stands twice in another stack's file is that stack's to be refused for, as whatever else is wrong with it.
"""

from __future__ import annotations

from functools import cache
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""Ten times as fast where PyYAML was built with LibYAML, as its wheels are."""
UNREADABLE = (OSError, yaml.YAMLError, ValueError, KeyError, TypeError, AttributeError)


def overlapping(stack: str, cidr: str, default: str, key: str, folder: Path = FOLDER) -> str | None:
    """Return why an address space cannot be this stack's: the first other stack that has some of it, if any.

    `key` is where a stack's file has its settings; a file without an address space has the `default`. A file that
    cannot be read is passed over: its own stack will be refused.
    """
    for path in _files(folder):
        other = _stack(path)
        theirs = _cidr(path, key, default)
        if other != stack and theirs and _overlap(cidr, theirs):
            return f"{cidr} overlaps {theirs} of stack {other}; give each stack an address space of its own"
    return None


def owner_unfit(
    owner: str, stack: str, region: str, account: str | None, key: str, folder: Path = FOLDER
) -> str | None:
    """Return why the stack `owner` cannot hold the singletons of this stack's account.

    It is this one, does not exist, holds not even its own, or is `elsewhere`. Whether it exists is not asked where the
    stacks' files are not at hand.
    """
    if owner == stack:
        return f"{owner} is this stack, which holds what its account has once where it names nobody; remove it"
    if _has_file(stack, folder) and not _has_file(owner, folder):
        return f"there is no stack {owner!r}; {_there_are(stack, folder)}"
    theirs = _said(owner, "account_owner", key, folder)
    if isinstance(theirs, str) and theirs:
        return f"{owner} holds nothing for others: it names {theirs} as its own `account_owner`; name {theirs}"
    return elsewhere(owner, region, account, key, folder)


def held_twice(stack: str, region: str, account: str | None, key: str, folder: Path = FOLDER) -> str | None:
    """Return why this stack cannot hold the singletons of its account: another one that is there holds them as well.

    AWS refuses the second of most of them, and of the rest one stack would overwrite what the other says. Asked of a
    stack that names no owner; whether two that name no account share one, nobody can tell.
    """
    for path in _files(folder) if account else ():
        other = _stack(path)
        theirs, their_region = place_of(other, key, folder)
        if other == stack or theirs != account or _said(other, "account_owner", key, folder):
            continue
        if their_region in (region, None):
            return f"{other} is in account {account} too; name it here, or {stack} there: one holds what there is once"
        return f"{other} is in account {account} too, in {their_region}; stacks share an account within one region"
    return None


def elsewhere(owner: str, region: str, account: str | None, key: str, folder: Path = FOLDER) -> str | None:
    """Return why the stack `owner` cannot hold the singletons of a region of an account: it is in another, if so.

    Where neither file names an account, that they share one is taken on trust: nothing here knows better. A file that
    cannot be read is passed over: the auditor says that nobody has shown what its stack holds.
    """
    try:
        settings = _settings(folder / f"Pulumi.{owner}.yaml", key)
        theirs, their_account = settings.get("region", region), settings.get("account")
    except UNREADABLE:
        return None
    if theirs != region:
        return (
            f"{owner} is in {theirs} and cannot hold what {region} has once; stacks share an account within one region"
        )
    if their_account == account:
        return None
    if their_account and account:
        return f"{owner} is in account {their_account} and cannot hold what account {account} has once"
    named, silent = (account, f"{owner} names none") if account else (their_account, f"{owner} names it")
    return f"whether account {named} is that of both, nobody can tell: {silent}; name `account` in both files"


def place_of(stack: str, key: str, folder: Path = FOLDER) -> tuple[str | None, str | None]:
    """Return the account and the region that another stack's file names; None for what it does not, or unreadably."""
    try:
        settings = _settings(folder / f"Pulumi.{stack}.yaml", key)
        return settings.get("account"), settings.get("region")
    except UNREADABLE:
        return None, None


def pipeline_unfit(owner: str, stack: str, default: tuple[str, ...], key: str, folder: Path = FOLDER) -> str | None:
    """Return why this stack is not released by the stack `owner`: there is none, or it has no pipeline, or to others.

    A pipeline that names no targets has the `default`. Nothing is said where the stacks' files are not at hand, or of
    a stack whose layer 2 is not open yet: until it is, the auditor says that nobody releases.
    """
    if not _has_file(stack, folder):
        return None
    delivered = {_stack(path): _delivery(path, key) for path in _files(folder)}
    holders = [name for name, delivery in delivered.items() if delivery and delivery.get("pipeline")]
    named = f"name the stack that holds the pipeline: {', '.join(holders)}" if holders else "no stack has a pipeline"
    if owner not in delivered:
        return f"there is no stack {owner!r}; {named}"
    if delivered[owner] and owner not in holders:
        return f"{owner} has no `delivery.pipeline`; {named}, or give {owner} that section"
    if owner in holders and (targets := _targets(delivered[owner]["pipeline"], default)) and stack not in targets:
        return (
            f"{owner} releases to {', '.join(targets)} only; add {stack} to `delivery.pipeline.targets` in "
            f"stacks/Pulumi.{owner}.yaml, or name the stack that releases here"
        )
    return None


def targets_unfit(
    targets: tuple[str, ...], stack: str, default: tuple[str, ...], key: str, folder: Path = FOLDER
) -> str | None:
    """Return why this stack's pipeline cannot release to its targets: one that does not exist, or is another's.

    A stack trusts one pipeline, which its `pipeline_owner` holds or it holds itself. Two pipelines with one target
    would overwrite each other's releases; one that names no targets has the `default`. Nothing is said where the
    stacks' files are not at hand, or of a target whose layer 2 is not open yet.
    """
    if not _has_file(stack, folder):
        return None
    for target in targets:
        if not _has_file(target, folder):
            return f"there is no stack {target!r}; {_there_are(stack, folder)}"
        delivery = _delivery(folder / f"Pulumi.{target}.yaml", key) or {}
        if target != stack and delivery.get("pipeline"):
            return f"{target} has a pipeline of its own; remove `delivery.pipeline` there, or {target} here"
        if (owner := delivery.get("pipeline_owner")) and owner != stack:
            return f"{target} lets in the pipeline of {owner} only; name {stack} there, or leave {target} out here"
    for path in _files(folder):
        pipeline = (_delivery(path, key) or {}).get("pipeline")
        if _stack(path) != stack and pipeline:
            both = {*targets} & {*_targets(pipeline, default)}
            if both:
                return (
                    f"{_stack(path)} has a pipeline to {', '.join(sorted(both))} too; let one of the two release there"
                )
    return None


def _targets(pipeline: Any, default: tuple[str, ...]) -> list[str]:
    named = pipeline.get("targets", default) if isinstance(pipeline, dict) else ()
    return [each for each in named if isinstance(each, str)] if isinstance(named, list | tuple) else []


def _has_file(stack: str, folder: Path) -> bool:
    return (folder / f"Pulumi.{stack}.yaml").exists()


def _there_are(stack: str, folder: Path) -> str:
    others = [_stack(path) for path in _files(folder) if _stack(path) != stack]
    return f"others that have a file are: {', '.join(others) or 'none'}"


def _said(stack: str, setting: str, key: str, folder: Path) -> Any:
    """Return what another stack's file says of a setting; None for nothing, or if it cannot be read."""
    try:
        return _settings(folder / f"Pulumi.{stack}.yaml", key).get(setting)
    except UNREADABLE:
        return None


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("Pulumi.*.yaml"))


def _stack(path: Path) -> str:
    return path.name.removeprefix("Pulumi.").removesuffix(".yaml")


def _delivery(path: Path, key: str) -> Any:
    try:
        return dict(_settings(path, key).get("delivery") or {})
    except UNREADABLE:
        return None


def _cidr(path: Path, key: str, default: str) -> Any:
    try:
        return _settings(path, key).get("network", {}).get("cidr", default)
    except UNREADABLE:
        return None


def _settings(path: Path, key: str) -> Any:
    return _read(path.read_text(encoding="utf-8"))["config"][key]


@cache  # each question above is put to the same few files
def _read(text: str) -> Any:
    return yaml.load(text, _LOADER)  # noqa: S506 - safe, both


def _overlap(one: str, other: Any) -> bool:
    try:
        return ip_network(one).overlaps(ip_network(str(other)))
    except (ValueError, TypeError):
        return False
