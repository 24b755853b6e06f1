"""The Pulumi program: settings first, then layer after layer."""

from stacks.baseline import Baseline
from stacks.settings import load_settings

settings = load_settings()
Baseline("baseline", settings)
