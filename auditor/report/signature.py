"""Signing a manifest with an SSH key, by OpenSSH's own `ssh-keygen -Y`.

It takes the key that a person has already: in a file, in an agent or on a hardware token. An auditor can verify it
without Footing, and a signature made for anything else, such as a commit, counts for nothing here, because it is of
another namespace (https://github.com/openssh/openssh-portable/blob/master/PROTOCOL.sshsig).
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from auditor.errors import InputError

NAMESPACE = "footing-report"
_PUBLIC = re.compile(r"(?:ssh|ecdsa|sk)-[\w@.-]+ [A-Za-z0-9+/=]+")
_HOW = "install OpenSSH, version 8.1 or later, which has it"


def sign(text: str, key: Path) -> str:
    """Return the signature of a text by an SSH key: the file of a private one, or of a public one that an agent has.

    A passphrase is asked for at the terminal. Raises `InputError` if there is no signature to be had.
    """
    check_key(key)
    done = _ssh_keygen("-Y", "sign", "-n", NAMESPACE, "-f", str(key), given=text.encode())
    if done.returncode != 0 or not done.stdout.startswith(b"-----BEGIN SSH SIGNATURE-----"):
        raise InputError(f"--sign: {key}: ssh-keygen cannot sign with it: {_said(done)}")
    return done.stdout.decode()


def check_key(key: Path) -> None:
    """Raise the `InputError` of `sign` for a file that is not there before the work is done rather than after it."""
    if not key.is_file():
        raise InputError(f"--sign: {key}: there is no such file; name an SSH key, such as ~/.ssh/id_ed25519")


def signer(content: bytes, signature: Path) -> str | None:
    """Return the fingerprint of the key that signed `content`, whosever it is; None if the signature is not of it."""
    done = _ssh_keygen("-Y", "check-novalidate", "-n", NAMESPACE, "-s", str(signature), given=content)
    found = re.search(r"\bSHA256:\S+", done.stdout.decode(errors="replace"))
    return found[0] if found and done.returncode == 0 else None


def signed_by(content: bytes, signature: Path, key: Path) -> bool:
    """Tell whether one of the public keys in a file signed `content`; raise `InputError` if the file has none."""
    with TemporaryDirectory() as folder:
        allowed = Path(folder) / "allowed_signers"
        allowed.write_text("".join(f"signer {public}\n" for public in public_keys(key)))
        arguments = ["-f", str(allowed), "-I", "signer", "-n", NAMESPACE, "-s", str(signature)]
        return _ssh_keygen("-Y", "verify", *arguments, given=content).returncode == 0


def public_keys(path: Path) -> list[str]:
    """Read public keys, one a line, as in `id_ed25519.pub`; options and comments are left out.

    Raises `InputError` if there is none.
    """
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        raise InputError(f"--key: {path}: cannot be read: {error.strerror}; name a public SSH key") from None
    if "PRIVATE KEY" in text:
        raise InputError(f"--key: {path}: is a private key; name the public one, {path.name}.pub")
    found = [match[0] for line in text.splitlines() if (match := _PUBLIC.match(line.strip()))]
    if not found:
        raise InputError(f"--key: {path}: holds no public SSH key; it begins like ssh-ed25519 AAAA…")
    return found


def _ssh_keygen(*arguments: str, given: bytes) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(["ssh-keygen", *arguments], input=given, capture_output=True, check=False)  # noqa: S603, S607
    except FileNotFoundError:
        raise InputError(f"there is no ssh-keygen; {_HOW}") from None


def _said(done: subprocess.CompletedProcess[bytes]) -> str:
    lines = done.stderr.decode(errors="replace").split("\n")
    return "; ".join(line.strip() for line in lines if line.strip()) or f"status {done.returncode}"
