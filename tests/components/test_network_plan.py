from __future__ import annotations

import re
from ipaddress import IPv4Network
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.network_plan import MAX_ZONES, MIN_ZONES, PRIVATE_SPACE, NetworkPlan, ZonePlan, plan_network

ZONES = st.integers(MIN_ZONES, MAX_ZONES)


@st.composite
def vpcs(draw: st.DrawFn) -> str:
    block = draw(st.sampled_from(PRIVATE_SPACE))
    prefix = draw(st.integers(16, 22))
    place = draw(st.integers(0, 2 ** (prefix - block.prefixlen) - 1))
    return f"{block[place * 2 ** (32 - prefix)]}/{prefix}"


def tiers(zone: ZonePlan) -> tuple[str, str, str]:
    return zone.public, zone.private, zone.isolated


def subnets(plan: NetworkPlan) -> list[IPv4Network]:
    return [IPv4Network(cidr) for zone in plan.zones for cidr in tiers(zone)]


@given(vpcs(), ZONES)
def test_every_zone_has_three_subnets_inside_the_vpc(cidr: str, zones: int) -> None:
    found = subnets(plan_network(cidr, zones))
    assert len(found) == 3 * zones
    assert all(subnet.subnet_of(IPv4Network(cidr)) for subnet in found)


@given(vpcs(), ZONES)
def test_no_two_subnets_overlap(cidr: str, zones: int) -> None:
    assert not any(one.overlaps(other) for one, other in combinations(subnets(plan_network(cidr, zones)), 2))


@given(vpcs(), ZONES)
def test_subnets_lie_in_the_block_of_their_tier_and_tiers_do_not_overlap(cidr: str, zones: int) -> None:
    plan = plan_network(cidr, zones)
    blocks = [IPv4Network(block) for block in (plan.public, plan.private, plan.isolated, plan.unassigned)]
    assert not any(one.overlaps(other) for one, other in combinations(blocks, 2))
    for zone in plan.zones:
        assert all(IPv4Network(cidr).subnet_of(block) for cidr, block in zip(tiers(zone), blocks, strict=False))


@given(vpcs(), ZONES)
def test_the_private_tier_is_the_largest(cidr: str, zones: int) -> None:
    for zone in plan_network(cidr, zones).zones:
        public, private, isolated = (IPv4Network(subnet).num_addresses for subnet in tiers(zone))
        assert private > public
        assert private > isolated


@given(vpcs(), st.integers(MIN_ZONES, MAX_ZONES - 1))
def test_adding_a_zone_moves_no_subnet(cidr: str, zones: int) -> None:
    before, after = plan_network(cidr, zones), plan_network(cidr, zones + 1)
    assert after.zones[:zones] == before.zones
    assert (after.private, after.unassigned) == (before.private, before.unassigned)


@given(vpcs(), ZONES)
def test_a_quarter_of_the_vpc_stays_unassigned(cidr: str, zones: int) -> None:
    plan = plan_network(cidr, zones)
    assert IPv4Network(plan.unassigned).num_addresses * 4 == IPv4Network(cidr).num_addresses
    assert not any(IPv4Network(plan.unassigned).overlaps(subnet) for subnet in subnets(plan))


@given(vpcs(), ZONES)
def test_a_load_balancer_fits_into_every_subnet(cidr: str, zones: int) -> None:
    assert all(subnet.prefixlen <= 27 for subnet in subnets(plan_network(cidr, zones)))


def test_the_default_network_is_divided_as_documented() -> None:
    plan = plan_network("10.0.0.0/16", 2)
    assert plan.zones[0] == ZonePlan(public="10.0.128.0/21", private="10.0.0.0/19", isolated="10.0.160.0/21")
    assert plan.unassigned == "10.0.192.0/18"


@pytest.mark.parametrize(
    ("cidr", "zones", "message"),
    [
        ("ten", 2, "cidr: 'ten' is not an IPv4 network; use one such as 10.0.0.0/16"),
        ("fd00::/16", 2, "'fd00::/16' is not an IPv4 network"),
        ("10.0.0.0/33", 2, "'10.0.0.0/33' is not an IPv4 network"),
        ("10.0.0.1/16", 2, "cidr: 10.0.0.1/16 has host bits set; use 10.0.0.0/16"),
        ("10.0.0.0", 2, "cidr: '10.0.0.0' is not an IPv4 network; use one such as 10.0.0.0/16"),
        ("8.8.0.0/16", 2, "cidr: 8.8.0.0/16 is not private address space; choose a network within 10.0.0.0/8"),
        ("172.32.0.0/16", 2, "172.32.0.0/16 is not private address space"),
        ("10.0.0.0/15", 2, "cidr: 10.0.0.0/15 is too large; the largest network of a VPC is a /16"),
        ("10.0.0.0/23", 2, "cidr: 10.0.0.0/23 is too small for 4 zones of three tiers; use a /22 or larger"),
        ("10.0.0.0/16", 1, "zones: must be 2 to 4, not 1"),
        ("10.0.0.0/16", 5, "zones: must be 2 to 4, not 5"),
    ],
)
def test_an_impossible_plan_is_refused_by_name(cidr: str, zones: int, message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        plan_network(cidr, zones)
