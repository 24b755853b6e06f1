"""A generated package of which only what is asked for is imported is the same package to whoever uses it."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import ModuleType

import pytest

from auditor.sources.fast_imports.lazy_module import leave_unread
from tests.conftest import ROOT

POSTPONE = "from auditor.sources.fast_imports.generated_packages import import_lazily; import_lazily()\n"
LOADED = (
    "import sys; print(sorted(name.rpartition('.')[2] for name in sys.modules if name.startswith('pulumi_random.')))"
)
HINTS = "from pulumi._types import _raw_return_hints as hints;"
FILES = {
    "__init__.py": """
from . import _utilities
import typing
from .thing import *
from .get_thing import *
from ._inputs import *
from . import outputs
if typing.TYPE_CHECKING:
    import pulumi_random.service as __service
    service = __service
else:
    service = _utilities.lazy_import('pulumi_random.service')
""",
    "_utilities.py": """
import importlib
def lazy_import(name): return importlib.import_module(name)
""",
    "service.py": "thing = 2\n",
    "thing.py": """
import pulumi
from typing import Optional
from ._inputs import *
from . import outputs
__all__ = ['ThingArgs', 'Thing']
class ThingArgs:
    @property
    @pulumi.getter
    def part(self) -> Optional['PartArgs']: ...
class Thing:
    def made(self): return PieceArgs.__name__
""",
    "get_thing.py": "__all__ = ['get_thing', 'GetThingResult']\ndef get_thing(): return 1\nclass GetThingResult: ...\n",
    "_inputs.py": """
import pulumi
__all__ = ['PartArgs', 'PieceArgs', 'OtherArgs']
class PartArgs:
    @property
    @pulumi.getter
    def piece(self) -> 'PieceArgs': ...
class PieceArgs:
    @property
    @pulumi.getter
    def part(self) -> 'PartArgs': ...
