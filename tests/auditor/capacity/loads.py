"""A load that days are made of."""

from __future__ import annotations

from components.capacity_plan import Load

LOAD = Load(
    requests_per_second=50,
    baseline_requests_per_second=10,
    requests_per_task=25,
    utilisation=0.4,
    spike_factor=5,
    rise_seconds=600,
    startup_seconds=90,
    within_seconds=0.5,
    objective=0.999,
)
