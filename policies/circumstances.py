"""Whether the conditions of a statement are met, as far as it is known in what circumstances somebody asks.

IAM User Guide, "IAM JSON policy elements: Condition operators": all of them have to be met. Of a key that a request
does not have, a negated condition is met and another is not, save one that ends in `IfExists` or is for all values.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from operator import ge, gt, le, lt

from policies.documents import Statement
from policies.wildcards import like

Known = Mapping[str, Sequence[str]]
"""By key, in lower case, what a request says for it, and nothing if it does not have the key; a key that ends in `/`
stands for all that begin so."""

_VARIABLE = re.compile(r"\$\{[^}]*:")
"""A variable of IAM's, and not what AWS will choose for a resource of this stack, written `${name.attribute}`."""


def _number(compare: Callable[[float, float], bool]) -> Callable[[str, str], bool]:
    return lambda value, wanted: wanted.replace(".", "").isdigit() and compare(float(value), float(wanted))


_COMPARED: dict[str, Callable[[str, str], bool]] = {
    "ArnEquals": like,
    "ArnLike": like,
    "Bool": lambda value, wanted: value == wanted.lower(),
    "NumericGreaterThan": _number(gt),
    "NumericGreaterThanEquals": _number(ge),
    "NumericLessThan": _number(lt),
    "NumericLessThanEquals": _number(le),
    "StringEquals": lambda value, wanted: value == wanted,
    "StringEqualsIgnoreCase": lambda value, wanted: value.lower() == wanted.lower(),
    "StringLike": like,
}


def met(statement: Statement, known: Known) -> bool | None:
    """Tell whether all conditions of a statement are met, or None where that hangs on what is not known."""
    found = [_met(operator, values, _had(key, known)) for operator, key, values in statement.conditions()]
    return False if False in found else None if None in found else True


def _had(key: str, known: Known) -> Sequence[str] | None:
    prefix = key.partition("/")[0] + "/"
    return known.get(key, known.get(prefix))


def _met(operator: str, values: Sequence[str], had: Sequence[str] | None) -> bool | None:
    """Tell whether one condition is met by what a request says for its key, if that is known."""
    if had is None:
        return None
    quantifier, _, plain = operator.rpartition(":")
    if plain == "Null":
        return (not had) is (values == ["true"])
    negated, compared = "Not" in plain, _COMPARED.get(plain.removesuffix("IfExists").replace("Not", ""))
    if not had:
        return plain.endswith("IfExists") or quantifier == "ForAllValues" or (negated and quantifier != "ForAnyValue")
    if compared is None or any(_VARIABLE.search(value) for value in values):
        return None
    passing = [any(compared(each, value) for value in values) is not negated for each in had]
    return all(passing) if quantifier == "ForAllValues" else any(passing)
