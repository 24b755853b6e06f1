"""What can speak for a control besides the rules of the pack: judges, in design, and operating checks, in operation.

Both lists are closed: a catalog that names anything else is refused. An auditor knows design and operation as the two
types of a SOC 2 report. A rule or a judge looks at what a program would deploy; an operating check looks at an account.
"""

from __future__ import annotations

JUDGES = {
    "availability": "What AWS promises of each part is multiplied and held against the goal (`footing availability`).",
    "capacity": "Days with spikes are replayed against the scaling that each stack declares (`footing capacity`).",
    "parity": "Environments differ in nothing but what was declared, with its reason (`footing parity`).",
}
"""The judges of a program, other than the rules, and the command that asks each."""

OPERATING_CHECKS = {
    "access-findings-answered": "No finding of Access Analyzer is open for longer than a month.",
    "backups-recent": "The newest backup of whatever keeps data is no older than its plan says.",
    "certificates-renewed": "No certificate in use ends within a month.",
    "configuration-recorded": "AWS Config records now, and delivered within the last day.",
    "deployed-as-declared": "What is deployed is what the program declares, property by property.",
    "findings-answered": "No finding of GuardDuty or Security Hub is open for longer than its severity allows.",
    "keys-rotated": "Every key that rotates was rotated within its period.",
    "records-locked": "The newest files of the trail are locked until their six years are over.",
    "releases-approved": "Every release to production has the approval of a named person.",
    "restores-passed": "The newest restore test of every plan passed.",
    "root-user-guarded": "The root user has a second factor and no access key, and was not used.",
    "subscriptions-confirmed": "Somebody confirmed the subscription to each topic for notifications.",
    "threat-detection-working": "GuardDuty is on in every region in use, with the protections that are declared.",
    "trail-logging": "The trail logs now, and delivered within the last hour.",
    "users-none": "The account has no users but those who may break the glass.",
    "vulnerabilities-mended": "No finding of Inspector is open for longer than its severity allows.",
}
"""The questions to an account. What asks them is not part of Footing yet: naming one claims nothing for the present."""
