"""The Pulumi program: settings first, then layer after layer."""

from stacks.baseline import Baseline
from stacks.settings import load_settings

settings = load_settings()
baseline = Baseline("baseline", settings)
if settings.delivery:
    # Imported only where the layer is open: without it, nothing of it is to be had or to be waited for.
    from stacks.delivery import Delivery

    Delivery("delivery", settings, settings.delivery, baseline)
