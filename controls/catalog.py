"""A catalog: the controls of one framework, what is claimed for each, and who owns what no rule can show.

A catalog is a YAML file in this folder. Loading it refuses whatever would make the report claim more than there is:
an automated control that cites no rule, a rule that does not exist, a duty that nobody owns.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

FOLDER = Path(__file__).parent
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""Ten times as fast where PyYAML was built with LibYAML, as its wheels are."""

ClaimStatus = Literal["automated", "partial", "manual", "inherited", "not applicable"]
Words = Annotated[str, Field(min_length=1, pattern=r"\S")]


class CatalogError(ValueError):
    """A catalog is unusable. The message names the file, the control, and what to do."""


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Manual(_Entry):
    """What no rule can show: who owns it, and what they must do and keep as evidence."""

    owner: Words
    duty: Words


class Decision(_Entry):
    """What was decided for an addressable specification, and why (45 CFR 164.306(d)(3) wants it documented).

    `alternative` is an equivalent measure instead; `omit` is neither, because neither is reasonable and appropriate.
    """

    choice: Literal["implement", "alternative", "omit"]
    reason: Words


class Control(_Entry):
    """One control: what the framework asks, what is claimed, and why no more and no less."""

    id: Words
    title: Words
    requirement: Words
    addressable: bool | None
    """Whether the regulation lets one decide for an alternative; null where the distinction does not exist."""
    status: ClaimStatus
    rationale: Words
    decision: Decision | None = None
    rules: tuple[Words, ...] = ()
    manual: Manual | None = None

    @model_validator(mode="after")
    def _claims_no_more_than_it_has(self) -> Control:
        if self.status in ("automated", "partial") and not self.rules:
            raise ValueError(f"is {self.status} but cites no rule; cite the rules that speak for it, or make it manual")
        if self.status in ("manual", "not applicable") and self.rules:
            raise ValueError(f"is {self.status} but cites rules; make it partial, or remove the rules")
        if self.status in ("partial", "manual", "inherited") and self.manual is None:
            raise ValueError(f"is {self.status} but nobody's; say under `manual` who owns the rest and their duty")
        if self.addressable and self.decision is None:
            raise ValueError("is addressable, so say under `decision` what was chosen and the reason")
        if not self.addressable and self.decision is not None:
            raise ValueError("is not addressable, so there is nothing to decide; remove `decision`")
        if repeated := _repeated(self.rules):
            raise ValueError(f"cites the rule {repeated} twice; remove one")
        return self


class Catalog(_Entry):
    """The controls of one framework, in its own order. `reference` is how it is cited."""

    framework: Words
    reference: Words
    url: Words
    unit: Words
    """What the framework calls a control that it divides no further, such as `standard` or `criterion`."""
    controls: Annotated[tuple[Control, ...], Field(min_length=1)]

    @property
    def cited_rules(self) -> frozenset[str]:
        """The ids of the rules that speak for any of the controls."""
        return frozenset(rule for control in self.controls for rule in control.rules)


def load_catalog(path: Path, known_rules: Collection[str]) -> Catalog:
    """Read one catalog; raise `CatalogError` naming all that is wrong with it."""
    document: Any = None
    try:
        document = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506 - a safe one
        catalog = Catalog.model_validate(document)
    except OSError as error:
        raise CatalogError(f"{path}: cannot be read: {error.strerror}") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise CatalogError(f"{path}: not well-formed YAML, mend it: {' '.join(str(error).split())}") from None
    except ValidationError as error:
        raise CatalogError("\n".join(f"{path}: {reason}" for reason in _explain(error, document))) from None
    problems = list(_problems(catalog, known_rules))
    if problems:
        raise CatalogError("\n".join(f"{path}: {problem}" for problem in problems))
    return catalog


def load_catalogs(known_rules: Collection[str], folder: Path = FOLDER) -> tuple[Catalog, ...]:
    """Read every catalog of a folder, in the order of the files' names."""
    paths = sorted(folder.glob("*.yaml"))
    if not paths:
        raise CatalogError(f"{folder}: there is no catalog; put at least one, such as hipaa.yaml, there")
    return tuple(load_catalog(path, known_rules) for path in paths)


def _problems(catalog: Catalog, known_rules: Collection[str]) -> Iterator[str]:
    if repeated := _repeated([control.id for control in catalog.controls]):
        yield f"{repeated}: there are two controls with this id; remove one"
    for control in catalog.controls:
        for rule in control.rules:
            if rule not in known_rules:
                yield f"{control.id}: there is no rule {rule!r}; `footing rules` lists those that there are"


def _explain(error: ValidationError, document: Any) -> Iterator[str]:
    for problem in error.errors():
        message = problem["msg"].removeprefix("Value error, ")
        if problem["type"] == "extra_forbidden":
            message = "there is no such key; remove it or mend its spelling"
        elif problem["type"] == "missing":
            message = "is missing; add it"
        where = ".".join(_where(problem["loc"], document))
        yield f"{where}: {message}" if where else message


def _where(location: tuple[int | str, ...], document: Any) -> Iterator[str]:
    """Yield the steps to what is wrong, with a control named by its id rather than by its place."""
    match location:
        case ("controls", int(place), *rest):
            control = document["controls"][place]
            named = isinstance(control, dict) and control.get("id")
            yield str(named or f"control {place + 1}")
            yield from (str(step) for step in rest)
        case _:
            yield from (str(step) for step in location)


def _repeated(names: Iterable[str]) -> str | None:
    return next((name for name, times in Counter(names).items() if times > 1), None)
