"""Which stack holds what an account has once: the singletons of an account belong to one stack.

Another stack can hold them only where it is, for most of them exist once in each region.
"""

from __future__ import annotations

from stacks.stack_files import StackFiles, said, there_are


def owner_unfit(owner: str, stack: str, region: str, account: str | None, files: StackFiles) -> str | None:
    """Return why the stack `owner` cannot hold the singletons of this stack's account.

    It is this one, does not exist, holds not even its own, or is `elsewhere`. Whether it exists is not asked where the
    stacks' files are not at hand.
    """
    if owner == stack:
        return f"{owner} is this stack, which holds what its account has once where it names nobody; remove it"
    if stack in files and owner not in files:
        return f"there is no stack {owner!r}; {there_are(stack, files)}"
    theirs = said(files.get(owner), "account_owner")
    if isinstance(theirs, str) and theirs:
        return f"{owner} holds nothing for others: it names {theirs} as its own `account_owner`; name {theirs}"
    return elsewhere(owner, region, account, files)


def held_twice(stack: str, region: str, account: str | None, files: StackFiles) -> str | None:
    """Return why this stack cannot hold the singletons of its account: another one that is there holds them as well.

    AWS refuses the second of most of them, and of the rest one stack would overwrite what the other says. Asked of a
    stack that names no owner; whether two that name no account share one, nobody can tell.
    """
    for other, settings in files.items() if account else ():
        theirs, their_region = place_of(other, files)
        if other == stack or theirs != account or said(settings, "account_owner"):
            continue
        if their_region in (region, None):
            return f"{other} is in account {account} too; name it here, or {stack} there: one holds what there is once"
        return f"{other} is in account {account} too, in {their_region}; stacks share an account within one region"
    return None


def elsewhere(owner: str, region: str, account: str | None, files: StackFiles) -> str | None:
    """Return why the stack `owner` cannot hold the singletons of a region of an account: it is in another, if so.

    Where neither file names an account, that they share one is taken on trust: nothing here knows better. Nothing is
    said of a file that cannot be read: the auditor says that nobody has shown what its stack holds.
    """
    if files.get(owner) is None:
        return None
    theirs, their_region = place_of(owner, files)
    if their_region not in (region, None):
        return (
            f"{owner} is in {their_region} and cannot hold what {region} has once; "
            "stacks share an account within one region"
        )
    if theirs == account:
        return None
    if theirs and account:
        return f"{owner} is in account {theirs} and cannot hold what account {account} has once"
    named, silent = (account, f"{owner} names none") if account else (theirs, f"{owner} names it")
    return f"whether account {named} is that of both, nobody can tell: {silent}; name `account` in both files"


def place_of(stack: str, files: StackFiles) -> tuple[str | None, str | None]:
    """Return the account and the region that a stack's file names; None for what it does not, or unreadably."""
    settings = files.get(stack)
    return said(settings, "account"), said(settings, "region")
