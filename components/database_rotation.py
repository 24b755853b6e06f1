"""The rotation of a master password that Secrets Manager runs for us, as a CloudFormation template: plain data.

Secrets Manager publishes its rotation functions under account ids that differ from partition to partition.
`HostedRotationLambda` of CloudFormation finds the right one by itself, makes a role that may rotate this one
secret, and keeps the function up to date (AWS CloudFormation Template Reference, "AWS::SecretsManager::
RotationSchedule HostedRotationLambda"). No provider for Pulumi offers that, and a function of our own would be code
to keep.
"""

from __future__ import annotations

from typing import Any

TRANSFORM = "AWS::SecretsManager-2024-09-16"
CAPABILITIES = ("CAPABILITY_AUTO_EXPAND", "CAPABILITY_IAM")
"""The transform expands to a nested stack that holds a role."""
ROTATION_DAYS = 30
UNUSABLE_CHARACTERS = "/@\"'\\ "
"""What RDS refuses in a master password, and what clients commonly fail to quote."""
PARAMETERS = ("SecretArn", "KeyArn", "SubnetIds", "SecurityGroupId")
"""What is not known until AWS has made it."""


def rotation_template(function_name: str) -> dict[str, Any]:
    """Return the template; the secret and the network come in through its parameters.

    A rotation happens at once, so that the password that Pulumi made, and keeps in its state, stops working as soon
    as the database stands.
    """
    return {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": "Rotates the master password of a database",
        "Transform": TRANSFORM,
        "Parameters": {name: {"Type": "String"} for name in PARAMETERS},
        "Resources": {
            "Rotation": {
                "Type": "AWS::SecretsManager::RotationSchedule",
                "Properties": {
                    "SecretId": {"Ref": "SecretArn"},
                    "RotateImmediatelyOnUpdate": True,
                    "RotationRules": {"AutomaticallyAfterDays": ROTATION_DAYS},
                    "HostedRotationLambda": {
                        "RotationType": "PostgreSQLSingleUser",
                        "RotationLambdaName": function_name,
                        "KmsKeyArn": {"Ref": "KeyArn"},
                        "ExcludeCharacters": UNUSABLE_CHARACTERS,
                        "VpcSubnetIds": {"Ref": "SubnetIds"},
                        "VpcSecurityGroupIds": {"Ref": "SecurityGroupId"},
                    },
                },
            }
        },
    }
