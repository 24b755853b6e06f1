"""The report for code scanning: what stands against a stack, at the line that declares the resource (SARIF 2.1.0).

Passes are left out, because code scanning takes every result for a problem, whatever its kind. Every stack is a run
with a category of its own, because code scanning refuses two runs of the same tool and category.
https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/sarif-v2.1.0-errata01-os-complete.html
https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from pydantic_core import to_json

from auditor.declared import FILE
from auditor.report.acceptances import told
from auditor.report.arrangement import controls_of, findings_of
from auditor.report.disparities import FIX, JUDGE, MUST, controls_of_parity, disparities
from auditor.results.claims import ControlVerdict
from auditor.results.finding import Finding
from auditor.results.report import Report, RuleSummary, StackVerdict

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
LEVELS = {"critical": "error", "high": "error", "medium": "warning", "low": "note"}
SCORES = {"critical": "9.5", "high": "8.0", "medium": "5.5", "low": "2.0"}
"""Each in the middle of the range that code scanning calls by the same word."""
MOST_TAGS = 20
"""Code scanning refuses a rule with more."""
NOWHERE = "Pulumi.yaml:1"
"""Where code scanning shows what has no line of its own; it refuses a result without a place."""


def to_sarif(report: Report) -> str:
    """Write what stands against each stack, and what was accepted, as SARIF."""
    runs = [*(_run(report, stack) for stack in report.stacks), *_parity(report)]
    document = {"$schema": SCHEMA, "version": "2.1.0", "runs": runs}
    return to_json(document, indent=1).decode() + "\n"


def _run(report: Report, stack: StackVerdict) -> dict[str, Any]:
    controls = controls_of(stack)
    rules = [_rule(rule, controls.get(rule.id, ())) for rule in report.rules]
    rules += [
        {"id": check.id, "shortDescription": {"text": check.name}, "properties": {"tags": ["security"]}}
        for check in (stack.checkov.checks if stack.checkov else ())
    ]
    places = {rule["id"]: place for place, rule in enumerate(rules)}
    found = [finding for finding in findings_of(stack) if finding.shown in ("fail", "unknown", "accepted")]
    return {
        "tool": {"driver": {"name": "footing", "semanticVersion": report.tool_version, "rules": rules}},
        "automationDetails": {"id": f"footing/{stack.stack}/"},
        "invocations": [_invocation(report, stack)],
        "results": [_result(stack, finding, places.get(finding.rule)) for finding in found],
        "properties": {
            "commit": report.commit,
            "origin": stack.origin,
            "packVersion": report.pack_version,
            **({"graphSha256": stack.graph_sha256} if stack.graph_sha256 else {}),
        },
    }


def _invocation(report: Report, stack: StackVerdict) -> dict[str, Any]:
    """Tell what no line is to blame for: a program that could not be rendered, and exceptions that are at fault."""
    failed = [] if stack.failure is None else [f"The stack could not be rendered: {stack.failure}"]
    failed += [f"Checkov: {problem}" for problem in stack.checkov.problems] if stack.checkov else []
    faulty = [f"{each.exception}: {each.problem}" for each in stack.exception_problems]
    return {
        "executionSuccessful": not failed,
        "endTimeUtc": f"{report.generated_at:%Y-%m-%dT%H:%M:%SZ}",
        "toolExecutionNotifications": [{"level": "error", "message": {"text": text}} for text in failed],
        "toolConfigurationNotifications": [{"level": "error", "message": {"text": text}} for text in faulty],
    }


def _parity(report: Report) -> Iterator[dict[str, Any]]:
    """Yield a run on how the stacks compare with each other, if they were compared, for it is of none of them."""
    if report.parity is None:
        return
    controls = controls_of_parity(report)
    rule = {
        "id": JUDGE,
        "shortDescription": {"text": MUST},
        "help": {"text": f"{MUST}\n\n{FIX}"},
        "defaultConfiguration": {"level": LEVELS["high"]},
        "properties": {"security-severity": SCORES["high"], "tags": ["security"], "controls": controls},
    }
    place = {"artifactLocation": {"uri": f"stacks/{FILE}", "uriBaseId": "%SRCROOT%"}, "region": {"startLine": 1}}
    yield {
        "tool": {"driver": {"name": "footing", "semanticVersion": report.tool_version, "rules": [rule]}},
        "automationDetails": {"id": f"footing/{JUDGE}/"},
        "invocations": [{"executionSuccessful": True, "endTimeUtc": f"{report.generated_at:%Y-%m-%dT%H:%M:%SZ}"}],
        "results": [
            {
                "ruleId": JUDGE,
                "ruleIndex": 0,
                "kind": "fail",
                "level": LEVELS["high"],
                "message": {"text": str(each)},
                "locations": [{"physicalLocation": place, "logicalLocations": [{"name": each.about}]}],
                "partialFingerprints": {"primaryLocationLineHash": _hash(JUDGE, each.kind, each.about)},
            }
            for each in disparities(report.parity)
        ],
        "properties": {"commit": report.commit},
    }


def _rule(rule: RuleSummary, controls: Iterable[ControlVerdict]) -> dict[str, Any]:
    cited = [control.id for control in controls]
    return {
        "id": rule.id,
        "shortDescription": {"text": rule.must},
        "help": {"text": f"{rule.must}\n\n{rule.fix}"},
        **({"helpUri": rule.url} if rule.url else {}),
        "defaultConfiguration": {"level": LEVELS[rule.severity]},
        "properties": {
            "security-severity": SCORES[rule.severity],
            "tags": ["security", *cited[: MOST_TAGS - 1]],
            "controls": cited,
        },
    }


def _result(stack: StackVerdict, finding: Finding, place: int | None) -> dict[str, Any]:
    """Write a finding. That a value is unknown is `open`, which takes no level."""
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        **({"ruleIndex": place} if place is not None else {}),
        "kind": "open" if finding.status == "unknown" else "fail",
        **({"level": LEVELS[finding.severity]} if finding.status == "fail" else {}),
        "message": {"text": f"{finding.name} ({finding.type}) in {stack.stack}: {finding.reason or finding.shown}"},
        "locations": [_location(finding)],
        "partialFingerprints": {"primaryLocationLineHash": _fingerprint(stack, finding)},
    }
    if finding.shown == "accepted" and finding.accepted is not None:
        justification = told(finding.accepted)
        result["suppressions"] = [{"kind": "external", "status": "accepted", "justification": justification}]
    return result


def _location(finding: Finding) -> dict[str, Any]:
    """Tell where a resource is declared: by its path in the program, or in full where it is in none of its files."""
    file, _, line = (finding.source or NOWHERE).rpartition(":")
    inside = not Path(file).is_absolute()
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": quote(file), "uriBaseId": "%SRCROOT%"}
            if inside
            else {"uri": Path(file).as_uri()},
            "region": {"startLine": max(1, int(line))},
        },
        "logicalLocations": [{"name": finding.name, "fullyQualifiedName": finding.urn, "kind": "resource"}],
    }


def _fingerprint(stack: StackVerdict, finding: Finding) -> str:
    """Tell findings of one line apart, and know each again when its line has moved."""
    return _hash(stack.stack, finding.rule, finding.urn)


def _hash(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32] + ":1"
