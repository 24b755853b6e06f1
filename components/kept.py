"""Options of stateful resources, which are not deleted by mistake."""

from __future__ import annotations

from typing import Any

import pulumi


def kept(parent: pulumi.Resource, *, protect: bool, **further: Any) -> pulumi.ResourceOptions:
    """Return the options of a resource that holds data, with `further` options of `pulumi.ResourceOptions`.

    With `protect`, Pulumi refuses to delete it, and retains it in AWS after it was removed from the program.
    """
    return pulumi.ResourceOptions(parent=parent, protect=protect, retain_on_delete=protect, **further)
