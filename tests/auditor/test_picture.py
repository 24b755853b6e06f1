from __future__ import annotations

from xml.etree import ElementTree

from auditor.graph import Resource, ResourceGraph
from auditor.picture import picture

LAYER = Resource(urn="l", type="footing:stacks:Baseline", name="baseline", custom=False)
COMPONENT = Resource(urn="c", type="footing:components:Network", name="network", custom=False, parent="l")
PART = Resource(urn="p", type="footing:components:Endpoints", name="endpoints", custom=False, parent="c")
SUBNETS = tuple(
    Resource(urn=f"s{number}", type="aws:ec2/subnet:Subnet", name=f"s{number}", parent="p") for number in range(3)
)


def drawn(*resources: Resource) -> str:
    return picture(ResourceGraph(project="<p>", stack="s", origin="program", resources=resources))


def test_a_picture_counts_what_each_component_is_made_of() -> None:
    texts = [each.text for each in ElementTree.fromstring(drawn(LAYER, COMPONENT, PART, *SUBNETS)).iter() if each.text]
    assert "Baseline" in texts
    assert "Network" in texts
    assert "3 × ec2 Subnet" in texts


def test_the_same_graph_gives_the_same_bytes_in_whatever_order() -> None:
    assert drawn(LAYER, COMPONENT, PART, *SUBNETS) == drawn(LAYER, COMPONENT, PART, *reversed(SUBNETS))


def test_names_are_escaped() -> None:
    assert "<p>" not in drawn(LAYER)
    assert "&lt;p&gt;" in drawn(LAYER)
