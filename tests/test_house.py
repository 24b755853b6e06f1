"""The house's own laws, held over every file of it."""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Iterator
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

import pytest

from policies.rule import Rule
from policies.rules import RULES
from tests.conftest import ROOT

LONGEST_FILE = 250
FORBIDDEN_NAMES = {"util", "utils", "helper", "helpers", "common", "misc", "manager", "managers"}
FORBIDDEN_IMPORTS = {
    "components": ("policies", "controls", "auditor"),
    "stacks": ("policies", "controls", "auditor"),
    "policies": ("components", "stacks", "controls", "auditor"),
    "controls": ("auditor", "policies.rules"),
}
NEITHER_COMPONENT_NOR_PURE = {
    "account.py": "asks AWS where the program runs, and declares nothing",
    "customer_key.py": "declares a key and its alias, which belong to whatever keeps data with it",
    "isolated_acl.py": "declares a single resource, which belongs to the network",
    "kept.py": "says how what holds data stays, and declares nothing",
    "log_keeping.py": "says how logs are kept; the groups belong to what writes to them",
    "names.py": "asks Pulumi which stack runs, and declares nothing",
}
NEVER_UNKNOWN = {
    "layer-two-has-baseline": "which resources a stack makes is known before any of their values is",
    "layer-two-stands-on-sound-baseline": "what is not known yet does not close a layer",
    "stack-makes-no-users": "which resources a stack makes is known before any of their values is",
}
"""Rules that can tell without reading a value, and why."""
MACHINE_PATH = re.compile(r"(?<![\w.:/-])/(?:home|root|work|Users|tmp|opt|mnt)/\w|[A-Z]:\\\\?Users")
REGISTRY = re.compile(r"--(?:extra-)?index-url|--find-links|--trusted-host|\b(?:pythonhosted|pypi|npmjs)\.(?:org|com)")


def _files() -> Iterator[Path]:
    """Yield the files that git tracks or would, without asking git, which need not be there."""
    ignored = [".git", *(line.strip("/") for line in (ROOT / ".gitignore").read_text().split())]
    folders = [ROOT]
    while folders:
        for path in sorted(folders.pop().iterdir()):
            if any(fnmatch(path.name, pattern) for pattern in ignored):
                continue
            if path.is_dir():
                folders.append(path)
            else:
                yield path


FILES = list(_files())
PYTHON = [path for path in FILES if path.suffix == ".py"]
COMPONENTS = [path for path in PYTHON if path.parent == ROOT / "components" and path.stem != "__init__"]
RULE_FILES = [path for path in PYTHON if path.parent == ROOT / "policies" / "rules" and path.stem != "__init__"]


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_bytes())


@cache
def _imports(path: Path) -> frozenset[str]:
    """Return every module that a file imports; of `from a import b`, both `a` and `a.b`, which may be a module."""
    found = set[str]()
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = ".".join([*path.parent.relative_to(ROOT).parts] * (node.level > 0) + [node.module or ""]).strip(".")
            found |= {base, *(f"{base}.{alias.name}" for alias in node.names)}
    return frozenset(found)


def _reaches(path: Path, module: str) -> bool:
    """Tell whether a file imports a module, by itself or through other files of the house."""
    todo, seen = [path], set[Path]()
    while todo:
        path = todo.pop()
        if path not in seen:
            seen.add(path)
            if any(_within(name, module) for name in _imports(path)):
                return True
            todo += [local for name in _imports(path) if (local := ROOT / f"{name.replace('.', '/')}.py").exists()]
    return False


def _within(name: str, module: str) -> bool:
    return name == module or name.startswith(f"{module}.")


def _component(path: Path) -> list[ast.ClassDef]:
    classes = [node for node in _tree(path).body if isinstance(node, ast.ClassDef)]
    return [each for each in classes if any(ast.unparse(base) == "pulumi.ComponentResource" for base in each.bases)]


def _table(rule_file: Path) -> list[tuple[Rule, str]]:
    if not (ROOT / "tests" / "policies" / "rules" / f"test_{rule_file.name}").exists():
        return []
    module = importlib.import_module(f"tests.policies.rules.test_{rule_file.stem}")
    return [(case.rule, case.verdict) for case in module.CASES]


@pytest.mark.parametrize("folder", FORBIDDEN_IMPORTS)
def test_no_folder_imports_one_that_it_must_not_know_of(folder: str) -> None:
    wrong = [
        f"{_name(path)} imports {name}"
        for path in PYTHON
        if path.is_relative_to(ROOT / folder)
        for name in _imports(path)
        if any(_within(name, forbidden) for forbidden in FORBIDDEN_IMPORTS[folder])
    ]
    assert wrong == []


