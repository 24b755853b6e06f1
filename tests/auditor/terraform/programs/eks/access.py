"""The roles of the cluster and of its nodes."""

import json

import pulumi_aws as aws

NODE_POLICIES = (
    "AmazonEKSWorkerNodePolicy",
    "AmazonEKS_CNI_Policy",
    "AmazonEC2ContainerRegistryReadOnly",
)


def _trusting(service):
    return json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": [{"Action": "sts:AssumeRole", "Principal": {"Service": service}, "Effect": "Allow"}],
        }
    )


cluster_role = aws.iam.Role("cluster", assume_role_policy=_trusting("eks.amazonaws.com"))
aws.iam.RolePolicyAttachment(
    "cluster",
    role=cluster_role.id,
    policy_arn="arn:aws:iam::aws:policy/AmazonEKSClusterPolicy",
)
node_role = aws.iam.Role("node", assume_role_policy=_trusting("ec2.amazonaws.com"))
attachments = [
    aws.iam.RolePolicyAttachment(f"node-{number}", role=node_role.id, policy_arn=f"arn:aws:iam::aws:policy/{name}")
    for number, name in enumerate(NODE_POLICIES)
]
