"""How templates are read: what stands in them is escaped, and a name that nobody gave is an error."""

from __future__ import annotations

from jinja2 import Environment, PackageLoader, StrictUndefined


def template_environment(*, lstrip_blocks: bool = False, keep_trailing_newline: bool = False) -> Environment:
    """Return an environment for the templates beside this file; what may be chosen is how white space is kept."""
    return Environment(
        loader=PackageLoader("auditor.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=lstrip_blocks,
        keep_trailing_newline=keep_trailing_newline,
    )
