"""Finds for each resource type of Pulumi the type of Terraform that it was made from.

Names settle most, but not all, and some wrongly: `rds/instance` is no `aws_instance`. So a name counts only together
with the fingerprint, the names of the properties. One that few types have says more than one that all have, so
each weighs by its rarity. The best pair is taken first and both go out of the running: what is left to the others is
never better than what they are denied, so there is nothing for a costlier assignment to gain but in ties.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping

from auditor.terraform.name_forms import key

LEAST_OVERLAP = 0.5
"""Of the fingerprint, where the name says nothing."""
LEAST_OVERLAP_OF_NAMESAKES = 0.15
_NAMED, _SHORTLY_NAMED = 1.0, 0.3
"""What a name adds to the overlap: with its module, and without."""


def match_types(
    package: str,
    tokens: Mapping[str, Collection[str]],
    types: Mapping[str, Collection[str]],
    overrides: Mapping[str, str],
) -> dict[str, str]:
    """Return the Terraform type of each token that has one. The arguments hold the property names of each."""
    prints = {token: frozenset(map(_normal, names)) for token, names in tokens.items()}
    of_types = {type_: frozenset(map(_normal, names)) for type_, names in types.items()}
    weights = _weights([*prints.values(), *of_types.values()])
    by_key = {key(type_): type_ for type_ in types}
    pairs = []
    for token, own in prints.items():
        named = _namesakes(package, token, by_key)
        for type_, overlap in _overlaps(own, of_types, weights):
            bonus = named.get(type_, 0.0)
            if overlap >= (LEAST_OVERLAP_OF_NAMESAKES if bonus else LEAST_OVERLAP):
                pairs.append((overlap + bonus, overlap, token, type_))
    pairs.sort(key=lambda pair: (-pair[0], pair[2], pair[3]))
    found = {token: type_ for token, type_ in overrides.items() if token in tokens}
    taken = set(found.values())
    for _, _, token, type_ in pairs:
        if token not in found and type_ not in taken:
            found[token] = type_
            taken.add(type_)
    by_name = {_without_version(token): type_ for token, type_ in found.items()}
    return found | {token: by_name[plain] for token in tokens if (plain := _without_version(token)) in by_name}


def _without_version(token: str) -> str:
    """Return a token as the same type of S3 is named without the `V2` of an earlier release."""
    module, name = token.split(":")[1].split("/")
    return f"{module}/{name.removesuffix('V2') if module == 's3' else name}"


def _normal(name: str) -> str:
    """Return the same for a name and its plural; what else it makes the same does not matter to a fingerprint."""
    stem = key(name).rstrip("es")
    return stem[:-1] + "i" if stem.endswith("y") else stem


def _weights(prints: list[frozenset[str]]) -> dict[str, float]:
    counts = Counter(name for each in prints for name in each)
    return {name: math.log(1 + len(prints) / count) for name, count in counts.items()}


def _namesakes(package: str, token: str, by_key: Mapping[str, str]) -> dict[str, float]:
    module, _, name = token.split(":")[1].partition("/")
    bare = key(name)
    found = {}
    for wanted, bonus in ((f"{package}{bare}", _SHORTLY_NAMED), (f"{package}{key(module)}{bare}", _NAMED)):
        if wanted in by_key:
            found[by_key[wanted]] = bonus
    return found


def _overlaps(
    own: frozenset[str], of_types: Mapping[str, frozenset[str]], weights: Mapping[str, float]
) -> list[tuple[str, float]]:
    whole = sum(weights[name] for name in own)
    shared: dict[str, float] = defaultdict(float)
    for type_, names in of_types.items():
        shared[type_] = sum(weights[name] for name in own & names)
    return [
        (type_, common / (whole + sum(weights[name] for name in of_types[type_]) - common))
        for type_, common in shared.items()
        if common > whole / 8
    ]
