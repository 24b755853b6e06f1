"""`footing verify`: whether a report's folder is as it was written, and who signed it."""

from __future__ import annotations

import hashlib
from pathlib import Path

import click

from auditor.errors import InputError
from auditor.report.integrity import SIGNATURE, problems, read_manifest
from auditor.report.json_form import from_json
from auditor.report.signature import public_keys, signed_by, signer
from auditor.results.report import Report


def show_verification(folder: Path, key: Path | None) -> bool:
    """Print what was altered, added or removed, and tell whether nothing was and the signature is of `key`, if given.

    Raises `InputError` if the folder is not a report's, or the key unusable.
    """
    if key is not None:
        public_keys(key)
    manifest, content = read_manifest(folder)
    wrong = list(problems(folder, manifest, content))
    signed, fault = _signature(folder, content, key)
    wrong += [fault] if fault else []
    when = f"{manifest.generated_at:%Y-%m-%d %H:%M} UTC"
    click.echo(f"{folder}: report on {manifest.project}, commit {manifest.commit}, {when}")
    click.echo(f"manifest  SHA-256 {hashlib.sha256(content).hexdigest()}")
    click.echo(f"signature {signed}")
    for problem in wrong:
        click.echo(f"{click.style('not verified', fg='red', bold=True)}  {problem}")
    if wrong:
        click.echo(f"Not verified: {folder} is not as it was written. Ask for it anew where it came from.")
    else:
        said = f"all {len(manifest.files)} files are as the manifest tells, and there are no others"
        more = "Verified" if (folder / SIGNATURE).exists() else "Verified, but unsigned"
        click.echo(f"{more}: {said}.")
    return not wrong


def unaltered_report(folder: Path) -> tuple[Report, str]:
    """Read the report in a folder, and return the SHA-256 of its manifest too.

    Raises `InputError` if the folder is not a report's, or is not as it was written.
    """
    manifest, content = read_manifest(folder)
    wrong = list(problems(folder, manifest, content))
    if wrong:
        raise InputError("\n".join(f"{folder}: {problem}; see `footing verify`" for problem in wrong))
    return from_json(folder / "evidence.json"), hashlib.sha256(content).hexdigest()


def _signature(folder: Path, content: bytes, key: Path | None) -> tuple[str, str | None]:
    """Say who signed the manifest, and what is wrong with that."""
    path = folder / SIGNATURE
    if not path.is_file() or path.is_symlink():
        return "none: whoever can alter a file can alter the manifest; compare its SHA-256 with what its maker says", (
            f"removed: {SIGNATURE}, or there never was one" if key else None
        )
    if key is not None:
        good = signed_by(content, path, key)
        return f"{'by' if good else 'not by'} {key}", None if good else f"altered: {SIGNATURE} is not of {key}"
    found = signer(content, path)
    if found is None:
        return "of something else", f"altered: {SIGNATURE} is not of this manifest"
    return f"by the key {found}; name its owner's public key by --key", None
