"""Criteria by which Security Hub finds findings in the form of the Open Cybersecurity Schema Framework.

AWS Security Hub API Reference, `OcsfFindingFilters`, and `OcsfStringFilter` for the fields; what the numbers of a
severity and of a status mean is the framework's own, in its class "Finding".
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

from policies.documents import listed
from policies.values import UnknownValue

NEW = 1
"""The status of a finding that nobody has looked at. Others are that somebody works on it, or is done with it."""
SEVERE_IDS = (4, 5, 6)
SEVERE_NAMES = ("High", "Critical", "Fatal")
SINGLE_TYPE = re.compile(r"(?!.*/(Industry and Regulatory Standards/|Vulnerabilities/CVE$))[^/]+/[^/]+/.+")
"""A type of finding in all three parts, that is neither a standard nor all vulnerabilities (AWS Security Hub User
Guide, "Types taxonomy for ASFF")."""
PARTICULARS = (
    *("compliance.control", "finding_info.related_events.uid", "finding_info.title", "finding_info.uid"),
    *("metadata.uid", "resources.name", "resources.uid"),
)
"""Fields that tell one finding, control or resource from others."""


def is_narrow(criteria: Mapping[str, Any]) -> bool:
    """Tell whether all that criteria find is something particular by equality or a tag, or below a high severity."""
    found = [_is_narrow(each) for each in _objects(criteria, "CompositeFilters")]
    return _joined(found, criteria.get("CompositeOperator"))


def _is_narrow(composite: Mapping[str, Any]) -> bool:
    names = ("StringFilters", "NumberFilters", "MapFilters", "DateFilters", "BooleanFilters", "IpFilters")
    filters = [(name, each) for name in names for each in _objects(composite, name)]
    nested = [_is_narrow(each) for each in _objects(composite, "NestedCompositeFilters")]
    return _joined([*(_singles_out(*each) for each in filters), *nested], composite.get("Operator"))


def _joined(found: Sequence[bool], operator: Any) -> bool:
    """Join what filters say. Where it is not said how they are joined, each may be enough."""
    return any(found) if operator == "AND" else bool(found) and all(found)


def _singles_out(kind: str, given: Mapping[str, Any]) -> bool:
    field, held = given.get("FieldName"), next(iter(_objects(given, "Filter")), {})
    if kind == "NumberFilters":
        below = {"Eq": SEVERE_IDS[0], "Lte": SEVERE_IDS[0], "Lt": SEVERE_IDS[0] + 1}
        return field == "severity_id" and any(_number(held.get(how)) < worst for how, worst in below.items())
    if kind not in ("StringFilters", "MapFilters") or held.get("Comparison") != "EQUALS":
        return False
    value = str(held.get("Value", ""))
    if field == "finding_info.types":
        return bool(SINGLE_TYPE.fullmatch(value))
    if field == "severity":
        return value not in SEVERE_NAMES
    return bool(value) and (field in PARTICULARS or field == "resources.tags")


def _number(value: Any) -> float:
    return value if isinstance(value, int | float) else math.inf


def _objects(holder: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    found = listed(holder.get(name))
    if not all(isinstance(each, Mapping) for each in found):
        raise UnknownValue(name, "is not in the form of criteria")
    return found
