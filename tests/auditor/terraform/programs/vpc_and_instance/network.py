"""A network that a program keeps in a file of its own."""

import pulumi
import pulumi_aws as aws


class Network(pulumi.ComponentResource):
    def __init__(self, name, cidr="10.20.0.0/16", opts=None):
        super().__init__("example:net:Network", name, {}, opts)
        inside = pulumi.ResourceOptions(parent=self)
        zones = aws.get_availability_zones(state="available")
        self.vpc = aws.ec2.Vpc(
            name,
            cidr_block=cidr,
            enable_dns_hostnames=True,
            tags={"Name": name},
            opts=inside,
        )
        gateway = aws.ec2.InternetGateway(name, vpc_id=self.vpc.id, opts=inside)
        table = aws.ec2.RouteTable(
            name,
            vpc_id=self.vpc.id,
            routes=[{"cidr_block": "0.0.0.0/0", "gateway_id": gateway.id}],
            opts=inside,
        )
        self.subnets = []
        for index in range(2):
            subnet = aws.ec2.Subnet(
                f"{name}-{index}",
                vpc_id=self.vpc.id,
                cidr_block=f"10.20.{index}.0/24",
                availability_zone=zones.names[index],
                map_public_ip_on_launch=True,
                opts=inside,
            )
            aws.ec2.RouteTableAssociation(
                f"{name}-{index}",
                route_table_id=table.id,
                subnet_id=subnet.id,
                opts=inside,
            )
            self.subnets.append(subnet)
        self.register_outputs({"vpc": self.vpc.id})
