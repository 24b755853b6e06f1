"""The folder that a configuration is handed over as: written beside its place, then swapped in whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from auditor.errors import InputError
from auditor.swap import resolved, swap_in, unwritable
from auditor.terraform import hcl, json_form
from auditor.terraform.blocks import Block
from auditor.terraform.translation import Translation

FORMATS: dict[str, tuple[str, Callable[[tuple[Block, ...]], str]]] = {
    "hcl": ("tf", hcl.to_text),
    "json": ("tf.json", json_form.to_text),
}
_OURS = (".tf", ".tf.json")


def texts(translation: Translation, form: str) -> dict[str, str]:
    """Return the text of each file, by its name, in `hcl` or `json`."""
    ending, write = FORMATS[form]
    return {f"{name}.{ending}": write(blocks) for name, blocks in translation.files.items()}


def write_folder(files: Mapping[str, str], folder: Path) -> list[Path]:
    """Write files into `folder`, in place of an earlier configuration there, or whatever happens not at all.

    Raises `InputError` if the folder cannot be written, or holds something that is no configuration and would be lost.
    """
    check_writable(folder)
    swap_in(files, folder)
    return [folder / name for name in files]


def check_writable(folder: Path) -> None:
    """Raise the `InputError` of `write_folder` before the work is done rather than after it."""
    try:
        names = sorted(path.name for path in folder.iterdir()) if folder.exists() else []
        resolved(folder).parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unwritable(folder, error) from None
    strangers = [name for name in names if not name.endswith(_OURS)]
    if strangers:
        raise InputError(
            f"{folder}: holds {strangers[0]}, which is not a configuration's and would be lost; "
            "name an empty or a new folder"
        )
