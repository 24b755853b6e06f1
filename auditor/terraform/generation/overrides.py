"""What names do not tell: the few types and properties whose names in Pulumi are no form of those in Terraform.

Each line was found because nothing matched, and read off the two descriptions of the same thing.
"""

from __future__ import annotations

TYPES = {
    "aws:apigateway/deployment:Deployment": "aws_api_gateway_deployment",
    "aws:cfg/aggregateAuthorization:AggregateAuthorization": "aws_config_aggregate_authorization",
    "aws:chime/voiceConnectorOrganization:VoiceConnectorOrganization": "aws_chime_voice_connector_origination",
    "aws:directconnect/hostedTransitVirtualInterfaceAcceptor:HostedTransitVirtualInterfaceAcceptor": (
        "aws_dx_hosted_transit_virtual_interface_accepter"
    ),
    "aws:directoryservice/conditionalForwader:ConditionalForwader": "aws_directory_service_conditional_forwarder",
    "aws:directoryservice/logService:LogService": "aws_directory_service_log_subscription",
    "aws:ram/sharingWithOrganization:SharingWithOrganization": "aws_ram_sharing_with_organization",
    "aws:resourceexplorer/index:Index": "aws_resourceexplorer2_index",
    "aws:s3/bucketV2:BucketV2": "aws_s3_bucket",
    "aws:sns/dataProtectionPolicy:DataProtectionPolicy": "aws_sns_topic_data_protection_policy",
}

_REST_API = (
    "authorizer deployment integration integrationResponse method methodResponse methodSettings model "
    "requestValidator resource"
)
PROPERTIES: dict[str, dict[str, str]] = {
    **{f"apigateway/{name}": {"restApi": "rest_api_id"} for name in _REST_API.split()},
    "apigateway/basePathMapping": {"restApi": "api_id"},
    "apigateway/stage": {"deployment": "deployment_id", "restApi": "rest_api_id"},
    "cfg/aggregateAuthorization": {"authorizedAwsRegion": "region"},
    "cloudformation/stackSetInstance": {"stackSetInstanceRegion": "region"},
    "cloudwatch/logSubscriptionFilter": {"logGroup": "log_group_name"},
    "cloudwatch/metricAlarm": {"name": "alarm_name"},
    "elasticbeanstalk/environment": {"version": "version_label"},
    "iot/topicRule": {"kineses": "kinesis"},
    "lambda/function": {"code": "filename", "name": "function_name"},
    "lambda/layerVersion": {"code": "filename"},
    "lambda/permission": {"function": "function_name"},
    "s3/bucketWebsiteConfiguration": {"routingRuleDetails": "routing_rules", "routingRules": "routing_rule"},
    "s3/bucketWebsiteConfigurationV2": {"routingRuleDetails": "routing_rules", "routingRules": "routing_rule"},
    "servicequotas/template": {"awsRegion": "region"},
    "sns/topicSubscription": {"topic": "topic_arn"},
}
"""For a type, by the middle of its token, the names in Terraform of properties that are called otherwise in Pulumi."""
