"""Takes a stack down as README.md says ("Taking it down"), and tries to without what it says, which is refused."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from auditor.asked import rendered_stacks
from tests.auditor.projects import change_settings, copy_of_the_project

from .emulator import Emulator
from .gaps import UNDELETED
from .rehearsal import Rehearsal, Run, run, state_of, write

PREPARATION = ("safety", {"deletion_protection": False})
"""A section of the stack's settings, and what changes there: the first step."""
_STATE = "terraform.tfstate"


@dataclass(frozen=True)
class TakenDown:
    """What came of `pulumi up` after the settings were changed, and then of `pulumi destroy`, in Terraform's words."""

    prepared: Run
    state: Mapping[str, Any]
    """The attributes of what there was between the two."""
    left_there: frozenset[str]
    """Addresses of what the emulator cannot delete, which nobody asked it to."""
    destroyed: Run


def try_to_destroy(rehearsal: Rehearsal, emulator: Emulator, folder: Path, wanted: set[str]) -> Run:
    """Ask for the end of what is `wanted` alone, by a copy of the state in `folder`, so that no more than that goes."""
    shutil.copytree(rehearsal.folder, folder, symlinks=True, dirs_exist_ok=True)
    _keep(folder, wanted.__contains__)
    return run(rehearsal.tool, folder, emulator, "destroy", "-refresh=false")


def take_down(rehearsal: Rehearsal, emulator: Emulator, stack: str, project: Path) -> TakenDown:
    """Change the settings in a copy of the project, apply them, and destroy what the emulator can delete."""
    tool, folder = rehearsal.tool, rehearsal.folder
    section, changes = PREPARATION
    change_settings(copy_of_the_project(project), stack, section, **changes)
    (graph,) = rendered_stacks(project, (stack,))
    write(graph, tool, emulator, folder, without=rehearsal.without)
    prepared = run(tool, folder, emulator, "apply", "-refresh=false")
    state = state_of(folder)
    _fill(state, emulator)
    left_there = frozenset(each for each in state if each.partition(".")[0] in UNDELETED)
    _keep(folder, lambda address: address not in left_there)
    return TakenDown(prepared, state, left_there, run(tool, folder, emulator, "destroy", "-refresh=false"))


def _fill(state: Mapping[str, Any], emulator: Emulator) -> None:
    """Put into each bucket what has to go with it: an object, and an older version of it.

    Policies go first, as the provider has it too: each denies what comes without TLS, as here all does. A bucket with a
    lock stays empty, as moto would not end the lock otherwise, which AWS does; nor does moto forget what was deleted.
    """
    for address, bucket in state.items():
        if address.startswith("aws_s3_bucket.") and not bucket["object_lock_enabled"]:
            emulator.ask("s3", "delete_bucket_policy", Bucket=bucket["bucket"])
            for content in ("older", "newer"):
                emulator.ask("s3", "put_object", Bucket=bucket["bucket"], Key="kept", Body=content)


def _keep(folder: Path, wanted: Callable[[str], bool]) -> None:
    """Have Terraform forget all resources but those that are wanted."""
    path = folder / _STATE
    state = json.loads(path.read_text())
    state["resources"] = [each for each in state["resources"] if wanted(f"{each['type']}.{each['name']}")]
    path.write_text(json.dumps(state))
