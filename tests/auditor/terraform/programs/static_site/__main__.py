import json
import mimetypes
from pathlib import Path

import pulumi
from pulumi_aws import s3

folder = Path(pulumi.Config().require("folder"))

bucket = s3.Bucket("site")
site = s3.BucketWebsiteConfiguration(
    "site",
    bucket=bucket.bucket,
    index_document={"suffix": "index.html"},
    error_document={"key": "error.html"},
)
access = s3.BucketPublicAccessBlock(
    "site",
    bucket=bucket.id,
    block_public_acls=False,
    block_public_policy=False,
    ignore_public_acls=False,
    restrict_public_buckets=False,
)

for path in sorted(folder.rglob("*")):
    if path.is_file():
        s3.BucketObjectv2(
            str(path.relative_to(folder)),
            bucket=bucket.id,
            key=str(path.relative_to(folder)),
            source=pulumi.FileAsset(str(path)),
            content_type=mimetypes.guess_type(path.name)[0] or "application/octet-stream",
        )


def read_by_all(name: str) -> str:
    return json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow",
                    "Principal": "*",
                    "Action": ["s3:GetObject"],
                    "Resource": [f"arn:aws:s3:::{name}/*"],
                }
            ],
        }
    )


s3.BucketPolicy(
    "site",
    bucket=bucket.id,
    policy=bucket.id.apply(read_by_all),
    opts=pulumi.ResourceOptions(depends_on=[access]),
)

pulumi.export("url", site.website_endpoint.apply(lambda endpoint: f"http://{endpoint}"))
