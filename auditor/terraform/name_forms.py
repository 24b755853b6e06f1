"""How a name in Terraform becomes one in Pulumi: in camel case, in the plural for what there may be several of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_PLURALS = ((r"(.*[^aeiou])y$", r"\1ies"), (r"(.*(?:s|x|z|ch|sh))$", r"\1es"), (r"(.*)$", r"\1s"))
_IRREGULAR = {"index": "indices", "criterion": "criteria", "schema": "schemas", "alias": "aliases"}


def snake(name: str) -> str:
    """Return a name in snake case: `kmsKeyId` is `kms_key_id`, `HTTPSListener` is `https_listener`."""
    split = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", name)
    return re.sub(r"([A-Z]+)([A-Z][a-z])", r"\1_\2", split).lower()


def camel(name: str) -> str:
    """Return a name in camel case: `kms_key_id` is `kmsKeyId`."""
    first, *rest = name.split("_")
    return first + "".join(word[:1].upper() + word[1:] for word in rest)


def key(name: str) -> str:
    """Return what is left of a name where case and underscores do not count."""
    return name.replace("_", "").lower()


def forms(terraform_name: str) -> Iterator[str]:
    """Yield the keys that a name may have in Pulumi, the likelier first: as it is, in the plural, in the singular."""
    whole = key(terraform_name)
    yield whole
    yield from _plurals(whole)
    for ending, singular in (("ies", "y"), ("ses", "s"), ("xes", "x"), ("s", "")):
        if whole.endswith(ending):
            yield whole.removesuffix(ending) + singular


def matched(pulumi_names: Iterable[str], terraform_names: Iterable[str]) -> dict[str, str]:
    """Return which of the names belong together, one to one, as Terraform's by Pulumi's."""
    by_key = {key(name): name for name in pulumi_names}
    options = {name: list(forms(name)) for name in terraform_names}
    found: dict[str, str] = {}
    for rank in range(max((len(each) for each in options.values()), default=0)):
        for name, keys in options.items():
            if rank < len(keys) and name not in found.values():
                given = by_key.get(keys[rank])
                if given is not None and given not in found:
                    found[given] = name
    return found


def _plurals(word: str) -> Iterator[str]:
    for singular, plural in _IRREGULAR.items():
        if word.endswith(singular):
            yield word.removesuffix(singular) + plural
    for pattern, form in _PLURALS:
        if re.fullmatch(pattern, word):
            yield re.sub(rf"^{pattern}", form, word)
