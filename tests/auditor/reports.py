"""Small reports made by hand, for the tests of what is made from them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from auditor.results.asset import Asset
from auditor.results.claims import Catalog, ControlVerdict, Decision, ManualDuty
from auditor.results.finding import Acceptance, Evidence, Finding
from auditor.results.report import CheckovVerdict, ExceptionProblem, Report, RuleSummary, StackVerdict

RULE = RuleSummary(
    id="storage-encrypted",
    must="The storage is encrypted.",
    fix="Set `storage_encrypted=True`.",
    severity="high",
    url="https://example.com/why",
)
LONER = RuleSummary(id="storage-named", must="The storage has a name.", fix="Name it.", severity="low", url="")
ACCEPTANCE = Acceptance(
    reason="It holds no health information",
    compensating_control="Only the loader writes to it, and it takes public code lists alone",
    owner="Data team",
    approved_by="Ada",
    approved_on=date(2026, 1, 2),
    expires=date(2026, 12, 31),
    weakens=("164.312(a)(2)(iv)",),
)


ASSET = Asset(
    urn="urn:pulumi:dev::footing::aws:rds/instance:Instance::sound",
    type="aws:rds/instance:Instance",
    name="sound",
    within=("Baseline baseline", "Database database"),
    source="components/database.py:12",
    protected=True,
    holds="records",
    encrypted_with=("keys-data (kmsKeyId)",),
    owner="platform",
)


def contents(folder: Path) -> dict[str, bytes]:
    """Return all files of a folder, by path."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def finding(status: Any = "pass", **changes: Any) -> Finding:
    """Make a finding of RULE on one database."""
    name = changes.pop("name", "records")
    made: dict[str, Any] = {
        "rule": RULE.id,
        "severity": RULE.severity,
        "status": status,
        "urn": f"urn:pulumi:dev::footing::aws:rds/instance:Instance::{name}",
        "type": "aws:rds/instance:Instance",
        "name": name,
        "source": "components/database.py:12",
        "evidence": (Evidence(resource=name, property="storageEncrypted", value="true"),),
    }
    return Finding(**(made | changes))


def control(**changes: Any) -> ControlVerdict:
    """Make a partial control that cites RULE."""
    made: dict[str, Any] = {
        "id": "164.312(a)(2)(iv)",
        "title": "Encryption",
        "requirement": "Encrypt it.",
        "addressable": True,
        "kind": "addressable",
        "claim": "partial",
        "rationale": "The rule knows databases only.",
        "decision": Decision(choice="implement", reason="It costs little."),
        "shown": "pass",
        "rules": (RULE.id,),
        "manual": ManualDuty(owner="Platform team", duty="Keep the inventory."),
    }
    return ControlVerdict(**(made | changes))


def stack(*findings: Finding, name: str = "dev", **changes: Any) -> StackVerdict:
    """Make the verdict on a stack."""
    made: dict[str, Any] = {
        "stack": name,
        "origin": "program",
        "graph_sha256": "0123456789abcdef" * 4,
        "resources": 7,
        "findings": findings,
        "inventory": (ASSET,),
        "catalogs": (Catalog(framework="HIPAA", reference="45 CFR", url="https://x.test", controls=(control(),)),),
    }
    return StackVerdict(**(made | changes))


def said_by_checkov(*findings: Finding, **changes: Any) -> CheckovVerdict:
    """Make what Checkov said of a stack."""
    made: dict[str, Any] = {"version": "3", "resources": 1, "of_resources": 1, "findings": findings}
    return CheckovVerdict(**(made | changes))


def report(*stacks: StackVerdict) -> Report:
    """Make a report that is the same whenever it is made."""
    return Report(
        project="footing",
        commit="abc123+",
        generated_at=datetime(2026, 5, 4, 12, 30, tzinfo=UTC),
        tool_version="0.1.0",
        pack_version="0.2.0",
        rules=(RULE, LONER),
        uncited_rules=(LONER.id,),
        stacks=stacks,
    )


FAILED = finding("fail", name="open", reason="the storage is not encrypted")
UNKNOWN = finding("unknown", name="later", reason="storageEncrypted is not known before deployment")
MIXED = report(
    stack(
        finding("pass", name="sound"),
        FAILED,
        UNKNOWN,
        finding("fail", name="tolerated", accepted=ACCEPTANCE, reason="the storage is not encrypted"),
        finding("not applicable", name="absent", provided_by="prod", reason="provided by prod"),
        finding("pass", name="loner", rule=LONER.id),
        exception_problems=(ExceptionProblem(exception="exception from x for y", problem="expired on 2026-01-01"),),
    ),
    stack(finding("pass"), name="prod"),
)
CLEAN = report(stack(finding("pass")))