class OtherArgs: ...
""",
    "outputs.py": "__all__ = ['Part', 'READ']\nREAD = 'is read'\nclass Part(dict): ...\n",
}


def run(folder: Path, program: str, **changed: str) -> str:
    package = folder / "pulumi_random"
    package.mkdir()
    for name, source in FILES.items():
        (package / name).write_text(changed.get(name.removesuffix(".py").strip("_"), source))
    return python(POSTPONE + "import pulumi_random as package\n" + program, folder)


def python(program: str, folder: Path = ROOT) -> str:
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={"PYTHONPATH": f"{folder}:{ROOT}"},
        capture_output=True,
        text=True,
    )
    return (done.stdout + done.stderr).strip()


USES = {
    "nothing is imported before it is asked for": (LOADED, "['_utilities', 'outputs']"),
    "a name brings its own file, and what code in that uses": (
        f"package.Thing; {LOADED}; print([name for name in vars(package._inputs) if name.endswith('Args')])",
        "['_inputs', '_utilities', 'outputs', 'thing']\n['PieceArgs']",
    ),
    "the SDK finds what a file mentions": (
        f"{HINTS} print(hints(package.ThingArgs)); print('OtherArgs' in vars(package._inputs))",
        "{'part': typing.Optional[pulumi_random._inputs.PartArgs]}\nFalse",
    ),
    "classes may mention each other": (
        f"{HINTS} print(hints(package.PieceArgs))",
        "{'part': <class 'pulumi_random._inputs.PartArgs'>}",
    ),
    "a class is always the same": (
        "print(package.PartArgs is package._inputs.PartArgs is package.thing.PartArgs)",
        "True",
    ),
    "a function outranks the file of its name": ("print(package.get_thing())", "1"),
    "also when the file is imported by name": ("import pulumi_random.get_thing; print(package.get_thing())", "1"),
    "everything can be imported": ("from pulumi_random import *; print(Thing, OtherArgs, sep='')", None),
    "everything is listed": ("print([name for name in dir(package) if name[0] != '_'])", None),
    "what a file took from another is still in it": ("print(package.thing.OtherArgs.__name__)", "OtherArgs"),
    "what is not there is missed": (
        "try: package.nothing\nexcept AttributeError as error: print(error)",
        "module 'pulumi_random' has no attribute 'nothing'",
    ),
    "what is asked about in passing brings nothing": (
        f"hasattr(package, '__wrapped__'); {LOADED}",
        "['_utilities', 'outputs']",
    ),
    "a service is imported when it is asked for, by its name or as a whole": (
        "print(package.service.thing); from pulumi_random import service; import pulumi_random.service as again;"
        "print(service is again is package.service)",
        "2\nTrue",
    ),
    "a file of definitions is not even read before": (
        "print('READ' in vars(package.outputs), package.outputs.READ, package.outputs.Part())",
        "False is read {}",
    ),
    "what a file of definitions has is listed": ("print('Part' in dir(package.outputs))", "True"),
    "classes can be pickled": (
        "import pickle; print(pickle.loads(pickle.dumps(package.Thing)) is package.Thing)",
        "True",
    ),
}
SAID = {
    "everything can be imported": "<class 'pulumi_random.thing.Thing'><class 'pulumi_random._inputs.OtherArgs'>",
    "everything is listed": str(
        [
            "GetThingResult",
            "OtherArgs",
            "PartArgs",
            "PieceArgs",
            "Thing",
            "ThingArgs",
            "get_thing",
            "outputs",
            "service",
            "thing",
            "typing",
        ]
    ),
}


@pytest.mark.parametrize("use", USES)
def test_it_behaves_as_if_all_were_imported(use: str, tmp_path: Path) -> None:
    program, said = USES[use]
    assert run(tmp_path, program) == (said or SAID[use])


UNKNOWN_SHAPES = {
    "a file that does not say what it exports": {"get_thing": "def get_thing(): return 1\n"},
    "a class made at once of one that was to wait": {"inputs": FILES["_inputs.py"] + "class_of_parts = PartArgs\n"},
    "a base class": {"inputs": FILES["_inputs.py"] + "class MoreArgs(PartArgs): ...\n"},
    "a class made twice": {"inputs": FILES["_inputs.py"] + "class PartArgs: ...\n"},
    "a name that the package makes itself": {"init": FILES["__init__.py"] + "Thing = Thing\n"},
}


@pytest.mark.parametrize("shape", UNKNOWN_SHAPES)
def test_a_file_of_another_shape_is_imported_as_it_is(shape: str, tmp_path: Path) -> None:
    program = "import typing; print(package.get_thing(), package.Thing.__name__, package.PartArgs.__name__)"
    assert run(tmp_path, program, **UNKNOWN_SHAPES[shape]) == "1 Thing PartArgs"


@pytest.mark.parametrize("service", ["kms", "cfg", "sns"])
def test_a_service_has_the_names_signatures_and_types_that_it_has(service: str) -> None:
    program = f"""
import inspect
from pulumi import _types
from pulumi_aws import {service}
hasattr({service}, "loaded")  # Pulumi, too, imports a service only when something in it is asked for
for name in dir({service}):
    each = getattr({service}, name)
    if inspect.isclass(each):
        print(name, inspect.signature(each.__init__).parameters.keys(), [base.__name__ for base in each.__mro__])
        print(_types._raw_return_hints(each))
    elif not name.startswith("__"):
        print(name, type(each).__mro__[-2])
"""
    stock = python(program)
    assert "odict_keys" in stock
    assert python(POSTPONE + program) == stock


def test_a_thread_that_asks_while_another_reads_waits_for_the_definitions() -> None:
    module, reading, read = ModuleType("slow"), threading.Event(), list[ModuleType]()

    class Loader:
        def read(self, module: ModuleType) -> None:
            reading.set()
            time.sleep(0.2)  # in which the other has to wait
            vars(module)["Thing"] = 1
            read.append(module)

    vars(module)["__loader__"] = Loader()
    leave_unread(module)
    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(getattr, module, "Thing")
        reading.wait()
        second = threads.submit(getattr, module, "Thing")
        assert (first.result(), second.result(), len(read)) == (1, 1, 1)


def test_what_a_file_itself_asks_of_its_module_before_it_is_there_is_missing() -> None:
    module = ModuleType("round")

    class Loader:
        def read(self, module: ModuleType) -> None:
            vars(module)["asked"] = getattr(module, "Thing", None)

    vars(module)["__loader__"] = Loader()
    leave_unread(module)
    assert (module.asked, hasattr(module, "Thing")) == (None, False)
