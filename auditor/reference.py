"""The references in `docs/`, written from the rules and the catalogs themselves so that they cannot go stale."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from controls.catalog import Catalog
from policies.rule import Rule

NOTE = "*Written by `make docs`; a test keeps it current.*"


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
    lines = ["# Controls", "", NOTE, ""]
    for catalog in catalogs:
        lines += [f"## {catalog.framework}", "", f"[{catalog.reference}]({catalog.url})", ""]
        for control in catalog.controls:
            lines += [f"### {control.id} {control.title}", "", control.requirement, ""]
            lines += [f"**{control.status.capitalize()}.** {control.rationale}", ""]
            if control.decision:
                lines += [f"Decision: {control.decision.choice}. {control.decision.reason}", ""]
            if control.rules:
                lines += [f"Rules: {', '.join(f'`{rule}`' for rule in control.rules)}", ""]
            if control.manual:
                lines += [f"{control.manual.owner}: {control.manual.duty}", ""]
    return _text(lines)


def _text(lines: list[str]) -> str:
    return "\n".join(lines).rstrip() + "\n"
