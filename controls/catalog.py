"""A catalog: the controls of a framework, or of a part of one, what is claimed for each, and who owns the rest.

A catalog is a YAML file in this folder. Loading it refuses whatever would make the report claim more than there is:
an automated control that cites no rule, a rule that does not exist, a duty that nobody owns; and what would make it
claim less: a rule that speaks for no control.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool, ValidationError, model_validator

from controls import checkov
from controls.checks import JUDGES, OPERATING_CHECKS
from policies import strict_yaml
from policies.refused_entries import Day, Words, refusals

FOLDER = Path(__file__).parent
PROPOSED = "proposed "
"""How the id of a control begins that is no more than proposed, so that it is told apart wherever it is named."""

ClaimStatus = Literal["automated", "partial", "manual", "inherited", "not applicable"]


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
    decided_by: Words | None = None
    """Who decided it for the organisation, and on which day. Until both are told it is no more than a proposal."""
    decided_on: Day | None = None

    @model_validator(mode="after")
    def _of_somebody_on_a_day(self) -> Decision:
        if (self.decided_by is None) != (self.decided_on is None):
            raise ValueError("tells half of who decided it when; give both `decided_by` and `decided_on`, or neither")
        return self


class Control(_Entry):
    """One control: what the framework asks, what is claimed, and why no more and no less."""

    id: Words
    title: Words
    requirement: Words
    addressable: StrictBool | None
    """Whether the regulation lets one decide for an alternative; null where the distinction does not exist."""
    status: ClaimStatus
    rationale: Words
    decision: Decision | None = None
    rules: tuple[Words, ...] = ()
    """The rules that speak for it in design; what they find is what the report shows."""
    checkov: tuple[Words, ...] = ()
    """The checks of Checkov that speak for it in design too (controls/checkov.json)."""
    judges: tuple[Words, ...] = ()
    """The other judges that speak for it in design, each by a command of its own (controls/checks.py)."""
    operating: tuple[Words, ...] = ()
    """The checks of an account that speak for it in operation (controls/checks.py)."""
    artifact: Words | None = None
    """What to ask the provider for, where it holds the control or a part of it: which report, and where to get it."""
    manual: Manual | None = None

    @model_validator(mode="after")
    def _claims_no_more_than_it_has(self) -> Control:
        if self.status in ("automated", "partial") and not self.rules:
            raise ValueError(f"is {self.status} but cites no rule; cite the rules that speak for it, or make it manual")
        if self.status in ("manual", "not applicable") and (self.rules or self.checkov or self.judges):
            raise ValueError(f"is {self.status} but cites rules or judges; make it partial, or remove them")
        if self.status == "not applicable" and self.operating:
            raise ValueError("is not applicable but cites operating checks; remove them")
        if self.status == "inherited" and self.artifact is None:
            raise ValueError("is inherited but by nothing to show; say under `artifact` what to ask the provider for")
        if self.status in ("automated", "not applicable") and self.artifact is not None:
            raise ValueError(f"is {self.status}, so nothing is to be asked for; remove `artifact`")
        if self.status in ("partial", "manual", "inherited") and self.manual is None:
            raise ValueError(f"is {self.status} but nobody's; say under `manual` who owns the rest and their duty")
        if self.addressable and self.decision is None:
            raise ValueError("is addressable, so say under `decision` what was chosen and the reason")
        if not self.addressable and self.decision is not None:
            raise ValueError("is not addressable, so there is nothing to decide; remove `decision`")
        if repeated := _repeated([*self.rules, *self.checkov, *self.judges, *self.operating]):
            raise ValueError(f"cites {repeated} twice; remove one")
        return self


class Catalog(_Entry):
    """The controls of a framework, or of one part of it, in its own order. `reference` is how it is cited.

    What is `proposed` may never become binding, and not as it stands. Its controls are shown like others, but it brings
    in no rule of its own, so that nobody's deployment fails for what is not law.
    """

    framework: Words
    part: Words | None = None
    standing: Literal["in force", "proposed"] = "in force"
    reference: Words
    url: Words
    unit: Words
    """What the framework calls a control that it divides no further, such as `standard` or `criterion`."""
    controls: Annotated[tuple[Control, ...], Field(min_length=1)]

    @property
    def title(self) -> str:
        """The framework and the part of it, and that it is a proposal if it is one."""
        named = f"{self.framework}, {self.part}" if self.part else self.framework
        return f"{named} (proposed, not law)" if self.standing == "proposed" else named

    @property
    def cited_rules(self) -> frozenset[str]:
        """The ids of the rules that speak for any of the controls."""
        return frozenset(rule for control in self.controls for rule in control.rules)


def load_catalog(path: Path, known_rules: Collection[str]) -> Catalog:
    """Read one catalog; raise `CatalogError` naming all that is wrong with it."""
    try:
        return _catalog(path, strict_yaml.text_of(path), tuple(known_rules))
    except strict_yaml.UnreadableError as error:
        raise CatalogError(str(error)) from None


@cache
def _catalog(path: Path, text: str, known_rules: tuple[str, ...]) -> Catalog:
    """Read a catalog once, however often it is judged by: it is long, and changes seldom."""
    document: Any = None
    try:
        document = strict_yaml.load(path, text)
        catalog = Catalog.model_validate(document)
    except ValidationError as error:
        raise CatalogError("\n".join(f"{path}: {reason}" for reason in _explain(error, document))) from None
    problems = list(_problems(catalog, known_rules))
    if problems:
        raise CatalogError("\n".join(f"{path}: {problem}" for problem in problems))
    return catalog


def load_catalogs(known_rules: Collection[str], folder: Path = FOLDER) -> tuple[Catalog, ...]:
    """Read every catalog of a folder, and return them in the order of their references.

    Raises `CatalogError` naming what is wrong: within a catalog, between two of them, or of a rule that is in none.
    """
    paths = sorted(folder.glob("*.yaml"))
    if not paths:
        raise CatalogError(f"{folder}: there is no catalog; put at least one, such as hipaa.yaml, there")
    catalogs = {path: load_catalog(path, known_rules) for path in paths}
    problems = [*_repeated_between(catalogs), *_uncited(catalogs.values(), known_rules, folder)]
    if problems:
        raise CatalogError("\n".join(problems))
    return tuple(sorted(catalogs.values(), key=lambda catalog: catalog.reference))


def _problems(catalog: Catalog, known_rules: Collection[str]) -> Iterator[str]:
    if repeated := _repeated([control.id for control in catalog.controls]):
        yield f"{repeated}: there are two controls with this id; remove one"
    for control in catalog.controls:
        for rule in control.rules:
            if rule not in known_rules:
                yield f"{control.id}: there is no rule {rule!r}; `footing rules` lists those that there are"
        for check in control.checkov:
            if check not in checkov.known().checks:
                yield f"{control.id}: Checkov has no check {check!r} for AWS; controls/checkov.json lists those it has"
        for kind, cited, known in (
            ("judge", control.judges, JUDGES),
            ("operating check", control.operating, OPERATING_CHECKS),
        ):
            for name in cited:
                if name not in known:
                    yield f"{control.id}: there is no {kind} {name!r}; those that there are: {', '.join(known)}"
        if (catalog.standing == "proposed") != control.id.startswith(PROPOSED):
            yield (
                f"{control.id}: the catalog is {catalog.standing}, so mend the id or `standing`: what is proposed, and "
                f"nothing else, begins with {PROPOSED!r}"
            )


def _repeated_between(catalogs: Mapping[Path, Catalog]) -> Iterator[str]:
    held: dict[str, Path] = {}
    for path, catalog in catalogs.items():
        for control in catalog.controls:
            if held.setdefault(control.id, path) != path:
                yield f"{path}: {control.id}: {held[control.id].name} has a control with this id; remove one"


def _uncited(catalogs: Iterable[Catalog], known_rules: Collection[str], folder: Path) -> Iterator[str]:
    in_force = [catalog for catalog in catalogs if catalog.standing == "in force"]
    cited = frozenset[str]().union(*(catalog.cited_rules for catalog in in_force))
    for rule in known_rules:
        if rule not in cited:
            yield f"{folder}: the rule {rule!r} speaks for no control in force; cite it where it does, or remove it"


def _explain(error: ValidationError, document: Any) -> Iterator[str]:
    for place, reason in refusals(error):
        where = ".".join(_where(place, document))
        yield f"{where}: {reason}" if where else reason


def _where(location: tuple[int | str, ...], document: Any) -> Iterator[str]:
    """Yield the steps to what is wrong, with a control named by its id rather than by its place."""
    match location:
        case ("controls", int(place), *rest):
            control = document["controls"][place]
            named = isinstance(control, dict) and str(control.get("id") or "").strip()
            yield named or f"control {place + 1}"
            yield from (str(step) for step in rest)
        case _:
            yield from (str(step) for step in location)


def _repeated(names: Iterable[str]) -> str | None:
    return next((name for name, times in Counter(names).items() if times > 1), None)
