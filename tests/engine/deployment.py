"""The real program in one environment, taken by the real engine from nothing to a deployed state, each step once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from auditor.graph import ResourceGraph
from auditor.sources.configuration import load_project
from auditor.sources.engine import read_engine_file
from auditor.sources.program import render

from .engine import ROOT, Engine
from .events import Run

PROD = "stacks/Pulumi.prod.yaml"
EVERY_OPTION = Path(__file__).with_name("every_option.yaml")
SETTINGS = "footing:settings"


def prod_in_full() -> dict[str, str]:
    """Return, by its name, the file of prod's settings with every option in it."""
    document = yaml.safe_load((ROOT / PROD).read_text(encoding="utf-8"))
    options = yaml.safe_load(EVERY_OPTION.read_text(encoding="utf-8"))
    document["config"][SETTINGS] = _laid_over(document["config"][SETTINGS], options)
    return {PROD: yaml.safe_dump(document)}


def recorded(folder: Path, stack: str) -> ResourceGraph:
    """Return the graph of a program as the offline judge sees it."""
    (graph,) = render(load_project(folder), [stack])
    assert isinstance(graph, ResourceGraph), graph
    return graph


@dataclass(frozen=True)
class Deployment:
    """What the engine made of the program, step by step, and what the offline sources read of each."""

    engine: Engine

    @cached_property
    def graph(self) -> ResourceGraph:
        """The program, recorded offline."""
        return recorded(self.engine.project, self.engine.stack)

    @cached_property
    def preview(self) -> Run:
        """The preview of a first deployment, as JSON."""
        return self.engine.preview("--json", "--show-sames")

    @cached_property
    def previewed(self) -> ResourceGraph:
        """What is read of that."""
        return self._read("preview.json", self.preview.text)

    @cached_property
    def update(self) -> Run:
        """The deployment itself, once that preview has found nothing against it."""
        assert self.preview.exit_code == 0, self.preview.text
        return self.engine.up("--skip-preview")

    @cached_property
    def state(self) -> ResourceGraph:
        """What is read of the state that it left."""
        assert self.update.exit_code == 0, self.update.text
        return self._read("state.json", json.dumps({"version": 3, "deployment": self.engine.export()}))

    def _read(self, name: str, text: str) -> ResourceGraph:
        path = self.engine.folder / name
        path.write_text(text, encoding="utf-8")
        return read_engine_file(path)


def _laid_over(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    both = {
        key: _laid_over(below[key], value) if isinstance(value, dict) and isinstance(below.get(key), dict) else value
        for key, value in above.items()
    }
    return {**below, **both}
