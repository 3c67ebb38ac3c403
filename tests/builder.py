"""Builds an account in which everything is in place that a blueprint rests on."""

import io
import json
import zipfile

import boto3

from apicompiler import pointers
from apicompiler.account.preflight.pointers import pointed
from apicompiler.account.preflight.proofs import proofs, zones
from apicompiler.plan import CLOUDFRONT
from apicompiler.written import VpcLinkId


class Builder:
    """An account that is being built for one target."""

    def __init__(self, target):
        self.target = target
        self.region = str(target.environment.region)
        self.account = str(target.environment.account)
        self.vpcs, self.subnets = [], 0

    def client(self, service, region=""):
        return boto3.client(service, region_name=region or self.region)

    def build(self):
        """Build everything, and return the ids that AWS gave to what the blueprint calls otherwise."""
        renamed = {}
        self.place()
        for value, at, kinds in pointed(self.target.blueprint):
            if isinstance(value, pointers.SsmParameter):
                text = self.thing(kinds[0], "", at) if kinds else "some text"
                name = value.part("name")
                self.client("ssm").put_parameter(Name=name, Type="String", Value=text, Overwrite=True)
            elif isinstance(value, pointers.Export):
                example = kinds[0].EXAMPLE.replace("111111111111", self.account).replace("eu-west-1", self.region)
                self.export(value.part("name"), self.thing(kinds[0], example, at))
            elif isinstance(value, pointers.Secret):
                self.secret(value.name)
            elif type(value) in MAKERS:
                made = self.thing(type(value), value.text, at)
                renamed |= {value.text: made} if made != value.text else {}
        front = self.target.blueprint.cloud_front
        if front and front.logs:
            bucket, rule = front.logs.part("bucket"), {"ObjectOwnership": "BucketOwnerPreferred"}
            s3 = self.client("s3", "us-east-1")
            s3.create_bucket(Bucket=bucket)
            s3.put_bucket_ownership_controls(Bucket=bucket, OwnershipControls={"Rules": [rule]})
        if any(domain.mutual_tls for domain in self.target.own_domains):
            self.truststores(renamed)
        return renamed

    def place(self):
        for region in {self.region, CLOUDFRONT}:
            ssm = self.client("ssm", region)
            ssm.put_parameter(Name="/cdk-bootstrap/hnb659fds/version", Type="String", Value="27", Overwrite=True)
        role = f"arn:aws:iam::{self.account}:role/logs"
        change = {"op": "replace", "path": "/cloudwatchRoleArn", "value": role}
        self.client("apigateway").update_account(patchOperations=[change])

    def secret(self, name):
        client = self.client("secretsmanager")
        if name not in [held["Name"] for held in client.list_secrets()["SecretList"]]:
            client.create_secret(Name=name, SecretString="{}")

    def truststores(self, renamed):
        s3 = self.client("s3", "us-east-1")
        for trust in (domain.mutual_tls for domain in self.target.own_domains if domain.mutual_tls):
            bucket, _, key = trust.truststore.text.removeprefix("s3://").partition("/")
            s3.create_bucket(Bucket=bucket)
            s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
            put = s3.put_object(Bucket=bucket, Key=key, Body=b"-----BEGIN CERTIFICATE-----")
            renamed[trust.version] = put["VersionId"]

    def thing(self, kind, text, at):
        return MAKERS[kind](self, text, at)

    def function(self, text, at):
        name = text.split(":")[6] if text else "pointed"
        role = self.client("iam").create_role(RoleName=f"of-{name}-{self.region}", AssumeRolePolicyDocument="{}")
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("app.py", "def handler(event, context): return {}")
        made = self.client("lambda").create_function(
            FunctionName=name, Runtime="python3.13", Role=role["Role"]["Arn"], Handler="app.handler",
            Code={"ZipFile": packed.getvalue()},
        )  # fmt: skip
        return made["FunctionArn"]

    def certificate(self, text, at):
        proof = proofs(self.target)[at]
        made = self.client("acm", proof.region).request_certificate(DomainName=proof.name, ValidationMethod="DNS")
        self.client("acm", proof.region).describe_certificate(CertificateArn=made["CertificateArn"])
        return made["CertificateArn"]

    def zone(self, text, at):
        written = zones(self.target).get(at)
        if written is None:
            return text
        private = {"VPC": {"VPCRegion": self.region, "VPCId": "vpc-0123456789abcdef0"}} if written.private else {}
        made = self.client("route53").create_hosted_zone(
            Name=written.name, CallerReference=str(at), HostedZoneConfig={"PrivateZone": written.private}, **private
        )
        return made["HostedZone"]["Id"].removeprefix("/hostedzone/")

    def pool(self, text, at):
        id = self.client("cognito-idp").create_user_pool(PoolName="users")["UserPool"]["Id"]
        return f"arn:aws:cognito-idp:{self.region}:{self.account}:userpool/{id}"

    def topic(self, text, at):
        return self.client("sns").create_topic(Name=text.split(":")[-1] or "topic")["TopicArn"]

    def queue(self, text, at):
        name = text.split(":")[-1]
        fifo = {"FifoQueue": "true"} if name.endswith(".fifo") else {}
        self.client("sqs").create_queue(QueueName=name, Attributes=fifo)
        return text

    def table(self, text, at):
        self.client("dynamodb").create_table(
            TableName=text.split("/")[-1], BillingMode="PAY_PER_REQUEST",
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        )  # fmt: skip
        return text

    def stream(self, text, at):
        self.client("kinesis").create_stream(StreamName=text.split("/")[-1], ShardCount=1)
        return text

    def bus(self, text, at):
        self.client("events").create_event_bus(Name=text.split("/")[-1])
        return text

    def machine(self, text, at):
        definition = {"StartAt": "Done", "States": {"Done": {"Type": "Succeed"}}}
        self.client("stepfunctions").create_state_machine(
            name=text.split(":")[-1], definition=json.dumps(definition),
            roleArn=f"arn:aws:iam::{self.account}:role/machine",
        )  # fmt: skip
        return text

    def vpc(self, text, at):
        if not self.vpcs:
            self.vpcs.append(self.client("ec2").create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"])
        return self.vpcs[0]

    def subnet(self, text, at):
        vpc, self.subnets = self.vpc(text, at), self.subnets + 1
        made = self.client("ec2").create_subnet(VpcId=vpc, CidrBlock=f"10.0.{self.subnets}.0/24")
        return made["Subnet"]["SubnetId"]

    def group(self, text, at):
        vpc = self.vpc(text, at)
        return self.client("ec2").create_security_group(GroupName="callers", Description="x", VpcId=vpc)["GroupId"]

    def export(self, name, text):
        """Deploy a stack that exports a text under a name."""
        topic = {"Type": "AWS::SNS::Topic"}  # a stack has something in it
        template = {
            "Resources": {"Topic": topic},
            "Outputs": {"It": {"Value": text, "Export": {"Name": name}}},
        }
        self.client("cloudformation").create_stack(StackName=f"exports-{name}", TemplateBody=json.dumps(template))

    def role(self, text, at):
        self.client("iam").create_role(RoleName=text.split("/")[-1], AssumeRolePolicyDocument="{}")
        return text

    def user(self, text, at):
        self.client("iam").create_user(UserName=text.split("/")[-1])
        return text

    def link(self, text, at):
        balancer = f"arn:aws:elasticloadbalancing:{self.region}:{self.account}:loadbalancer/net/books/50dc6c495c0c9188"
        return self.client("apigateway").create_vpc_link(name="inside", targetArns=[balancer])["id"]

    def endpoint(self, text, at):
        made = self.client("ec2").create_vpc_endpoint(
            VpcId=self.vpc(text, at), ServiceName=f"com.amazonaws.{self.region}.execute-api",
            VpcEndpointType="Interface",
        )  # fmt: skip
        return made["VpcEndpoint"]["VpcEndpointId"]


MAKERS = {
    pointers.FunctionArn: Builder.function,
    pointers.CertificateArn: Builder.certificate,
    pointers.ZoneId: Builder.zone,
    pointers.UserPoolArn: Builder.pool,
    pointers.TopicArn: Builder.topic,
    pointers.QueueArn: Builder.queue,
    pointers.TableArn: Builder.table,
    pointers.StreamArn: Builder.stream,
    pointers.BusArn: Builder.bus,
    pointers.StateMachineArn: Builder.machine,
    pointers.VpcId: Builder.vpc,
    pointers.SubnetId: Builder.subnet,
    pointers.SecurityGroupId: Builder.group,
    pointers.VpcEndpointId: Builder.endpoint,
    VpcLinkId: Builder.link,
    pointers.RoleArn: Builder.role,
    pointers.UserArn: Builder.user,
}
