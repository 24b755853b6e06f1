"""What is not to be lost by mistake, and so stays when the program would have it go."""

from __future__ import annotations

from typing import Any

import pulumi


def kept(parent: pulumi.Resource, *, protect: bool, **further: Any) -> pulumi.ResourceOptions:
    """Return the options of a resource that holds data, and `further` ones as `pulumi.ResourceOptions` takes them.

    With `protect` on, Pulumi refuses to delete it, and AWS keeps it after it has left the program.
    """
    return pulumi.ResourceOptions(parent=parent, protect=protect, retain_on_delete=protect, **further)
