"""What is in the image, by its own files: with Docker's idea of what goes into it, or that of another builder."""

from __future__ import annotations

import json
import re
import tarfile
from collections.abc import Mapping

import pytest

from components.image_content import included
from components.task_definition import USER
from tests.app.test_image import APP, pins

from .conftest import Image
from .engine import contents, said

Files = Mapping[str, tarfile.TarInfo]
ADDED = ("/srv", "/packages")
INSTALLERS = ("pip", "ensurepip", "setuptools", "uv")


@pytest.fixture(scope="session")
def files(image: Image) -> Files:
    return contents(image.program, image.name)


def within(files: Files, *folders: str) -> Files:
    return {path: file for path, file in files.items() if path.startswith(tuple(f"{folder}/" for folder in folders))}


def test_it_says_who_runs_what_and_where_it_answers(image: Image) -> None:
    (told,) = json.loads(said(image.program, "image", "inspect", image.name))
    config = told["Config"]
    assert (config["User"], config["Cmd"], config.get("Entrypoint")) == (USER, ["python", "-m", "app"], None)
    assert (list(config["ExposedPorts"]), config["WorkingDir"]) == (["8080/tcp"], "/srv")


def test_the_whole_program_is_in_it_and_nothing_beside_it(files: Files) -> None:
    named = {path.relative_to(APP).as_posix() for path in included(APP)} - {"Dockerfile"}
    found = {path.removeprefix("/srv/app/") for path, file in within(files, "/srv").items() if file.isfile()}
    assert found == named


def test_the_packages_are_those_of_the_lock(image: Image, files: Files) -> None:
    found = {path.split("/")[2] for path in within(files, "/packages") if ".dist-info/" in path}
    installed = dict(each.removesuffix(".dist-info").rsplit("-", 1) for each in found)
    locked = {name.replace("-", "_"): version for name, version in pins(image.lock).items()}
    conditional = re.findall(r"^([a-z0-9-]+)==\S+ ;", (APP / image.lock).read_text(), re.MULTILINE)
    assert installed.items() <= locked.items()
    assert set(locked) - set(installed) <= {name.replace("-", "_") for name in conditional}


def test_nothing_that_installs_packages_is_left_of_it(files: Files) -> None:
    parts = {path: path.rpartition("/")[2].split("-")[0].split(".")[0].rstrip("3") for path in files}
    assert [path for path, name in parts.items() if name in INSTALLERS and "/dpkg/" not in path] == []


def test_whoever_runs_it_can_read_all_of_it_and_write_none(files: Files) -> None:
    added = [file for file in within(files, *ADDED).values() if not file.issym()]
    assert [file.name for file in added if file.uid or file.gid or file.mode & 0o022] == []
    needed = {file.name: 0o555 if file.isdir() else 0o444 for file in added}
    assert [file.name for file in added if file.mode & needed[file.name] != needed[file.name]] == []


def test_what_built_it_left_nothing_behind(files: Files) -> None:
    left = [path for path, file in within(files, "/root", "/tmp", "/var/tmp", "/home").items() if not file.isdir()]
    assert [path for path in left if path not in ("/root/.bashrc", "/root/.profile")] == []
    assert "/requirements.txt" not in files
