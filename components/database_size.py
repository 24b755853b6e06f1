"""What a class of database instances offers, from its name. Pure.

The name is all that a program has before deployment. Sizes and families are those of the Amazon RDS User Guide,
"Hardware specifications for DB instance classes"; of a family that is not known here the least is assumed, so that
an alarm is raised too early rather than too late.
"""

from __future__ import annotations

GIB = 1024**3
BURSTABLE_GIB = {"micro": 1, "small": 2, "medium": 4, "large": 8, "xlarge": 16, "2xlarge": 32}
"""Memory of the classes t3 and t4g, by size."""
GIB_FOR_EACH_VCPU = {"c": 2, "m": 4, "r": 8, "x": 16, "z": 8}
"""By the first letter of a class."""
LEAST_GIB_FOR_EACH_VCPU = 2
BYTES_FOR_EACH_CONNECTION = 9_531_392
MOST_CONNECTIONS = 5_000
"""By default PostgreSQL on RDS takes `LEAST({DBInstanceClassMemory/9531392}, 5000)` connections (Amazon RDS User
Guide, "Maximum number of database connections")."""
LEFT_TO_THE_DATABASE = 0.9
"""Of the memory, which is less than the class has: RDS takes some for itself. How much is our assumption."""


def memory_gib(instance_class: str) -> float:
    """Return the memory of a class such as `db.r7g.large`, in GiB; raise `ValueError` if it is no such name."""
    parts = instance_class.split(".")
    if len(parts) != 3 or parts[0] != "db" or not all(parts):
        raise ValueError(f"{instance_class!r} is no class of database instances; one is called like db.r7g.large")
    _, family, size = parts
    if family.startswith("t"):
        return BURSTABLE_GIB.get(size, min(BURSTABLE_GIB.values()))
    return _vcpus(size) * GIB_FOR_EACH_VCPU.get(family[0], LEAST_GIB_FOR_EACH_VCPU)


def most_connections(instance_class: str) -> int:
    """Return how many connections PostgreSQL takes on an instance of a class, about."""
    memory = memory_gib(instance_class) * GIB * LEFT_TO_THE_DATABASE
    return min(int(memory / BYTES_FOR_EACH_CONNECTION), MOST_CONNECTIONS)


def _vcpus(size: str) -> int:
    """Return the processors of a size: two for `large`, four for each `xlarge`, one for what is not known."""
    if size == "large":
        return 2
    count = size.removesuffix("xlarge")
    if count == size:
        return 1
    return 4 * int(count) if count.isdigit() else 4
