"""The image with each of its locks, built once for all who ask what is in it and what it does."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.app.test_image import LOCKS

from .engine import base_or_skip, built, program_or_skip

ASKED_FOR = "FOOTING_IMAGE" in os.environ
# One group, so that they are built one after another: of two builds at once, podman may delete a layer that the other
# has not finished (github.com/containers/buildah/issues/5674).
IMAGES = {lock: pytest.param(lock, marks=pytest.mark.xdist_group("image")) for lock in LOCKS}


@dataclass(frozen=True)
class Image:
    """An image, what has it, and what its packages were installed from."""

    program: str
    name: str
    lock: str


@pytest.fixture(scope="session", params=IMAGES.values())
def image(request: pytest.FixtureRequest) -> Iterator[Image]:
    if not ASKED_FOR:
        pytest.skip("to build an image takes minutes, and an engine of containers: `make image` asks for it")
    program = program_or_skip()
    with built(program, base_or_skip(program), request.param) as name:
        yield Image(program, name, request.param)
