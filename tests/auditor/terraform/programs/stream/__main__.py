import pulumi
import pulumi_aws as aws

shards = pulumi.Config().get_int("shards") or 1
identity = aws.get_caller_identity_output()

clicks = aws.kinesis.Stream(
    "clicks",
    shard_count=shards,
    retention_period=48,
    shard_level_metrics=["IncomingBytes", "OutgoingBytes"],
    stream_mode_details={"stream_mode": "PROVISIONED"},
)
bucket = aws.s3.BucketV2("lake", force_destroy=True)
aws.s3.BucketLifecycleConfigurationV2(
    "lake",
    bucket=bucket.id,
    rules=[
        {
            "id": "cold",
            "status": "Enabled",
            "filter": {"prefix": "clicks/"},
            "transitions": [{"days": 30, "storage_class": "STANDARD_IA"}],
        }
    ],
)
role = aws.iam.Role(
    "firehose",
    assume_role_policy=pulumi.Output.json_dumps(
        {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow",
                    "Principal": {"Service": "firehose.amazonaws.com"},
                    "Action": "sts:AssumeRole",
                    "Condition": {"StringEquals": {"sts:ExternalId": identity.account_id}},
                }
            ],
        }
    ),
)
aws.iam.RolePolicy(
    "firehose",
    role=role.name,
    policy=aws.iam.get_policy_document_output(
        statements=[
            aws.iam.GetPolicyDocumentStatementArgs(
                actions=["s3:PutObject", "s3:ListBucket"],
                resources=[bucket.arn, bucket.arn.apply(lambda arn: arn + "/*")],
            ),
            aws.iam.GetPolicyDocumentStatementArgs(actions=["kinesis:Get*"], resources=[clicks.arn]),
        ]
    ).json,
)
aws.kinesis.FirehoseDeliveryStream(
    "lake",
    destination="extended_s3",
    kinesis_source_configuration={"kinesis_stream_arn": clicks.arn, "role_arn": role.arn},
    extended_s3_configuration={
        "role_arn": role.arn,
        "bucket_arn": bucket.arn,
        "prefix": "clicks/!{timestamp:yyyy/MM/dd}/",
        "error_output_prefix": "errors/!{firehose:error-output-type}/",
        "buffering_size": 64,
        "compression_format": "GZIP",
    },
)
database = aws.glue.CatalogDatabase("lake", name="lake")
aws.glue.CatalogTable(
    "clicks",
    database_name=database.name,
    name="clicks",
    table_type="EXTERNAL_TABLE",
    storage_descriptor={
        "location": bucket.bucket.apply(lambda name: f"s3://{name}/clicks/"),
        "columns": [{"name": "user", "type": "string"}, {"name": "at", "type": "timestamp"}],
        "ser_de_info": {"serialization_library": "org.openx.data.jsonserde.JsonSerDe"},
    },
)

pulumi.export("stream", clicks.name)