@pytest.mark.parametrize("path", RULE_FILES, ids=_name)
def test_a_file_of_rules_is_read_without_another(path: Path) -> None:
    others = {f"policies.rules.{each.stem}" for each in RULE_FILES}
    assert _imports(path) & others == set()


@pytest.mark.parametrize("path", COMPONENTS, ids=_name)
def test_a_file_of_components_holds_one_component_or_is_free_of_pulumi(path: Path) -> None:
    if path.name in NEITHER_COMPONENT_NOR_PURE:
        assert not _component(path)
    elif not _component(path):
        assert not any(_within(name, "pulumi") or name.startswith("pulumi_") for name in _imports(path))
    else:
        assert [each.name for each in _component(path)] == [path.stem.title().replace("_", "")]


@pytest.mark.parametrize("path", [path for path in COMPONENTS if _component(path)], ids=_name)
def test_a_component_is_made_and_named_like_every_other(path: Path) -> None:
    (component,) = _component(path)
    constructor = next(each for each in component.body if isinstance(each, ast.FunctionDef) and each.name == "__init__")
    assert ast.unparse(constructor.args) == (
        f"self, name: str, args: {component.name}Args, opts: pulumi.ResourceOptions | None=None"
    )
    assert f"super().__init__('footing:components:{component.name}', name, " in ast.unparse(constructor)
    assert ast.unparse(constructor.body[-1]).startswith("self.register_outputs(")


@pytest.mark.parametrize("path", COMPONENTS, ids=_name)
def test_arguments_are_frozen_and_given_by_name(path: Path) -> None:
    for node in _tree(path).body:
        if isinstance(node, ast.ClassDef) and (node.name.endswith("Args") or node.decorator_list):
            assert [ast.unparse(each) for each in node.decorator_list] == ["dataclass(frozen=True, kw_only=True)"]
    for component in _component(path):
        assert f"{component.name}Args" in {node.name for node in _tree(path).body if isinstance(node, ast.ClassDef)}


@pytest.mark.parametrize(
    "path", [path for path in COMPONENTS if re.search(r"\bpure\b", ast.get_docstring(_tree(path)) or "")], ids=_name
)
def test_a_file_that_calls_itself_pure_does_not_reach_pulumi(path: Path) -> None:
    assert not _reaches(path, "pulumi")


def test_every_file_of_rules_has_its_tests_and_every_such_test_its_rules() -> None:
    tested = {
        path.stem.removeprefix("test_") for path in PYTHON if path.parent == ROOT / "tests" / "policies" / "rules"
    }
    assert tested - {"__init__"} == {path.stem for path in RULE_FILES}


@pytest.mark.parametrize("path", RULE_FILES, ids=_name)
def test_every_rule_is_seen_to_pass_to_fail_and_not_to_know(path: Path) -> None:
    table = _table(path)
    members = vars(importlib.import_module(f"policies.rules.{path.stem}")).values()
    for rule in (each for each in members if isinstance(each, Rule)):
        wanted = {"pass", "fail"} | ({"unknown"} if rule.id not in NEVER_UNKNOWN else set())
        assert wanted - {verdict for judged, verdict in table if judged is rule} == set(), rule.id


def test_the_rules_that_are_said_to_need_no_unknown_exist_and_have_none() -> None:
    unknown = {rule.id for path in RULE_FILES for rule, verdict in _table(path) if verdict == "unknown"}
    assert set(NEVER_UNKNOWN) - {rule.id for rule in RULES} == set()
    assert set(NEVER_UNKNOWN) & unknown == set()


def test_no_file_of_python_is_long() -> None:
    lengths = {_name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in PYTHON}
    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}


def test_no_file_is_named_for_being_left_over() -> None:
    words = {_name(path): set(re.split(r"[\W_]", path.stem.lower())) for path in FILES}
    assert [name for name, parts in words.items() if parts & FORBIDDEN_NAMES] == []


@pytest.mark.parametrize("forbidden", [MACHINE_PATH, REGISTRY], ids=["a path of one machine", "a package registry"])
def test_no_file_names_what_is_elsewhere_on_another_machine(forbidden: re.Pattern[str]) -> None:
    texts = {_name(path): path.read_text(encoding="utf-8", errors="replace") for path in FILES}
    found = {name: match[0] for name, text in texts.items() if (match := forbidden.search(text))}
    assert found.keys() - {_name(Path(__file__))} == set(), found
