"""The first source of a graph: the Pulumi program itself, run under the recorder, with no engine and no network.

Stacks are rendered apart from one another, each in a fork of a process that has the installed packages imported
already: the imports are most of the cost. Where there is no fork, they run one after the other in this process.
"""

from __future__ import annotations

import contextlib
import contextvars
import gc
import logging
import os
import runpy
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import TypeVar

import pulumi
from pulumi.runtime import mocks
from pulumi.runtime.settings import configure
from pulumi.runtime.stack import run_in_stack

from auditor.errors import InputError
from auditor.graph import ResourceGraph
from auditor.sources.configuration import Configuration, Project, load_configuration
from auditor.sources.failure_reason import failure_reason, refusal
from auditor.sources.fast_imports.compiled_once import compiled_once
from auditor.sources.fast_imports.generated_packages import import_lazily
from auditor.sources.fast_imports.installed_packages import import_packages_of
from auditor.sources.fast_imports.shared_modules import import_shared
from auditor.sources.fast_imports.unchanged_modules import unchanged_modules
from auditor.sources.fast_sdk.eager import event_loop
from auditor.sources.forks import Until, in_forks
from auditor.sources.program_folder import inside
from auditor.sources.recorder import Recorder
from auditor.sources.stock_sdk import uses_stock_sdk
from auditor.sources.tokens import Tokens

ORIGIN = "program"
R = TypeVar("R")


@dataclass(frozen=True)
class Failure:
    """A stack whose program did not finish, and why."""

    stack: str
    reason: str


def render(project: Project, stacks: Sequence[str]) -> list[ResourceGraph | Failure]:
    """Render stacks of a project, in the order given, as `each_rendered` does."""
    return each_rendered(project, stacks, lambda rendered: rendered)


def each_rendered(
    project: Project,
    stacks: Sequence[str],
    use: Callable[[ResourceGraph | Failure], R],
    until: Until = None,
) -> list[R]:
    """Render stacks of a project and return, in the order given, what `use` makes of each where it was rendered.

    That may be in a fork: what `use` returns must be such as can be pickled. A program that ends in an error of its own
    is a `Failure`, and does not keep the others from being rendered. Raises `InputError` where a stack's configuration
    is unusable, with the messages of all such stacks.

    With `until`, all is made ready, and the program is read when it returns.
    """
    import_lazily()

    def used(stack: str, shared: Mapping[str, ModuleType]) -> R | _Unusable:
        rendered = _render_one(project, stack, shared)
        return rendered if isinstance(rendered, _Unusable) else use(rendered)

    def lost(stack: str) -> R | _Unusable:
        reason = "the process that renders it was killed; if memory is short, render it alone, by --stack"
        return use(Failure(stack, reason))

    if hasattr(os, "fork") and (until or len(stacks) > 1):
        import_packages_of(project.root)
        shared = {} if uses_stock_sdk() else import_shared(project)
        gc.freeze()  # what is imported stays; a collection in a fork would copy all of its pages

        def forked(stack: str) -> R | _Unusable:
            return used(
                stack, unchanged_modules(project.root) if shared and until else shared
            )  # some may have been saved meanwhile

        results = in_forks(forked, stacks, lost, until)
    else:
        if until:
            until()
        results = [used(stack, {}) for stack in stacks]
    unusable = [result for result in results if isinstance(result, _Unusable)]
    if unusable:
        raise InputError("\n".join(result.reason for result in unusable))
    return [result for result in results if not isinstance(result, _Unusable)]


class _Unusable(Failure):
    """A failure that is the configuration's."""


def _render_one(project: Project, stack: str, shared: Mapping[str, ModuleType]) -> ResourceGraph | Failure:
    rendered = _apart(project, stack, shared, eager=not uses_stock_sdk())
    if type(rendered) is Failure and not uses_stock_sdk():
        # Perhaps a function that needs what the program defines after it: the SDK as it is would have waited.
        return _apart(project, stack, {}, eager=False)
    return rendered


def _apart(project: Project, stack: str, shared: Mapping[str, ModuleType], *, eager: bool) -> ResourceGraph | Failure:
    # Pulumi keeps all of its state in context variables, so a context of its own keeps a stack apart.
    return contextvars.copy_context().run(_try, project, stack, shared, eager=eager)


def _try(project: Project, stack: str, shared: Mapping[str, ModuleType], *, eager: bool) -> ResourceGraph | Failure:
    tokens = Tokens()
    try:
        configuration = load_configuration(project, stack, tokens)
        with inside(project, shared), compiled_once(project.root), contextlib.redirect_stdout(sys.stderr):
            return record(lambda: _execute(project.root), project, stack, configuration, tokens, eager=eager)
    except InputError as error:
        return _Unusable(stack, str(error))
    except pulumi.RunError as error:
        return _Unusable(stack, refusal(error, project.root))
    except (Exception, SystemExit) as error:  # whatever the program raises
        return Failure(stack, failure_reason(error, project.root))


def record(
    declare: Callable[[], None],
    project: Project,
    stack: str,
    configuration: Configuration,
    tokens: Tokens,
    *,
    eager: bool,
) -> ResourceGraph:
    """Run `declare` as Pulumi's language host runs a program, and return the graph of what it declared."""
    recorder = Recorder(project.root, tokens, configuration.values, lazy=eager)
    pulumi.runtime.set_all_config(configuration.values, configuration.secret_keys)
    configure(
        mocks.MockSettings(
            monitor=recorder,
            engine=mocks.MockEngine(logging.getLogger("pulumi")),
            project=project.name,
            stack=stack,
            organization="organization",
            root_directory=str(project.root),
            dry_run=False,  # tokens are to flow through `apply`, which a preview would not run
            callbacks=None,
            outputs=set(),
            lock=threading.Lock(),
            package_refs={},
            base_providers_by_ref={},
        )
    )
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)  # a failed program leaves futures behind, of no interest
    with event_loop(eager=eager) as loop:
        loop.run_until_complete(run_in_stack(declare))
    return ResourceGraph(project=project.name, stack=stack, origin=ORIGIN, resources=recorder.recorded)


def _execute(root: Path) -> None:
    runpy.run_path(str(root / "__main__.py"), run_name="__main__")
