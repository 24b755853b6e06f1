"""The signature of a report's manifest, made and verified by OpenSSH with keys made on the fly."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from auditor.errors import InputError
from auditor.report.signature import sign
from auditor.report.writer import write_report
from tests.auditor.reports import CLEAN, MIXED, contents
from tests.auditor.test_report_integrity import verify


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "report"


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return new_key(tmp_path_factory.mktemp("keys") / "ada")


def new_key(path: Path) -> Path:
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", path], check=True)
    return path


def test_a_signature_is_verified_with_the_public_key(folder: Path, key: Path) -> None:
    write_report(MIXED, folder, key)
    done = verify(folder, "--key", f"{key}.pub")
    assert done.exit_code == 0, done.output
    assert f"signature by {key}.pub" in done.output
    assert "\nVerified: all" in done.output


def test_openssh_alone_verifies_it_as_well(folder: Path, key: Path, tmp_path: Path) -> None:
    write_report(MIXED, folder, key)
    (tmp_path / "allowed").write_text(f"ada {Path(f'{key}.pub').read_text()}")
    command: list[str | Path] = ["ssh-keygen", "-Y", "verify", "-f", tmp_path / "allowed", "-I", "ada"]
    command += ["-n", "footing-report", "-s", folder / "manifest.json.sig"]
    with (folder / "manifest.json").open("rb") as manifest:
        subprocess.run(command, stdin=manifest, check=True, capture_output=True)


def test_without_a_key_it_is_told_which_one_signed(folder: Path, key: Path) -> None:
    write_report(MIXED, folder, key)
    done = verify(folder)
    listed = subprocess.run(["ssh-keygen", "-l", "-f", f"{key}.pub"], capture_output=True, text=True, check=True)
    assert done.exit_code == 0
    assert f"by the key {listed.stdout.split()[1]}" in done.output


def sign_something_else(folder: Path, key: Path) -> None:
    other = folder.parent / "other"
    other.write_text("something else")
    subprocess.run(["ssh-keygen", "-q", "-Y", "sign", "-n", "footing-report", "-f", key, other], check=True)
    (folder.parent / "other.sig").rename(folder / "manifest.json.sig")


def sign_for_another_purpose(folder: Path, key: Path) -> None:
    (folder / "manifest.json.sig").unlink()
    subprocess.run(["ssh-keygen", "-q", "-Y", "sign", "-n", "git", "-f", key, folder / "manifest.json"], check=True)


FORGERIES: list[tuple[str, Callable[[Path, Path], Any], str]] = [
    ("none", lambda folder, key: (folder / "manifest.json.sig").unlink(), "removed: manifest.json.sig"),
    ("no signature", lambda folder, key: (folder / "manifest.json.sig").write_text("x"), "altered: manifest.json.sig"),
    ("of another file", sign_something_else, "altered: manifest.json.sig"),
    ("for another purpose", sign_for_another_purpose, "altered: manifest.json.sig"),
    (
        "of another key",
        lambda folder, key: write_report(MIXED, folder, new_key(folder.parent / "eve")),
        "altered: manifest.json.sig is not of",
    ),
]


@pytest.mark.parametrize(("forge", "message"), [row[1:] for row in FORGERIES], ids=[row[0] for row in FORGERIES])
def test_a_signature_that_is_not_of_this_report_by_this_key_is_told(
    forge: Callable[[Path, Path], Any], message: str, folder: Path, key: Path
) -> None:
    write_report(MIXED, folder, key)
    forge(folder, key)
    done = verify(folder, "--key", f"{key}.pub")
    assert done.exit_code == 1
    assert message in done.output


def test_a_signature_of_something_else_is_noticed_without_a_key(folder: Path, key: Path) -> None:
    write_report(MIXED, folder, key)
    sign_something_else(folder, key)
    assert verify(folder).exit_code == 1


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "cannot be read: No such file"),
        ("hello", "holds no public SSH key"),
        ('cert-authority,namespaces="*" ssh-ed25519 AAAA', "holds no public SSH key"),
        ("-----BEGIN OPENSSH PRIVATE KEY-----", "is a private key; name the public one"),
    ],
)
def test_what_is_no_public_key_is_refused(content: str | None, message: str, folder: Path, key: Path) -> None:
    write_report(MIXED, folder, key)
    if content is not None:
        (folder.parent / "key").write_text(content)
    done = verify(folder, "--key", folder.parent / "key")
    assert (done.exit_code, done.stdout) == (2, "")
    assert message in done.stderr


def test_a_key_that_is_not_there_is_told_of_a_report_that_is_not_signed(folder: Path) -> None:
    write_report(MIXED, folder)
    done = verify(folder, "--key", folder.parent / "nowhere")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "nowhere: cannot be read: No such file or directory; name a public SSH key" in done.stderr


def test_without_openssh_a_signature_is_refused_with_what_to_install(
    folder: Path, key: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_report(MIXED, folder, key)
    monkeypatch.setenv("PATH", "")
    done = verify(folder, "--key", f"{key}.pub")
    assert done.exit_code == 2
    assert "there is no ssh-keygen; install OpenSSH" in done.stderr


@pytest.mark.parametrize("what", ["no file", "no key", "a key with a passphrase"])
def test_what_cannot_sign_is_refused_and_an_earlier_report_left_whole(
    what: str, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSH_ASKPASS", "/bin/false")  # or a passphrase is asked for at the terminal of whoever tests
    monkeypatch.setenv("SSH_ASKPASS_REQUIRE", "force")
    write_report(CLEAN, folder)
    earlier = contents(folder)
    path = tmp_path / "unusable"
    if what == "no key":
        path.write_text("hello")
    elif what == "a key with a passphrase":
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "secret words", "-f", path], check=True)
    with pytest.raises(InputError, match=f"^--sign: {path}: "):
        write_report(MIXED, folder, path)
    assert contents(folder) == earlier


def test_a_signature_is_of_the_bytes(key: Path) -> None:
    assert sign("a", key).startswith("-----BEGIN SSH SIGNATURE-----")
    assert sign("a", key) != sign("b", key)
