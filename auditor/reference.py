"""The references in `docs/`, written from the rules and the catalogs themselves so that they cannot go stale."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import get_args

from auditor.report.arrangement import sentence
from auditor.report.json_form import schema as report_schema
from auditor.results.claims import Decision
from auditor.settings_reference import settings_reference
from controls.catalog import Catalog, ClaimStatus, Control, load_catalogs
from controls.checks import JUDGES, OPERATING_CHECKS
from policies.rule import Rule
from policies.rules import RULES

NOTE = "*Written by `make docs`; a test keeps it current.*"


def references() -> dict[str, str]:
    """Return the text of each generated reference, by file name."""
    return {
        "rules.md": rules_reference(RULES),
        "controls.md": controls_reference(load_catalogs([rule.id for rule in RULES])),
        "settings.md": settings_reference(NOTE),
        "report.schema.json": report_schema(),
    }


def rules_reference(rules: Sequence[Rule]) -> str:
    """Write every rule, by the file that holds it: what must hold, how bad a violation is, how to mend it."""
    lines = ["# Rules", "", NOTE, "", f"{len(rules)} rules. A rule marked *stack* looks at resources together.", ""]
    for module, group in groupby(rules, key=lambda rule: rule.check.__module__):
        lines += [f"## {module.rpartition('.')[2].replace('_', ' ').capitalize()}", ""]
        for rule in group:
            kind = ", stack" if rule.joins else ""
            lines += [f"- **`{rule.id}`** ({rule.severity}{kind}) {rule.must} [Source]({rule.url})", f"  *{rule.fix}*"]
        lines.append("")
    return _text(lines)


def controls_reference(catalogs: Iterable[Catalog]) -> str:
    """Write every control: what is claimed for it and why, the rules that speak for it, and what people must do."""
    catalogs = tuple(catalogs)
    lines = ["# Controls", "", NOTE, "", *_claims(catalogs), ""]
    for catalog in catalogs:
        lines += [f"## {catalog.title}", "", f"[{catalog.reference}]({catalog.url})", ""]
        if catalog.standing == "proposed":
            lines += ["A proposal, which may never become law, and not as it stands. It fails nothing by itself.", ""]
        for control in catalog.controls:
            lines += [f"### {control.id} {control.title}", "", *_control(control)]
    return _text([*lines, *_checks("Judges", JUDGES), *_checks("Operating checks", OPERATING_CHECKS)])


def _claims(catalogs: Iterable[Catalog]) -> list[str]:
    statuses = get_args(ClaimStatus)
    lines = [f"| | controls | {' | '.join(statuses)} |", f"|---|---|{'---|' * len(statuses)}"]
    for catalog in catalogs:
        claimed = Counter(control.status for control in catalog.controls)
        numbers = " | ".join(str(claimed[status]) for status in statuses)
        lines.append(f"| {catalog.title} | {len(catalog.controls)} | {numbers} |")
    return lines


def _control(control: Control) -> Iterator[str]:
    kind = {True: "*Addressable.* ", False: "*Required.* ", None: ""}[control.addressable]
    yield from (f"{kind}{control.requirement}", "", f"**{control.status.capitalize()}.** {control.rationale}", "")
    if control.decision:
        told = Decision(**control.decision.model_dump())
        yield from (f"Decision: {told.choice}. {told.reason} *{sentence(told.whose)}.*", "")
    for cites, names in (
        ("Rules", control.rules),
        ("Checks of Checkov", control.checkov),
        ("Judges", control.judges),
        ("Operating checks", control.operating),
    ):
        if names:
            yield from (f"{cites}: {', '.join(f'`{name}`' for name in names)}", "")
    if control.artifact:
        yield from (f"To ask for: {control.artifact}.", "")
    if control.manual:
        yield from (f"{control.manual.owner}: {control.manual.duty}", "")


def _checks(heading: str, checks: Mapping[str, str]) -> Iterator[str]:
    yield from (f"## {heading}", "")
    if checks is OPERATING_CHECKS:
        yield from ("What would be asked of an account. Nothing asks it yet, so nothing is shown by these.", "")
    yield from (f"- `{name}`: {sentence}" for name, sentence in checks.items())
    yield ""


def _text(lines: list[str]) -> str:
    return "\n".join(lines).rstrip() + "\n"
