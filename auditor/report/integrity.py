"""The manifest of a report: the SHA-256 of every file, and of what the report was made from.

It shows that a folder is as it was written, to whoever knows the manifest's own SHA-256 or has it signed. Without
either it shows mistakes but no malice, for whoever can alter a file can alter the manifest too.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator, Mapping, Set
from pathlib import Path, PurePosixPath
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ValidationError

from auditor.errors import InputError, first_fault
from auditor.results.period import Period
from auditor.results.report import Report
from auditor.results.words import Record

MANIFEST = "manifest.json"
SIGNATURE = "manifest.json.sig"
EVIDENCE = "evidence.json"
_LARGEST_MANIFEST = 64 * 1024 * 1024


class FileEntry(Record):
    """One file of the report; `name` is its path inside the folder, with `/` between the parts."""

    name: str
    bytes: int
    sha256: str


class GraphEntry(Record):
    """One graph that was judged, of which `footing graph` prints the bytes; no hash where there was no graph."""

    stack: str
    origin: str
    sha256: str | None


class _StackEvidence(BaseModel):
    stack: str
    origin: str
    graph_sha256: str | None = None


class _Evidence(BaseModel):
    """What evidence.json has in common with a manifest, whatever else it may hold in another version."""

    project: str
    commit: str
    generated_at: AwareDatetime
    tool_version: str
    pack_version: str
    period: Period | None = None
    stacks: tuple[_StackEvidence, ...]


class Manifest(Record):
    """What a report consists of, and what it was made from and by."""

    manifest_version: Literal["1"] = "1"
    project: str
    commit: str
    generated_at: AwareDatetime
    tool_version: str
    pack_version: str
    period: Period | None = None
    graphs: tuple[GraphEntry, ...]
    files: tuple[FileEntry, ...]

    def to_json(self) -> str:
        """Write the manifest: the same manifest gives the same bytes."""
        return self.model_dump_json(indent=1) + "\n"


def manifest_of(report: Report, texts: Mapping[str, str]) -> Manifest:
    """Return the manifest of a report that is written as `texts`, by file name."""
    files = (
        FileEntry(name=name, bytes=len(content), sha256=hashlib.sha256(content).hexdigest())
        for name, text in sorted(texts.items())
        for content in (text.encode(),)
    )
    return Manifest(
        project=report.project,
        commit=report.commit,
        generated_at=report.generated_at,
        tool_version=report.tool_version,
        pack_version=report.pack_version,
        period=report.period,
        graphs=tuple(
            GraphEntry(stack=each.stack, origin=each.origin, sha256=each.graph_sha256) for each in report.stacks
        ),
        files=tuple(files),
    )


def read_manifest(folder: Path) -> tuple[Manifest, bytes]:
    """Read a folder's manifest, and return its bytes too; raise `InputError` if there is none or it is unusable."""
    path = folder / MANIFEST
    try:
        if not stat.S_ISREG(path.lstat().st_mode):
            raise InputError(f"{path}: is not a file; name a folder that `footing report` wrote")
        with path.open("rb") as file:
            content = file.read(_LARGEST_MANIFEST + 1)
    except OSError as error:
        raise InputError(
            f"{path}: cannot be read: {error.strerror}; name a folder that `footing report` wrote"
        ) from None
    if len(content) > _LARGEST_MANIFEST:
        raise InputError(f"{path}: is larger than any manifest; name a folder that `footing report` wrote")
    try:
        manifest = Manifest.model_validate_json(content)
    except ValidationError as error:
        raise InputError(f"{path}: is no manifest of a report: {first_fault(error)}") from None
    names = [entry.name for entry in manifest.files]
    for name in names:
        if not _stays_inside(name):
            raise InputError(f"{path}: names {name!r}, which is no file inside the folder")
    if len(set(names)) < len(names):
        raise InputError(f"{path}: names a file twice")
    return manifest, content


def problems(folder: Path, manifest: Manifest, content: bytes) -> Iterator[str]:
    """Yield what is not as it was written. `content` is the manifest as it stands in the folder."""
    if manifest.to_json().encode() != content:
        yield f"altered: {MANIFEST} is not as `footing report` writes it"
    whole = True
    for entry in manifest.files:
        problem = _problem(folder / entry.name, entry)
        if problem is not None:
            whole = False
            yield problem
    if os.path.lexists(folder / SIGNATURE) and not stat.S_ISREG((folder / SIGNATURE).lstat().st_mode):
        yield f"altered: {SIGNATURE} is not a file"
    yield from (f"added: {name}" for name in _added(folder, {entry.name for entry in manifest.files}))
    if whole:
        yield from _contradictions(folder, manifest)


def files_in(folder: Path) -> Iterator[str]:
    """Yield whatever is in a folder but folders, by its path inside; what a link points to is not looked into."""
    for inside, folders, others in _walked(folder):
        folders.sort()
        yield from sorted((inside / name).as_posix() for name in others)


def _added(folder: Path, written: Set[str]) -> Iterator[str]:
    """Yield what is in a folder and was not written there; of a folder that is new, its own name tells all of it."""
    known = {MANIFEST, SIGNATURE, *written}
    holding = {parent.as_posix() for name in written for parent in PurePosixPath(name).parents}
    for inside, folders, others in _walked(folder):
        fresh = [name for name in folders if name not in others and (inside / name).as_posix() not in holding]
        folders[:] = [name for name in folders if name not in fresh]
        yield from sorted(found for name in others if (found := (inside / name).as_posix()) not in known)
        yield from sorted(f"{found}/" for name in fresh if (found := (inside / name).as_posix()) != SIGNATURE)


def _walked(folder: Path) -> Iterator[tuple[Path, list[str], list[str]]]:
    """Yield each folder in a folder by its path inside, the folders in it, which may be taken out, and all else."""
    for place, folders, files in os.walk(folder, followlinks=False):
        links = [name for name in folders if (Path(place) / name).is_symlink()]
        yield Path(place).relative_to(folder), folders, [*files, *links]


def _problem(path: Path, entry: FileEntry) -> str | None:
    try:
        if not stat.S_ISREG(path.lstat().st_mode):
            return f"altered: {entry.name} is no longer a file"
        if path.stat().st_size != entry.bytes:
            return f"altered: {entry.name} has {path.stat().st_size} bytes, and had {entry.bytes}"
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return f"removed: {entry.name}"
    except OSError as error:
        return f"altered: {entry.name} cannot be read: {error.strerror}"
    return None if digest == entry.sha256 else f"altered: {entry.name} has other content than it had"


def _contradictions(folder: Path, manifest: Manifest) -> Iterator[str]:
    """Yield what the manifest says of the report otherwise than the report itself."""
    if EVIDENCE not in {entry.name for entry in manifest.files}:
        yield f"altered: {MANIFEST} leaves out {EVIDENCE}"
        return
    try:
        evidence = _Evidence.model_validate_json((folder / EVIDENCE).read_bytes())
    except ValidationError:
        yield f"altered: {EVIDENCE} is not as `footing report` writes it"
        return
    told = evidence.model_dump(exclude={"stacks"})
    told["graphs"] = tuple(
        {"stack": each.stack, "origin": each.origin, "sha256": each.graph_sha256} for each in evidence.stacks
    )
    said = manifest.model_dump()
    for key, value in told.items():
        if value != said[key]:
            yield f"altered: {MANIFEST} tells another {key} than {EVIDENCE}"


def _stays_inside(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return (
        name == "/".join(parts)
        and name not in ("", MANIFEST, SIGNATURE)
        and not any(part in ("..", "/", "//") or "\\" in part or ":" in part or "\0" in part for part in parts)
    )
