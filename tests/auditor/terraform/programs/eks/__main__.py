import json

import access
import pulumi
import pulumi_aws as aws

nodes = pulumi.Config().require_int("nodes")
zones = aws.get_availability_zones().names[:2]
vpc = aws.ec2.Vpc("eks", cidr_block="10.100.0.0/16", enable_dns_hostnames=True)
subnets = [
    aws.ec2.Subnet(
        f"eks-{zone}",
        vpc_id=vpc.id,
        cidr_block=f"10.100.{number}.0/24",
        availability_zone=zone,
        tags={f"kubernetes.io/cluster/{pulumi.get_stack()}": "shared"},
    )
    for number, zone in enumerate(zones)
]
key = aws.kms.Key("secrets", enable_key_rotation=True)
cluster = aws.eks.Cluster(
    "eks",
    role_arn=access.cluster_role.arn,
    vpc_config={"public_access_cidrs": ["0.0.0.0/0"], "subnet_ids": [each.id for each in subnets]},
    encryption_config={"provider": {"key_arn": key.arn}, "resources": ["secrets"]},
    enabled_cluster_log_types=["api", "audit"],
)
aws.eks.NodeGroup(
    "nodes",
    cluster_name=cluster.name,
    node_role_arn=access.node_role.arn,
    subnet_ids=[each.id for each in subnets],
    scaling_config={"desired_size": nodes, "max_size": nodes + 1, "min_size": 1},
    opts=pulumi.ResourceOptions(depends_on=access.attachments),
)
provider = aws.iam.OpenIdConnectProvider(
    "eks",
    client_id_lists=["sts.amazonaws.com"],
    url=cluster.identities[0].oidcs[0].issuer,
)
aws.eks.Addon("coredns", cluster_name=cluster.name, addon_name="coredns")

kubeconfig = pulumi.Output.all(cluster.endpoint, cluster.certificate_authority.data, cluster.name).apply(
    lambda known: json.dumps(
        {"server": known[0], "certificate-authority-data": known[1], "args": ["token", "-i", known[2]]}
    )
)
pulumi.export("kubeconfig", pulumi.Output.secret(kubeconfig))
