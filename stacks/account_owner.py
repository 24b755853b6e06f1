"""Which stack holds the singletons of an account: what exists only once in it.

Most of them exist once in each region, so their holder must be in the same region.
"""

from __future__ import annotations

from stacks.stack_files import StackFiles, said, there_are


def owner_unfit(owner: str, stack: str, region: str, account: str | None, files: StackFiles) -> str | None:
    """Return why the stack `owner` cannot hold the singletons of this stack's account.

    It is this one, does not exist, does not hold its own, or is `elsewhere`. Without the stacks' files it is assumed to
    exist.
    """
    if owner == stack:
        return f"{owner} is this stack, which holds the singletons of its account by default; remove it"
    if stack in files and owner not in files:
        return f"there is no stack {owner!r}; {there_are(stack, files)}"
    theirs = said(files.get(owner), "account_owner")
    if isinstance(theirs, str) and theirs:
        return f"{owner} holds no singletons: its own `account_owner` is {theirs}; set {theirs} here too"
    return elsewhere(owner, region, account, files)


def held_twice(stack: str, region: str, account: str | None, files: StackFiles) -> str | None:
    """Return why this stack cannot hold the singletons of its account: another stack in it holds them too.

    AWS rejects the second of most singletons, and the stacks would overwrite each other's others. For a stack without
    `account_owner`; stacks that name no account are not compared.
    """
    for other, settings in files.items() if account else ():
        theirs, their_region = place_of(other, files)
        if other == stack or theirs != account or said(settings, "account_owner"):
            continue
        if their_region in (region, None):
            return (
                f"{other} uses account {account} too, and one of the two must hold its singletons: set "
                f"`account_owner: {other}` here, or `account_owner: {stack}` in stacks/Pulumi.{other}.yaml"
            )
        return f"{other} uses account {account} too, in {their_region}; stacks share an account within one region only"
    return None


def elsewhere(owner: str, region: str, account: str | None, files: StackFiles) -> str | None:
    """Return why the stack `owner` cannot hold the singletons of a region of an account: it is in another.

    If neither file names an account, they are assumed to share one. A file that cannot be read is no problem here: the
    auditor then reports the safeguards of its stack as unknown.
    """
    if files.get(owner) is None:
        return None
    theirs, their_region = place_of(owner, files)
    if their_region not in (region, None):
        return (
            f"{owner} is in {their_region} and cannot hold the singletons of {region}; "
            "stacks share an account within one region only"
        )
    if theirs == account:
        return None
    if theirs and account:
        return f"{owner} is in account {theirs} and cannot hold the singletons of account {account}"
    named, silent = (account, f"{owner} names none") if account else (theirs, f"{owner} names it")
    return f"cannot tell whether both stacks are in account {named}: {silent}; set `account` in both files"


def place_of(stack: str, files: StackFiles) -> tuple[str | None, str | None]:
    """Return the account and the region in a stack's file; None for one that is missing or not text."""
    settings = files.get(stack)
    return said(settings, "account"), said(settings, "region")
