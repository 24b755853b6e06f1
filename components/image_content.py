"""The content of an image, and a tag derived from it. Pure.

The tag of an image that is built from a folder is a digest of its build context: the same content has the same tag
wherever and whenever it is built, and other content has another tag, as a repository with immutable tags requires.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

CONTENT_TAG = "content-"
_ALWAYS = ("Dockerfile",)
"""The files that Docker sends even if they are ignored."""


def content_tag(context: Path, *settings: str) -> str:
    """Return the tag of a folder's image: `content-` and 16 hexadecimal digits.

    It depends on the paths, bytes and executable bits of the files that Docker would send, and on `settings` of the
    build, such as its platform; not on their order, owner or time. Raises `FileNotFoundError` if the folder has no
    Dockerfile.
    """
    if not (context / "Dockerfile").is_file():
        raise FileNotFoundError(
            f"{context / 'Dockerfile'} does not exist: an image is built from a folder that has one"
        )
    digest = hashlib.sha256()
    for setting in settings:
        digest.update(_framed(setting.encode()))
    for path in included(context):
        digest.update(_framed(path.relative_to(context).as_posix().encode()))
        if path.is_symlink():
            digest.update(b"link" + _framed(str(path.readlink()).encode()))
        else:
            digest.update(b"run!" if path.stat().st_mode & 0o100 else b"file")
            digest.update(_framed(path.read_bytes()))
    return CONTENT_TAG + digest.hexdigest()[:16]


def included(context: Path) -> list[Path]:
    """Return the files of a folder that Docker would send according to its `.dockerignore`, sorted by path.

    The last pattern that matches a file, or a folder above it, decides (Docker Docs, "Build context", under
    ".dockerignore files").
    """
    ignoring = context / ".dockerignore"
    patterns = list(_patterns(ignoring.read_text(encoding="utf-8-sig").splitlines())) if ignoring.is_file() else []
    files = {path.relative_to(context).as_posix(): path for path in _files(context)}
    return [files[name] for name in sorted(files) if name in _ALWAYS or not _ignored(name, patterns)]


def _framed(content: bytes) -> bytes:
    """Return content prefixed with its length, so that different pieces never yield the same bytes."""
    return len(content).to_bytes(8, "big") + content


def _files(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        if path.is_dir() and not path.is_symlink():
            yield from _files(path)
        elif path.is_file() or path.is_symlink():
            yield path


def _patterns(lines: Iterable[str]) -> Iterator[tuple[re.Pattern[str], bool]]:
    """Yield each pattern, and whether it ignores; a pattern after `!` includes again."""
    for line in (line.strip() for line in lines if not line.startswith("#")):
        ignores, text = not line.startswith("!"), line.removeprefix("!").strip()
        path = "/".join(part for part in text.split("/") if part not in ("", "."))
        if path:
            yield _compiled(path), ignores


def _ignored(name: str, patterns: Iterable[tuple[re.Pattern[str], bool]]) -> bool:
    parts = name.split("/")
    within = ["/".join(parts[:count]) for count in range(1, len(parts) + 1)]
    ignored = False
    for pattern, ignores in patterns:
        if ignored is not ignores and any(map(pattern.fullmatch, within)):
            ignored = ignores
    return ignored


def _compiled(pattern: str) -> re.Pattern[str]:
    """Translate a pattern: `**` matches any number of folders, `*` and `?` stay within a name, `[a-z]` is a class."""
    pieces = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    tokens = re.findall(r"\*\*/|\*\*|\*|\?|\[[^]]+\]|\\.|.", pattern)
    return re.compile("".join(pieces.get(each) or _literal(each) for each in tokens), re.DOTALL)


def _literal(token: str) -> str:
    if len(token) > 2:
        return token
    return re.escape(token.removeprefix("\\") if len(token) == 2 else token)
