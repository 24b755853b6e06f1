"""Services of AWS that hold records, secrets, messages, keys or code, and which of their actions take no resource."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

DATA_SERVICES = frozenset(
    (
        *("aoss", "athena", "backup", "cassandra", "codeartifact", "codecommit", "cognito-identity", "cognito-idp"),
        *("cognito-sync", "comprehendmedical", "datasync", "dax", "dms", "docdb-elastic", "dynamodb", "ebs", "ecr"),
        *("elasticache", "elasticfilesystem", "es", "firehose", "fsx", "glue", "healthlake", "kafka-cluster"),
        *("kinesis", "kinesisanalytics", "kinesisvideo", "kms", "lambda", "logs", "medical-imaging", "memorydb"),
        *("neptune-db", "omics", "profile", "quicksight", "rds-data", "rds-db", "redshift", "redshift-data"),
        *("redshift-serverless", "s3", "s3-object-lambda", "s3-outposts", "s3express", "s3tables", "sagemaker"),
        *("secretsmanager", "sns", "sqs", "ssm", "ssmmessages", "timestream", "transcribe", "transfer", "workmail"),
    )
)
"""Services whose actions reach what is stored, and not only how: our choice, by what the services are for."""
LOOKS = re.compile("BatchDescribe|BatchGet|Describe|Get|List|Lookup|Search|View", re.IGNORECASE)
"""How actions begin that only look. Of services without data, they look at how something is set up."""
USES = {
    "athena": "GetQueryResults",
    "cassandra": "Select Modify",
    "codecommit": "GitPull GitPush",
    "dynamodb": "BatchGetItem BatchWriteItem DeleteItem ExportTableToPointInTime GetItem GetRecords PartiQLDelete "
    "PartiQLInsert PartiQLSelect PartiQLUpdate PutItem Query Scan UpdateItem",
    "elasticache": "Connect",
    "elasticfilesystem": "ClientMount ClientRootAccess ClientWrite",
    "firehose": "PutRecord PutRecordBatch",
    "kinesis": "GetRecords PutRecord PutRecords SubscribeToShard",
    "kms": "CreateGrant Decrypt GenerateDataKey GenerateDataKeyWithoutPlaintext ReEncryptFrom ReEncryptTo",
    "lambda": "GetFunction InvokeFunction InvokeFunctionUrl",
    "logs": "FilterLogEvents GetLogEvents StartLiveTail StartQuery Unmask",
    "memorydb": "Connect",
    "neptune-db": "ReadDataViaQuery WriteDataViaQuery connect",
    "rds-data": "BatchExecuteStatement ExecuteStatement",
    "rds-db": "connect",
    "redshift": "GetClusterCredentials GetClusterCredentialsWithIAM",
    "redshift-data": "ExecuteStatement",
    "s3": "DeleteObject DeleteObjectVersion GetObject GetObjectVersion PutObject",
    "secretsmanager": "GetSecretValue PutSecretValue UpdateSecret",
    "sns": "Publish",
    "sqs": "DeleteMessage PurgeQueue ReceiveMessage SendMessage",
    "ssm": "GetParameter GetParameterHistory GetParameters GetParametersByPath PutParameter",
}
"""Of the services that are mostly used, the actions that read or change what is stored: our choice, too.
What a deployment sets up, such as who is told of an alarm, is not among them."""
TELL_MORE = frozenset(
    (
        *("ec2:getconsoleoutput", "ec2:getconsolescreenshot", "ec2:getpassworddata"),
        *("states:describeexecution", "states:getexecutionhistory"),
    )
)
"""Those of them that hand out data all the same."""


def only_looks(action: str) -> bool:
    """Tell whether an action, or all that a pattern takes in, looks at how something is set up, and at no data."""
    service, _, name = action.lower().partition(":")
    return service not in DATA_SERVICES and bool(LOOKS.match(name)) and action.lower() not in TELL_MORE


def reaches_data(action: str) -> bool:
    """Tell whether an action comes to what a service stores, and not only to how that is set up."""
    service, _, name = action.lower().partition(":")
    return name in USES.get(service, "").lower().split()


def without_resource(service: str) -> frozenset[str] | None:
    """Return the actions of a service that take no resource, in lower case (`*` for all), or None if none are known."""
    return _table().get(service)


@cache
def _table() -> dict[str, frozenset[str]]:
    """Read the file: a service, and in the lines below it, which are indented, names of actions."""
    found: dict[str, list[str]] = {}
    names: list[str] = []
    for line in Path(__file__).with_name("without_resource.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith(" "):
            names += line.lower().split()
        elif line and not line.startswith("#"):
            names = found[line] = []
    return {service: frozenset(listed) for service, listed in found.items()}
