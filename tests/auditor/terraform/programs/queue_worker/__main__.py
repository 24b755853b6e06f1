import json

import pulumi
import pulumi_aws as aws

CODE = """
def handler(event, context):
    for record in event["Records"]:
        print(record["body"])
"""

dead = aws.sqs.Queue("dead-letters", message_retention_seconds=14 * 24 * 3600)
queue = aws.sqs.Queue(
    "jobs",
    fifo_queue=True,
    content_based_deduplication=True,
    visibility_timeout_seconds=180,
    redrive_policy=dead.arn.apply(lambda arn: json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": 4})),
)
role = aws.iam.Role(
    "worker",
    assume_role_policy={
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "lambda.amazonaws.com"}}
        ],
    },
    managed_policy_arns=["arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"],
    inline_policies=[
        {
            "name": "queue",
            "policy": pulumi.Output.json_dumps(
                {
                    "Version": "2012-10-17",
                    "Statement": [{"Effect": "Allow", "Action": ["sqs:*"], "Resource": [queue.arn, dead.arn]}],
                }
            ),
        }
    ],
)
worker = aws.lambda_.Function(
    "worker",
    role=role.arn,
    runtime="python3.12",
    handler="index.handler",
    timeout=60,
    code=pulumi.AssetArchive({"index.py": pulumi.StringAsset(CODE)}),
    environment={"variables": {"QUEUE": queue.url, "DEAD": dead.name}},
)
aws.lambda_.EventSourceMapping(
    "jobs",
    event_source_arn=queue.arn,
    function_name=worker.arn,
    batch_size=10,
    scaling_config={"maximum_concurrency": 5},
)
aws.cloudwatch.MetricAlarm(
    "dead-letters",
    comparison_operator="GreaterThanThreshold",
    evaluation_periods=1,
    metric_name="ApproximateNumberOfMessagesVisible",
    namespace="AWS/SQS",
    period=300,
    statistic="Maximum",
    threshold=0,
    dimensions={"QueueName": dead.name},
)

pulumi.export("queue", queue.url)
