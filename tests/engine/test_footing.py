"""The real engine runs the real program and enforces the real pack, and says what the offline judge says."""

from __future__ import annotations

import re

import pytest

from policies.rule import Status

from .comparison import is_part, native, offline, relations, statuses
from .conftest import Deploy
from .deployment import Deployment
from .engine import ROOT

STACKS = ("dev", "prod")
GATE = "layer-two-stands-on-sound-baseline"


@pytest.fixture(params=STACKS)
def deployed(request: pytest.FixtureRequest, deploy: Deploy) -> Deployment:
    return deploy(request.param)


def test_a_preview_runs_the_program_and_finds_nothing_against_it(deployed: Deployment) -> None:
    preview = deployed.preview
    assert (preview.exit_code, preview.violations) == (0, ()), preview.text


def test_every_component_is_met(deploy: Deploy) -> None:
    kinds = {resource.type for stack in STACKS for resource in deploy(stack).graph if not resource.custom}
    modules = (path.read_text() for path in (ROOT / "components").glob("*.py"))
    names = {name for text in modules for name in re.findall(r"class (\w+)\(pulumi.ComponentRes", text)}
    assert {f"footing:components:{name}" for name in names} - kinds == set()


def test_at_preview_a_rule_says_natively_what_it_says_offline_of_the_previews_json(deployed: Deployment) -> None:
    assert native(deployed.preview) == offline(deployed.previewed)


def test_what_a_preview_says_of_the_program_is_true_of_it_or_not_known_yet(deployed: Deployment) -> None:
    """Offline the gaps in a document are known to be gaps only; natively all of it is unknown until deployment."""
    at_preview, of_the_program = statuses(deployed.previewed), statuses(deployed.graph)
    assert at_preview.keys() == of_the_program.keys()
    differing = {asked: said for asked, said in at_preview.items() if said is not of_the_program[asked]}
    assert set(differing.values()) <= {Status.UNKNOWN}
    assert len(differing) < len(at_preview) / 10


def test_a_previews_json_has_the_programs_relations(deployed: Deployment) -> None:
    assert relations(deployed.previewed) == relations(deployed.graph)


def test_an_update_deploys_every_resource_of_the_recorded_graph(deployed: Deployment) -> None:
    update = deployed.update
    assert (update.exit_code, update.violations) == (0, ()), update.text
    urns = {resource.urn for resource in deployed.state if not is_part(resource.urn)}
    # The engine makes a default provider by itself, where a package needs no configuration, as AWS does.
    own = {urn for urn in urns if "::default_" not in urn}
    assert own == {resource.urn for resource in deployed.graph}
    assert not [urn for urn in urns - own if "pulumi:providers:aws::" in urn]


def test_at_an_update_a_rule_says_offline_what_it_says_natively(deployed: Deployment) -> None:
    assert native(deployed.update) == offline(deployed.graph)


def test_a_deployed_state_is_judged_like_the_program(deployed: Deployment) -> None:
    assert offline(deployed.state) == offline(deployed.graph)
    assert relations(deployed.state) == relations(deployed.graph)


def test_layer_two_opens_above_a_sound_layer_one_although_not_all_is_known_yet(deployed: Deployment) -> None:
    assert Status.UNKNOWN in statuses(deployed.previewed).values()
    assert native(deployed.preview)[GATE].passed
    assert native(deployed.update)[GATE].passed
