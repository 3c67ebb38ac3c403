"""What examples point at and do not own: made before they are deployed, and removed when they are gone."""

import io
import json
import time
import zipfile
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from cloud import Cloud

HERE = Path(__file__).parent
TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"Service": ["lambda.amazonaws.com", "states.amazonaws.com"]},
            "Action": "sts:AssumeRole",
        }
    ],
}


class Things:
    """Makes things in a region, under names of their own, each of which removes itself at the end."""

    def __init__(self, cloud: Cloud, region: str, unique: Callable[[str], str], ends: ExitStack) -> None:
        self.cloud, self.region, self.name, self._ends = cloud, region, unique, ends

    def client(self, service: str) -> Any:
        return self.cloud.client(service, self.region)

    def arn(self, service: str, resource: str) -> str:
        return f"arn:aws:{service}:{self.region}:{self.cloud.account}:{resource}"

    def afterwards(self, remove: Callable[..., Any], **parameters: Any) -> None:
        self._ends.callback(remove, **parameters)

    def parameter(self, name: str, value: str) -> None:
        ssm, name = self.client("ssm"), self.name(name)
        ssm.put_parameter(Name=name, Value=value, Type="String")
        self.afterwards(ssm.delete_parameter, Name=name)

    def secret(self, name: str, value: str | Mapping[str, str]) -> None:
        secrets, name = self.client("secretsmanager"), self.name(name)
        secrets.create_secret(Name=name, SecretString=value if isinstance(value, str) else json.dumps(value))
        self.afterwards(secrets.delete_secret, SecretId=name, ForceDeleteWithoutRecovery=True)

    def table(self, name: str, *keys: str) -> str:
        """Make a table whose items are told apart by texts."""
        dynamodb, name = self.client("dynamodb"), self.name(name)
        schema = [{"AttributeName": key, "KeyType": kind} for key, kind in zip(keys, ("HASH", "RANGE"), strict=False)]
        dynamodb.create_table(
            TableName=name,
            KeySchema=schema,
            AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"} for key in keys],
            BillingMode="PAY_PER_REQUEST",
        )
        self.afterwards(dynamodb.delete_table, TableName=name)
        while dynamodb.describe_table(TableName=name)["Table"]["TableStatus"] != "ACTIVE":
            time.sleep(0.5)
        return name

    def queue(self, name: str, *, fifo: bool = False, topics: bool = False) -> str:
        """Make a queue, which may take what SNS and EventBridge send, and return its ARN."""
        sqs = self.client("sqs")
        name = f"{self.name(name)}.fifo" if fifo else self.name(name)
        said = {"FifoQueue": "true"} if fifo else {}
        if topics:
            anyone = {"Service": ["sns.amazonaws.com", "events.amazonaws.com"]}
            statement = {"Effect": "Allow", "Principal": anyone, "Action": "sqs:SendMessage", "Resource": "*"}
            said["Policy"] = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        url = sqs.create_queue(QueueName=name, Attributes=said)["QueueUrl"]
        self.afterwards(sqs.delete_queue, QueueUrl=url)
        return self.arn("sqs", name)

    def messages(self, name: str) -> list[dict[str, Any]]:
        """Return what arrived in a queue."""
        sqs = self.client("sqs")
        url = sqs.get_queue_url(QueueName=name)["QueueUrl"]
        asked = {"QueueUrl": url, "MaxNumberOfMessages": 10, "WaitTimeSeconds": 2, "AttributeNames": ["All"]}
        return list(sqs.receive_message(**asked).get("Messages", []))

    def role(self, name: str, allow: Mapping[str, str]) -> str:
        """Make a role for functions and state machines, and return its ARN."""
        iam, name = self.client("iam"), self.name(name)
        arn: str = iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(TRUST))["Role"]["Arn"]
        self.afterwards(iam.delete_role, RoleName=name)
        statements = [{"Effect": "Allow", "Action": action, "Resource": on} for action, on in allow.items()]
        policy = json.dumps({"Version": "2012-10-17", "Statement": statements})
        iam.put_role_policy(RoleName=name, PolicyName="all", PolicyDocument=policy)
        self.afterwards(iam.delete_role_policy, RoleName=name, PolicyName="all")
        if self.cloud.is_real:
            time.sleep(15)  # IAM is consistent in the end: a new role is refused for some seconds
        return arn

    def function(self, name: str, file: str) -> str:
        """Make a function of a file of ours, wait until it can be called, and return its ARN."""
        source = HERE / "functions" / file
        code = io.BytesIO()
        with zipfile.ZipFile(code, "w") as archive:
            archive.write(source, source.name)
        client = self.client("lambda")
        made = client.create_function(
            FunctionName=self.name(name),
            Runtime="python3.13",
            Handler=f"{source.stem}.handler",
            Role=self.role(name, {"logs:CreateLogStream": "*", "logs:PutLogEvents": "*"}),
            Code={"ZipFile": code.getvalue()},
            Timeout=10,
        )
        self.afterwards(client.delete_function, FunctionName=made["FunctionName"])
        waiter = client.get_waiter("function_active_v2")
        waiter.wait(FunctionName=made["FunctionName"], WaiterConfig={"Delay": 0.5})
        return str(made["FunctionArn"])

    def state_machine(self, name: str, type: str, definition: object, role: str) -> str:
        """Make a state machine, and return its ARN."""
        states = self.client("stepfunctions")
        made = states.create_state_machine(
            name=self.name(name), type=type, definition=json.dumps(definition), roleArn=role
        )
        self.afterwards(states.delete_state_machine, stateMachineArn=made["stateMachineArn"])
        return str(made["stateMachineArn"])

    def export(self, name: str, value: str) -> None:
        """Let a stack export a value, as that of another team does."""
        stacks, name = self.client("cloudformation"), self.name(name)
        template = {
            "Resources": {"Nothing": {"Type": "AWS::CloudFormation::WaitConditionHandle"}},
            "Outputs": {"Value": {"Value": value, "Export": {"Name": name}}},
        }
        stacks.create_stack(StackName=name, TemplateBody=json.dumps(template))
        self.afterwards(stacks.delete_stack, StackName=name)
        stacks.get_waiter("stack_create_complete").wait(StackName=name, WaiterConfig={"Delay": 1})

    def link(self, name: str) -> str:
        """Make a VPC link, and return its id."""
        gateway = self.client("apigateway")
        balancer = self.arn("elasticloadbalancing", f"loadbalancer/net/{name}/0123456789abcdef")
        id: str = gateway.create_vpc_link(name=self.name(name), targetArns=[balancer])["id"]
        self.afterwards(gateway.delete_vpc_link, vpcLinkId=id)
        return id

    def bucket(self, name: str) -> None:
        s3, name = self.client("s3"), self.name(name)
        place = {} if self.region == "us-east-1" else {"LocationConstraint": self.region}
        s3.create_bucket(Bucket=name, **({"CreateBucketConfiguration": place} if place else {}))
        self.afterwards(s3.delete_bucket, Bucket=name)

    def topic(self, name: str, *queues: str) -> str:
        """Make a topic that passes on to queues, and return its ARN."""
        sns = self.client("sns")
        arn: str = sns.create_topic(Name=self.name(name))["TopicArn"]
        self.afterwards(sns.delete_topic, TopicArn=arn)
        for queue in queues:
            sns.subscribe(TopicArn=arn, Protocol="sqs", Endpoint=queue)
        return arn

    def bus(self, name: str, source: str, queue: str) -> None:
        """Make an event bus that passes the events of a source on to a queue."""
        events, name = self.client("events"), self.name(name)
        events.create_event_bus(Name=name)
        self.afterwards(events.delete_event_bus, Name=name)
        events.put_rule(Name="all", EventBusName=name, EventPattern=json.dumps({"source": [source]}))
        self.afterwards(events.delete_rule, Name="all", EventBusName=name)
        events.put_targets(Rule="all", EventBusName=name, Targets=[{"Id": "queue", "Arn": queue}])
        self.afterwards(events.remove_targets, Rule="all", EventBusName=name, Ids=["queue"])

    def stream(self, name: str) -> None:
        """Make a stream, and wait until it takes records."""
        kinesis, name = self.client("kinesis"), self.name(name)
        kinesis.create_stream(StreamName=name, ShardCount=1)
        self.afterwards(kinesis.delete_stream, StreamName=name)
        while kinesis.describe_stream_summary(StreamName=name)["StreamDescriptionSummary"]["StreamStatus"] != "ACTIVE":
            time.sleep(0.5)

    def log(self, name: str, stream: str) -> None:
        logs, name = self.client("logs"), self.name(name)
        logs.create_log_group(logGroupName=name)
        self.afterwards(logs.delete_log_group, logGroupName=name)
        logs.create_log_stream(logGroupName=name, logStreamName=stream)

    def zone(self, name: str) -> str:
        """Make a hosted zone, and return its id."""
        route53 = self.client("route53")
        zone = route53.create_hosted_zone(Name=name, CallerReference=f"{name} {time.time()}")["HostedZone"]["Id"]
        self.afterwards(route53.delete_hosted_zone, Id=zone)
        return str(zone).removeprefix("/hostedzone/")

    def network(self) -> dict[str, str]:
        """Make a VPC, and return its id and those of two subnets and of a security group in it."""
        ec2 = self.client("ec2")
        vpc = ec2.create_vpc(CidrBlock="10.0.0.0/24")["Vpc"]["VpcId"]
        self.afterwards(ec2.delete_vpc, VpcId=vpc)
        ids = {"vpc": vpc}
        zones = [zone["ZoneName"] for zone in ec2.describe_availability_zones()["AvailabilityZones"][:2]]
        for letter, zone, block in zip("ab", zones, ("10.0.0.0/25", "10.0.0.128/25"), strict=True):
            made = ec2.create_subnet(VpcId=vpc, CidrBlock=block, AvailabilityZone=zone)["Subnet"]["SubnetId"]
            self.afterwards(ec2.delete_subnet, SubnetId=made)
            ids[f"subnet-{letter}"] = made
        group = ec2.create_security_group(GroupName=self.name("callers"), Description="Callers", VpcId=vpc)["GroupId"]
        self.afterwards(ec2.delete_security_group, GroupId=group)
        return ids | {"callers": group}
