"""The policy pack: `pulumi up --policy-pack policies`.

Pulumi runs this file with its own folder first on the path, under no package. The rules import each other as
`policies.…`, here and in the tests alike, so the folder above has to be on the path too.
"""

import sys
from datetime import UTC, datetime
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parent.parent)

from pulumi_policy import EnforcementLevel, PolicyPack  # noqa: E402

from policies.exceptions import DEFAULT_PATH, ExceptionsError, load_exceptions  # noqa: E402
from policies.native import native_policies  # noqa: E402
from policies.read_once import read_once  # noqa: E402
from policies.rules import RULES  # noqa: E402

try:
    exceptions = load_exceptions(DEFAULT_PATH, (rule.id for rule in RULES))
except ExceptionsError as error:
    sys.exit(str(error))

read_once()
PolicyPack(
    name="footing",
    policies=native_policies(RULES, exceptions, datetime.now(UTC).date()),
    enforcement_level=EnforcementLevel.MANDATORY,
)
