"""The Pulumi program: settings first, then layer after layer."""

from stacks.baseline import Baseline
from stacks.delivery import Delivery
from stacks.settings import load_settings

settings = load_settings()
baseline = Baseline("baseline", settings)
if settings.delivery:
    Delivery("delivery", settings, settings.delivery, baseline)
