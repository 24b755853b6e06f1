"""Whether a stack and the stack that holds its pipeline agree: a stack trusts one pipeline only.

A stack whose layer 2 is not open yet is not checked: until then the auditor reports that no pipeline releases to it.
"""

from __future__ import annotations

from typing import Any

from stacks.stack_files import StackFiles, said, there_are


def pipeline_unfit(owner: str, stack: str, default: tuple[str, ...], files: StackFiles) -> str | None:
    """Return why the stack `owner` does not release to this one: it does not exist, has no pipeline, or to others only.

    A pipeline without targets has the `default`. Without the stacks' files nothing is checked.
    """
    if stack not in files:
        return None
    holders = [other for other, settings in files.items() if said(settings, "delivery", "pipeline")]
    named = f"name the stack that holds the pipeline: {', '.join(holders)}" if holders else "no stack has a pipeline"
    if owner not in files:
        return f"there is no stack {owner!r}; {named}"
    if owner not in holders:
        opened = isinstance(said(files[owner], "delivery"), dict)
        return f"{owner} has no `delivery.pipeline`; {named}, or give {owner} that section" if opened else None
    targets = _targets(files[owner], default)
    if targets and stack not in targets:
        return (
            f"{owner} releases to {', '.join(targets)} only; add {stack} to `delivery.pipeline.targets` in "
            f"stacks/Pulumi.{owner}.yaml, or name the stack that releases here"
        )
    return None


def targets_unfit(targets: tuple[str, ...], stack: str, default: tuple[str, ...], files: StackFiles) -> str | None:
    """Return why this stack's pipeline cannot release to its targets: one does not exist, or trusts another.

    A stack trusts one pipeline: its own, or that of its `pipeline_owner`. Two pipelines with the same target would
    overwrite each other's releases; one without targets has the `default`. Without the stacks' files nothing is
    checked.
    """
    if stack not in files:
        return None
    for target in targets:
        if target not in files:
            return f"there is no stack {target!r}; {there_are(stack, files)}"
        if target != stack and said(files[target], "delivery", "pipeline"):
            return f"{target} has a pipeline of its own; remove `delivery.pipeline` there, or {target} here"
        if (owner := said(files[target], "delivery", "pipeline_owner")) and owner != stack:
            return f"{target} lets in the pipeline of {owner} only; name {stack} there, or leave {target} out here"
    for other, settings in files.items():
        if other != stack and said(settings, "delivery", "pipeline"):
            both = {*targets} & {*_targets(settings, default)}
            if both:
                return f"{other} has a pipeline to {', '.join(sorted(both))} too; let one of the two release there"
    return None


def _targets(settings: Any, default: tuple[str, ...]) -> list[str]:
    named = said(settings, "delivery", "pipeline", "targets", default=default)
    return [each for each in named if isinstance(each, str)] if isinstance(named, list | tuple) else []
