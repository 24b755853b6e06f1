"""Runs inside of Checkov's own environment, which has nothing of this project: asks Checkov about a configuration.

    python -I inside.py FOLDER…    prints, as JSON, all that Checkov says of the configuration in each folder
    python -I inside.py            prints its version, and the id and name of each of its checks for AWS

Checkov's command line tells neither which checks had nothing to say nor which broke down, and counts neither: so this
asks its Terraform runner directly. Nothing here needs a network. `Answer` in answer.py says what is printed.
"""

from __future__ import annotations

import json
import logging
import os
import sys
from typing import Any

os.environ |= {
    "CHECKOV_RENDER_MAX_LEN": "0",  # else it would leave long policies as they are written, and pass them unread
    "HCL_PARSE_TIMEOUT_SEC": "0",  # else a busy machine would have files that cannot be parsed
    "LOG_LEVEL": "ERROR",
}

from checkov.common.checks.base_check_registry import BaseCheckRegistry
from checkov.common.graph.checks_infra.registry import BaseRegistry
from checkov.common.models.enums import CheckResult
from checkov.runner_filter import RunnerFilter
from checkov.terraform import runner as terraform
from checkov.terraform.checks.data.registry import data_registry
from checkov.terraform.checks.provider.registry import provider_registry
from checkov.terraform.checks.resource.registry import resource_registry
from checkov.version import version

POLICY = "Statement"
"""What is in the text of every policy, and hardly in any other that begins with a brace."""
TOLD_ELSEWHERE = "Failed to run check"


class _Report(terraform.Report):  # type: ignore[misc]
    """Keeps the checks that had nothing to say, which Checkov's own report forgets."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.silent: list[Any] = []

    def add_record(self, record: Any) -> None:
        super().add_record(record)
        if record.check_result["result"] == CheckResult.UNKNOWN:
            self.silent.append(record)


class _Heard(logging.Handler):
    """Keeps what is logged as an error."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if not record.getMessage().startswith(TOLD_ELSEWHERE):
            self.messages.append(record.getMessage())


def scans(folders: list[str]) -> list[dict[str, Any]]:
    """Return what Checkov says of each folder: pairs of a check's id and an address, and whatever went wrong."""
    broken: list[dict[str, str]] = []
    _watch(broken)
    heard = _Heard()
    logging.getLogger().addHandler(heard)
    terraform.Report = _Report
    return [_scan(folder, broken, heard) for folder in folders]


def _scan(folder: str, broken: list[dict[str, str]], heard: _Heard) -> dict[str, Any]:
    broken.clear()
    heard.messages.clear()
    runner = terraform.Runner()
    filter_ = RunnerFilter(framework=["terraform"], download_external_modules=False)
    report = runner.run(root_folder=folder, runner_filter=filter_, collect_skip_comments=False)
    records = [*report.passed_checks, *report.failed_checks, *report.silent]
    return {
        "version": version,
        "names": {each.check_id: each.check_name for each in records},
        "seen": sorted({each.rpartition(":")[2] for each in report.resources}),
        "passed": _pairs(report.passed_checks),
        "failed": _pairs(report.failed_checks),
        "silent": sorted(set(_pairs(report.silent)) - {(each["check"], each["address"]) for each in broken}),
        "broken": sorted(broken, key=lambda each: (each["check"], each["address"])),
        "errors": sorted(set(heard.messages)),
        "unparsed": sorted(os.path.relpath(each, folder) for each in report.parsing_errors),
        "unread": sorted(set(_unread(runner.definitions))),
    }


def _watch(broken: list[dict[str, str]]) -> None:
    """Note each check that raises. Checkov would go on as if there were no such check."""
    ask_graph = BaseRegistry.run_check_parallel
    ask_block = BaseCheckRegistry.run_check

    def note(check: Any, address: str, error: Exception) -> None:
        broken.append({"check": check.id, "address": address, "reason": f"{type(error).__name__}: {error}"})

    def run_check_parallel(self: Any, check: Any, *arguments: Any) -> None:
        try:
            ask_graph(self, check, *arguments)
        except Exception as error:
            note(check, "", error)

    def run_check(self: Any, check: Any, configuration: Any, *arguments: Any) -> Any:
        asked = check.run

        def run(**given: Any) -> Any:
            try:
                return asked(**given)
            except Exception as error:
                note(check, configuration["__address__"], error)
                raise

        check.run = run
        try:
            return ask_block(self, check, configuration, *arguments)
        finally:
            del check.run

    BaseRegistry.run_check_parallel = run_check_parallel
    BaseCheckRegistry.run_check = run_check


def _pairs(records: list[Any]) -> list[tuple[str, str]]:
    return sorted({(each.check_id, each.resource) for each in records})


def _unread(definitions: Any) -> list[str]:
    """Return the places of policies that Checkov did not make sense of, so that no check has seen inside."""
    found = []
    for definition in definitions.values():
        for block in definition.get("resource", []):
            for type_, named in block.items():
                for name, body in named.items():
                    found += [f"{type_}.{name}: {path}" for path in _unevaluated(body, "")]
    return found


def _unevaluated(value: Any, path: str) -> list[str]:
    if isinstance(value, dict):
        parts = [(f"{path}.{key}".strip("."), part) for key, part in value.items() if not str(key).startswith("__")]
        return [found for there, part in parts for found in _unevaluated(part, there)]
    if isinstance(value, list):
        return [found for part in value for found in _unevaluated(part, path)]
    return [path] if isinstance(value, str) and POLICY in value and not _is_json(value) else []


def _is_json(text: str) -> bool:
    """Tell whether a text is JSON, which checks read by themselves, or no document at all."""
    if not text.lstrip().startswith(("{", "${")):
        return True
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def checks() -> dict[str, Any]:
    """Return the version, and the name of each check for AWS by its id."""
    graph_registry = terraform.Runner().graph_registry
    graph_registry.load_checks()
    known = {each.id: each.name for each in graph_registry.checks}
    for registry in (resource_registry, data_registry, provider_registry):
        for among in (registry.checks, registry.wildcard_checks):
            known |= {each.id: each.name for several in among.values() for each in several}
    return {"version": version, "checks": {id_: known[id_] for id_ in sorted(known) if "_AWS_" in id_}}


if __name__ == "__main__":
    if sys.argv[1:]:
        json.dump(scans(sys.argv[1:]), sys.stdout)
    else:
        print(json.dumps(checks(), indent=1, sort_keys=True))
