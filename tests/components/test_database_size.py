from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.database_size import MOST_CONNECTIONS, memory_gib, most_connections

SIZES = ("large", "xlarge", "2xlarge", "4xlarge", "8xlarge", "12xlarge", "16xlarge", "24xlarge")


@pytest.mark.parametrize(
    ("instance_class", "gib"),
    [
        ("db.t4g.micro", 1),
        ("db.t4g.medium", 4),
        ("db.t3.2xlarge", 32),
        ("db.m7g.large", 8),
        ("db.r7g.large", 16),
        ("db.r6i.xlarge", 32),
        ("db.r8g.24xlarge", 768),
        ("db.x2g.large", 32),
    ],
)
def test_the_memory_is_what_aws_lists(instance_class: str, gib: int) -> None:
    assert memory_gib(instance_class) == gib


@given(st.sampled_from("cmrxz"), st.integers(1, len(SIZES) - 1))
def test_a_larger_size_has_more_memory_and_no_fewer_connections(family: str, place: int) -> None:
    smaller, larger = (f"db.{family}7g.{SIZES[at]}" for at in (place - 1, place))
    assert memory_gib(smaller) < memory_gib(larger)
    assert most_connections(smaller) <= most_connections(larger) <= MOST_CONNECTIONS


@pytest.mark.parametrize("instance_class", ["db.q9.large", "db.m7g.enormous", "db.t9g.enormous"])
def test_of_what_is_not_known_little_is_assumed(instance_class: str) -> None:
    assert 0 < memory_gib(instance_class) <= 4


@pytest.mark.parametrize("name", ["r7g.large", "db.r7g", "db..large", ""])
def test_what_is_no_class_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="no class of database instances"):
        memory_gib(name)
