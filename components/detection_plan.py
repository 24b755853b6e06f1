"""What is watched for threats, against which standards, and which findings somebody must hear of: plain data."""

from __future__ import annotations

from typing import Any, Literal

from components.account import Account

Protection = Literal["s3", "rds", "lambda", "malware", "eks", "runtime"]
Standard = Literal["foundational", "cis", "nist-800-53"]
Scan = Literal["ECR", "EC2", "LAMBDA"]

FEATURES: dict[Protection, str] = {
    "s3": "S3_DATA_EVENTS",
    "rds": "RDS_LOGIN_EVENTS",
    "lambda": "LAMBDA_NETWORK_LOGS",
    "malware": "EBS_MALWARE_PROTECTION",
    "eks": "EKS_AUDIT_LOGS",
    "runtime": "RUNTIME_MONITORING",
}
"""GuardDuty's name of each protection plan (GuardDuty API Reference, "DetectorFeatureConfiguration")."""
AGENTS = ("ECS_FARGATE_AGENT_MANAGEMENT", "EC2_AGENT_MANAGEMENT", "EKS_ADDON_MANAGEMENT")
"""Where GuardDuty installs the agent of runtime monitoring by itself; without one, runtime monitoring sees nothing."""
STANDARDS: dict[Standard, str] = {
    "foundational": "aws-foundational-security-best-practices/v/1.0.0",
    "cis": "cis-aws-foundations-benchmark/v/5.0.0",
    "nist-800-53": "nist-800-53/v/5.0.0",
}
PROTECTIONS: tuple[Protection, ...] = tuple(FEATURES)
SCANS: tuple[Scan, ...] = ("ECR", "EC2", "LAMBDA")
HIGH = 7
"""Where GuardDuty's severity "high" begins; "critical" is above it (GuardDuty User Guide, "Severity levels")."""
ACCESS_FINDINGS = ("Access Analyzer Finding", "Unused Access Finding for IAM entities")
"""What Access Analyzer calls its events (EventBridge Events Reference, "IAM Access Analyzer events")."""
SEVERE = ("HIGH", "CRITICAL")


def standard_arn(account: Account, standard: Standard) -> str:
    """Return the ARN of a standard, which belongs to no account."""
    return f"arn:{account.partition}:securityhub:{account.region}::standards/{STANDARDS[standard]}"


def finding_patterns(account: Account) -> dict[str, dict[str, Any]]:
    """Return the event patterns of findings that are high or critical, by their service.

    Security Hub repeats the findings of the other services, so of its own events only those of its own checks are
    taken. It sends one again at each check while it is new: setting its workflow status to notified ends that.
    Access Analyzer gives no severity: what it finds is open to a stranger, or, where it looks for that, unused.
    """
    hub = f"arn:{account.partition}:securityhub:{account.region}::product/aws/securityhub"
    return {
        "guardduty": {
            "source": ["aws.guardduty"],
            "detail-type": ["GuardDuty Finding"],
            "detail": {"severity": [{"numeric": [">=", HIGH]}]},
        },
        "security-hub": {
            "source": ["aws.securityhub"],
            "detail-type": ["Security Hub Findings - Imported"],
            "detail": {
                "findings": {
                    "ProductArn": [hub],
                    "Severity": {"Label": list(SEVERE)},
                    "Compliance": {"Status": ["FAILED"]},
                    "Workflow": {"Status": ["NEW"]},
                    "RecordState": ["ACTIVE"],
                }
            },
        },
        "inspector": {
            "source": ["aws.inspector2"],
            "detail-type": ["Inspector2 Finding"],
            "detail": {"severity": list(SEVERE), "status": ["ACTIVE"]},
        },
        "access-analyzer": {
            "source": ["aws.access-analyzer"],
            "detail-type": list(ACCESS_FINDINGS),
            "detail": {"status": ["ACTIVE"]},
        },
    }
