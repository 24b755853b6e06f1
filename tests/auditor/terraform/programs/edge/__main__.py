import pulumi
import pulumi_aws as aws

domain = pulumi.Config().require("domain")
parent = domain.partition(".")[2]
east = aws.Provider("east", region="us-east-1", profile=aws.config.profile)
in_east = pulumi.ResourceOptions(provider=east)

zone = aws.route53.get_zone(name=parent)
certificate = aws.acm.Certificate("site", domain_name=domain, validation_method="DNS", opts=in_east)
option = certificate.domain_validation_options[0]
record = aws.route53.Record(
    "validation",
    zone_id=zone.zone_id,
    name=option.resource_record_name,
    type=option.resource_record_type,
    records=[option.resource_record_value],
    ttl=600,
)
valid = aws.acm.CertificateValidation(
    "site",
    certificate_arn=certificate.arn,
    validation_record_fqdns=[record.fqdn],
    opts=in_east,
)
content = aws.s3.Bucket("content")
logs = aws.s3.Bucket("logs")
aws.s3.BucketOwnershipControls("logs", bucket=logs.id, rule={"object_ownership": "BucketOwnerPreferred"})

firewall = aws.wafv2.WebAcl(
    "site",
    scope="CLOUDFRONT",
    default_action={"allow": {}},
    rules=[
        {
            "name": "common",
            "priority": 1,
            "override_action": {"none": {}},
            "statement": {
                "managed_rule_group_statement": {"name": "AWSManagedRulesCommonRuleSet", "vendor_name": "AWS"}
            },
            "visibility_config": {
                "cloudwatch_metrics_enabled": True,
                "metric_name": "common",
                "sampled_requests_enabled": True,
            },
        },
        {
            "name": "rate",
            "priority": 2,
            "action": {"block": {}},
            "statement": {"rate_based_statement": {"limit": 2000, "aggregate_key_type": "IP"}},
            "visibility_config": {
                "cloudwatch_metrics_enabled": True,
                "metric_name": "rate",
                "sampled_requests_enabled": True,
            },
        },
    ],
    visibility_config={
        "cloudwatch_metrics_enabled": True,
        "metric_name": "site",
        "sampled_requests_enabled": True,
    },
    opts=in_east,
)
identity = aws.cloudfront.OriginAccessIdentity("site", comment="Reads the bucket")
distribution = aws.cloudfront.Distribution(
    "site",
    enabled=True,
    aliases=[domain],
    default_root_object="index.html",
    web_acl_id=firewall.arn,
    origins=[
        {
            "origin_id": content.arn,
            "domain_name": content.bucket_regional_domain_name,
            "s3_origin_config": {"origin_access_identity": identity.cloudfront_access_identity_path},
        }
    ],
    default_cache_behavior={
        "target_origin_id": content.arn,
        "viewer_protocol_policy": "redirect-to-https",
        "allowed_methods": ["GET", "HEAD", "OPTIONS"],
        "cached_methods": ["GET", "HEAD", "OPTIONS"],
        "forwarded_values": {"cookies": {"forward": "none"}, "query_string": False},
        "min_ttl": 0,
        "default_ttl": 600,
        "max_ttl": 600,
    },
    custom_error_responses=[{"error_code": 404, "response_code": 404, "response_page_path": "/404.html"}],
    restrictions={"geo_restriction": {"restriction_type": "none"}},
    viewer_certificate={
        "acm_certificate_arn": valid.certificate_arn,
        "ssl_support_method": "sni-only",
        "minimum_protocol_version": "TLSv1.2_2021",
    },
    logging_config={"bucket": logs.bucket_domain_name, "include_cookies": False, "prefix": f"{domain}/"},
)
aws.s3.BucketPolicy(
    "content",
    bucket=content.id,
    policy=pulumi.Output.json_dumps(
        {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow",
                    "Principal": {"AWS": identity.iam_arn},
                    "Action": "s3:GetObject",
                    "Resource": content.arn.apply("{}/*".format),
                }
            ],
        }
    ),
)
for kind in ("A", "AAAA"):
    aws.route53.Record(
        f"site-{kind}",
        zone_id=zone.zone_id,
        name=domain,
        type=kind,
        aliases=[
            {
                "name": distribution.domain_name,
                "zone_id": distribution.hosted_zone_id,
                "evaluate_target_health": True,
            }
        ],
    )

pulumi.export("url", pulumi.Output.concat("https://", distribution.domain_name))
