"""What looks for attackers, weaknesses and mistakes in an account, and tells somebody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_aws import ecr, guardduty, inspector2, securityhub

from components.account import Account
from components.configuration_history import ConfigurationHistory
from components.detection_plan import (
    AGENTS,
    FEATURES,
    PROTECTIONS,
    SCANS,
    Protection,
    Scan,
    Standard,
    finding_patterns,
    standard_arn,
)
from components.event_alerts import EventAlerts, EventAlertsArgs
from components.kept import kept

PATIENCE = pulumi.CustomTimeouts(create="30m", delete="30m")
"""How long a standard and Inspector may take to be ready. The provider alone gives up after three and five minutes."""


@dataclass(frozen=True, kw_only=True)
class ThreatDetectionArgs:
    """What is watched, and who hears of it."""

    account: Account
    history: ConfigurationHistory
    """Records before Security Hub is there, whose checks are rules of AWS Config, and which would make its role."""
    topic_arn: pulumi.Input[str]
    notifications_key_arn: pulumi.Input[str]
    protections: Sequence[Protection] = PROTECTIONS
    """GuardDuty's protection plans. Each is billed by what it watches, and costs nothing where that is not there."""
    standards: Sequence[Standard] = ("foundational", "cis")
    scans: Sequence[Scan] = SCANS
    """What Inspector searches for known vulnerabilities."""
    protect: bool


class ThreatDetection(pulumi.ComponentResource):
    """GuardDuty, Security Hub and Inspector of an account, and the way of their findings to a person.

    Creates a GuardDuty detector with its protection plans, each switched on or off by name, since AWS turns some on
    by itself; Security Hub with the chosen standards, whose checks need AWS Config to record (AWS Security Hub User
    Guide, "Enabling and configuring AWS Config"); Inspector's scans, and the registry's setting by which it searches
    every image of every repository, as it is pushed and again whenever a new vulnerability becomes known (Amazon ECR
    User Guide, "Scan images for OS and programming language package vulnerabilities"); and EventBridge rules that send
    findings that are high or critical to the topic (45 CFR 164.308(a)(1)(ii)(D) and (a)(6)(ii)).

    All of these exist once in an account and region: only the stack that owns its account may create them.
    """

    detector: guardduty.Detector
    hub: securityhub.Account

    def __init__(self, name: str, args: ThreatDetectionArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("footing:components:ThreatDetection", name, None, opts)
        self._name, self._args = name, args
        self.detector = self._watch()
        self.hub = self._check()
        if args.scans:
            self._scan()
        EventAlerts(
            "findings",
            EventAlertsArgs(
                account=args.account,
                patterns=finding_patterns(args.account),
                topic_arn=args.topic_arn,
                key_arn=args.notifications_key_arn,
            ),
            pulumi.ResourceOptions(parent=self),
        )
        self.register_outputs({"detector": self.detector.id})

    def _kept(self, *after: pulumi.Resource) -> pulumi.ResourceOptions:
        """Turning a service off forgets its findings."""
        return kept(self, protect=self._args.protect, depends_on=[*after])

    def _watch(self) -> guardduty.Detector:
        detector = guardduty.Detector(
            self._name, enable=True, finding_publishing_frequency="FIFTEEN_MINUTES", opts=self._kept()
        )
        for protection, feature in FEATURES.items():
            status = "ENABLED" if protection in self._args.protections else "DISABLED"
            guardduty.DetectorFeature(
                f"{self._name}-{protection}",
                detector_id=detector.id,
                name=feature,
                status=status,
                additional_configurations=[
                    guardduty.DetectorFeatureAdditionalConfigurationArgs(name=agent, status=status)
                    for agent in AGENTS
                    if protection == "runtime"
                ]
                or None,
                opts=pulumi.ResourceOptions(parent=self),
            )
        return detector

    def _scan(self) -> None:
        enabled = inspector2.Enabler(
            self._name,
            account_ids=[self._args.account.id],
            resource_types=list(self._args.scans),
            opts=pulumi.ResourceOptions(parent=self, custom_timeouts=PATIENCE),
        )
        if "ECR" in self._args.scans:
            ecr.RegistryScanningConfiguration(
                self._name,
                scan_type="ENHANCED",
                rules=[
                    {
                        "scan_frequency": "CONTINUOUS_SCAN",
                        "repository_filters": [{"filter": "*", "filter_type": "WILDCARD"}],
                    }
                ],
                opts=pulumi.ResourceOptions(parent=self, depends_on=[enabled]),
            )

    def _check(self) -> securityhub.Account:
        hub = securityhub.Account(
            self._name,
            enable_default_standards=False,  # those that are wanted are named
            control_finding_generator="SECURITY_CONTROL",  # one finding for a check, however many standards ask for it
            auto_enable_controls=True,
            opts=self._kept(self._args.history),
        )
        for standard in self._args.standards:
            securityhub.StandardsSubscription(
                f"{self._name}-{standard}",
                standards_arn=standard_arn(self._args.account, standard),
                opts=pulumi.ResourceOptions(parent=self, depends_on=[hub], custom_timeouts=PATIENCE),
            )
        return hub
