"""Which images are released, and which are refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.components.buildspec_runs import COMMIT, DIGEST, IMAGE, Run, needs_jq, run

PROFILE = "arn:aws:signer:us-east-1:111122223333:/signing-profiles/footing_prod_1"


def scan(status: str = "ACTIVE", completed: str | None = "2026-10-01T10:00:00Z", **counts: int) -> str:
    findings = {"findingSeverityCounts": counts, **({"imageScanCompletedAt": completed} if completed else {})}
    return json.dumps({"imageScanStatus": {"status": status}, "imageScanFindings": findings})


SOUND: dict[str, list[str]] = {
    "describe-image-signing-status": ["IN_PROGRESS", "COMPLETE"],
    "describe-image-scan-findings": ["!ScanNotFoundException", scan("PENDING", None), scan(MEDIUM=2)],
    "create-sbom-export": ["export-1"],
    "get-sbom-export": ["IN_PROGRESS", "SUCCEEDED"],
    "s3 cp": ["ok"],
}


def release(folder: Path, severity: str = "HIGH", **changes: list[str]) -> Run:
    answers = {**SOUND, **{key.replace("_", "-"): value for key, value in changes.items()}}
    return run("release", folder, answers, IMAGE_DIGEST=DIGEST, SEVERITY=severity, SIGNING_PROFILE=PROFILE, KEY="key")


@needs_jq
def test_a_sound_image_is_released_with_a_record(tmp_path: Path) -> None:
    done = release(tmp_path)
    assert done.code == 0, done.said
    record = json.loads((tmp_path / "release.json").read_text())
    assert (record["image"], record["commit"], record["signed_with"]) == (IMAGE, COMMIT, PROFILE)
    assert record["scan"]["found"] == {"MEDIUM": 2}
    assert f"s3 cp --only-show-errors release.json s3://artifacts/releases/{COMMIT}.json" in done.calls


@needs_jq
@pytest.mark.parametrize(
    ("severity", "changes", "because"),
    [
        ("HIGH", {"describe_image_signing_status": ["FAILED"]}, "not signed"),
        ("HIGH", {"describe_image_signing_status": ["IN_PROGRESS"]}, "not signed"),
        ("HIGH", {"describe_image_signing_status": ["None"]}, "not signed"),
        ("HIGH", {"describe_image_scan_findings": ["!ScanNotFoundException"]}, "not scanned"),
        ("HIGH", {"describe_image_scan_findings": [scan("UNSUPPORTED_IMAGE", None)]}, "not scanned"),
        ("HIGH", {"describe_image_scan_findings": [scan("FAILED", None)]}, "not scanned"),
        ("HIGH", {"describe_image_scan_findings": [scan("SCAN_ELIGIBILITY_EXPIRED")]}, "not scanned"),
        ("HIGH", {"describe_image_scan_findings": [scan("ACTIVE", None)]}, "not scanned"),
        ("HIGH", {"describe_image_scan_findings": ["!AccessDeniedException"]}, "AccessDenied"),
        ("HIGH", {"describe_image_scan_findings": [scan(HIGH=1)]}, "1 findings of severity HIGH or worse"),
        ("HIGH", {"describe_image_scan_findings": [scan(CRITICAL=1, HIGH=2)]}, "3 findings"),
        ("MEDIUM", {"describe_image_scan_findings": [scan(MEDIUM=1)]}, "1 findings"),
        ("high", {"describe_image_scan_findings": [scan()]}, "SEVERITY is none of"),
        ("HIGH", {"get_sbom_export": ["FAILED"]}, "no bill of materials"),
        ("HIGH", {"get_sbom_export": ["IN_PROGRESS"]}, "no bill of materials"),
    ],
)
def test_an_image_is_refused(tmp_path: Path, severity: str, changes: dict[str, list[str]], because: str) -> None:
    done = release(tmp_path, severity, **changes)
    assert done.code != 0
    assert because in done.said
    assert not any("releases/" in call for call in done.calls)


@needs_jq
def test_what_is_less_severe_than_asked_for_is_let_through(tmp_path: Path) -> None:
    changes = {"describe_image_scan_findings": [scan(HIGH=9, LOW=1, UNTRIAGED=1)]}
    assert release(tmp_path, "CRITICAL", **changes).code == 0
