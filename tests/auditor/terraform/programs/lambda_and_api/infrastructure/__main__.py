import json

import pulumi
import pulumi_aws as aws

role = aws.iam.Role(
    "hello",
    assume_role_policy=aws.iam.get_policy_document(
        statements=[
            {
                "effect": "Allow",
                "principals": [{"type": "Service", "identifiers": ["lambda.amazonaws.com"]}],
                "actions": ["sts:AssumeRole"],
            }
        ]
    ).json,
)
aws.iam.RolePolicy(
    "hello",
    role=role.id,
    policy=json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow",
                    "Action": ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"],
                    "Resource": "arn:aws:logs:*:*:*",
                }
            ],
        }
    ),
)
hello = aws.lambda_.Function(
    "hello",
    role=role.arn,
    runtime=aws.lambda_.Runtime.PYTHON3D12,
    handler="hello.handler",
    code=pulumi.AssetArchive({".": pulumi.FileArchive("./handler")}),
    environment={"variables": {"STAGE": pulumi.get_stack()}},
)

api = aws.apigateway.RestApi("hello", description="Says hello")
resource = aws.apigateway.Resource("any", rest_api=api.id, parent_id=api.root_resource_id, path_part="{proxy+}")
method = aws.apigateway.Method("any", rest_api=api.id, resource_id=resource.id, http_method="ANY", authorization="NONE")
integration = aws.apigateway.Integration(
    "hello",
    rest_api=api.id,
    resource_id=resource.id,
    http_method=method.http_method,
    integration_http_method="POST",
    type="AWS_PROXY",
    uri=hello.invoke_arn,
)
deployment = aws.apigateway.Deployment("hello", rest_api=api.id, opts=pulumi.ResourceOptions(depends_on=[integration]))
stage = aws.apigateway.Stage("v1", rest_api=api.id, deployment=deployment.id, stage_name="v1")
aws.lambda_.Permission(
    "api",
    function=hello.name,
    action="lambda:InvokeFunction",
    principal="apigateway.amazonaws.com",
    source_arn=pulumi.Output.concat(api.execution_arn, "/*/*"),
)

web = aws.apigatewayv2.Api("web", protocol_type="HTTP", route_key="GET /", target=hello.invoke_arn)

pulumi.export("url", pulumi.Output.format("{0}/", stage.invoke_url))
pulumi.export("web", web.api_endpoint)
