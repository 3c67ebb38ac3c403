"""What has no name before it is deployed or lies outside of a blueprint, and the few forms of pointing at it.

`arn:…`, `ssm:/…`, `secret:/…` and `export:…` lead outside, `pool:…` to what the blueprint makes itself.
"""

from __future__ import annotations

from typing import ClassVar

from apicompiler.plan import Late, Value
from apicompiler.written import Written


class Outside(Written):
    """Something that the blueprint points at and does not make."""

    IS_LATE: ClassVar[bool] = False
    """Whether nobody knows what it is before CloudFormation deploys."""

    @property
    def value(self) -> Value:
        """What stands for it in a template."""
        return self.text


class Arn(Outside):
    """The name of something in AWS."""

    FORM = (
        r"arn:(?P<partition>[a-z-]+):(?P<service>[a-z0-9-]+):(?P<region>[a-z0-9-]*):(?P<account>\d*):(?P<resource>.+)"
    )
    WORDS = "an ARN"

    @property
    def region(self) -> str:
        return self.part("region")

    @property
    def account(self) -> str:
        return self.part("account")

    @property
    def partition(self) -> str:
        return self.part("partition")


def _form(service: str, resource: str, region: str = "[a-z0-9-]+", account: str = r"\d{12}") -> str:
    """Write the form of the ARNs of one kind of thing."""
    return (
        rf"arn:(?P<partition>aws[a-z-]*):(?P<service>{service}):(?P<region>{region}):(?P<account>{account}):"
        rf"(?P<resource>{resource})"
    )


class FunctionArn(Arn):
    """A Lambda function, perhaps with a version or an alias."""

    FORM = _form(
        "lambda",
        r"function:(?P<name>[A-Za-z0-9_-]+|\$\{stageVariables\.\w+\})"
        r"(:(?P<qualifier>\$LATEST|[A-Za-z0-9_-]+|\$\{stageVariables\.\w+\}))?",
    )
    WORDS = "the ARN of a Lambda function"
    EXAMPLE = "arn:aws:lambda:eu-west-1:111111111111:function:books"


class CertificateArn(Arn):
    """A certificate of AWS Certificate Manager."""

    FORM = _form("acm", r"certificate/[A-Za-z0-9-]+")
    WORDS = "the ARN of a certificate"
    EXAMPLE = "arn:aws:acm:eu-west-1:111111111111:certificate/12345678-1234-1234-1234-123456789012"


class UserPoolArn(Arn):
    """A Cognito user pool."""

    FORM = _form("cognito-idp", r"userpool/[A-Za-z0-9_-]+")
    WORDS = "the ARN of a Cognito user pool"
    EXAMPLE = "arn:aws:cognito-idp:eu-west-1:111111111111:userpool/eu-west-1_AbCdEfGhI"

    @property
    def pool(self) -> str:
        """The id of the user pool."""
        return self.part("resource").removeprefix("userpool/")


class RoleArn(Arn):
    """An IAM role."""

    FORM = _form("iam", r"role/[\w+=,.@/-]+", region="")
    WORDS = "the ARN of a role"
    EXAMPLE = "arn:aws:iam::111111111111:role/books"


class UserArn(Arn):
    """An IAM user."""

    FORM = _form("iam", r"user/[\w+=,.@/-]+", region="")
    WORDS = "the ARN of a user"
    EXAMPLE = "arn:aws:iam::111111111111:user/jo"


class WebAclArn(Arn):
    """A web ACL of WAF."""

    FORM = _form("wafv2", r"(?P<scope>regional|global)/webacl/[\w-]+/[0-9a-f-]+")
    WORDS = "the ARN of a web ACL"
    EXAMPLE = "arn:aws:wafv2:eu-west-1:111111111111:regional/webacl/books/12345678-1234-1234-1234-123456789012"


class LayerArn(Arn):
    """A version of a layer of Lambda."""

    FORM = _form("lambda", r"layer:(?P<name>[A-Za-z0-9_-]+):(?P<version>\d+)")
    WORDS = "the ARN of a layer, with its version"
    EXAMPLE = "arn:aws:lambda:eu-west-1:111111111111:layer:books:3"


class LoadBalancerArn(Arn):
    """A load balancer: a network load balancer, or an application load balancer."""

    FORM = _form("elasticloadbalancing", r"loadbalancer/(?P<kind>net|app)/[A-Za-z0-9-]+/[0-9a-f]+")
    WORDS = "the ARN of a network or application load balancer"
    EXAMPLE = "arn:aws:elasticloadbalancing:eu-west-1:111111111111:loadbalancer/net/books/50dc6c495c0c9188"


class ListenerArn(Arn):
    """A listener of a load balancer."""

    FORM = _form("elasticloadbalancing", r"listener/(?P<kind>net|app)/[A-Za-z0-9-]+/[0-9a-f]+/[0-9a-f]+")
    WORDS = "the ARN of a listener"
    EXAMPLE = "arn:aws:elasticloadbalancing:eu-west-1:111111111111:listener/app/books/50dc6c495c0c9188/0467ef3c8400ae65"


class ServiceArn(Arn):
    """A service of Cloud Map, perhaps with the attributes of the instances that are meant."""

    FORM = _form("servicediscovery", r"service/srv-[a-z0-9]+(\?[^\s]+)?")
    WORDS = "the ARN of a service of Cloud Map"
    EXAMPLE = "arn:aws:servicediscovery:eu-west-1:111111111111:service/srv-0123456789abcdef"


class QueueArn(Arn):
    """A queue of SQS."""

    FORM = _form("sqs", r"(?P<name>[A-Za-z0-9_-]{1,80}(\.fifo)?)")
    WORDS = "the ARN of a queue"
    EXAMPLE = "arn:aws:sqs:eu-west-1:111111111111:orders"


class TopicArn(Arn):
    """A topic of SNS."""

    FORM = _form("sns", r"(?P<name>[A-Za-z0-9_-]{1,256}(\.fifo)?)")
    WORDS = "the ARN of a topic"
    EXAMPLE = "arn:aws:sns:eu-west-1:111111111111:orders"


class StateMachineArn(Arn):
    """A state machine of Step Functions, perhaps with a version or an alias."""

    FORM = _form("states", r"stateMachine:(?P<name>[^\s:*?<>{}\[\]]{1,80})(:[^\s:]+)?")
    WORDS = "the ARN of a state machine"
    EXAMPLE = "arn:aws:states:eu-west-1:111111111111:stateMachine:fulfil"


class BusArn(Arn):
    """An event bus of EventBridge."""

    FORM = _form("events", r"event-bus/(?P<name>[/.A-Za-z0-9_-]{1,256})")
    WORDS = "the ARN of an event bus"
    EXAMPLE = "arn:aws:events:eu-west-1:111111111111:event-bus/orders"


class StreamArn(Arn):
    """A stream of Kinesis."""

    FORM = _form("kinesis", r"stream/(?P<name>[A-Za-z0-9_.-]{1,128})")
    WORDS = "the ARN of a stream"
    EXAMPLE = "arn:aws:kinesis:eu-west-1:111111111111:stream/clicks"


class DeliveryStreamArn(Arn):
    """A delivery stream of Firehose."""

    FORM = _form("firehose", r"deliverystream/(?P<name>[A-Za-z0-9_.-]{1,64})")
    WORDS = "the ARN of a delivery stream"
    EXAMPLE = "arn:aws:firehose:eu-west-1:111111111111:deliverystream/amazon-apigateway-books"


class TableArn(Arn):
    """A table of DynamoDB."""

    FORM = _form("dynamodb", r"table/(?P<name>[A-Za-z0-9_.-]{3,255})")
    WORDS = "the ARN of a table"
    EXAMPLE = "arn:aws:dynamodb:eu-west-1:111111111111:table/books"


class SsmParameter(Outside):
    """A parameter of the Systems Manager Parameter Store, read by CloudFormation when it deploys."""

    FORM = r"ssm:(?P<name>[A-Za-z0-9_./-]{1,1011})(:(?P<version>\d+))?"
    WORDS = "`ssm:` and the name of a parameter"
    EXAMPLE = "ssm:/bookstore/books-arn"
    IS_LATE = True

    @property
    def value(self) -> Value:
        """The dynamic reference that CloudFormation replaces with the parameter's value."""
        version = self.part("version")
        return f"{{{{resolve:ssm:{self.part('name')}{':' + version if version else ''}}}}}"


class Secret(Outside):
    """A secret of Secrets Manager, perhaps one key of it: pointed at, never written."""

    FORM = r"secret:(?P<name>[A-Za-z0-9/_+=.@-]{1,512})(:(?P<key>[^:{}\s]+))?"
    WORDS = "`secret:` and the name of a secret"
    EXAMPLE = "secret:/bookstore/keys/acme"
    REFUSAL = "a secret is pointed at, never written: whoever reads the blueprint would know it"
    IS_LATE = True

    @property
    def name(self) -> str:
        return self.part("name")

    @property
    def value(self) -> Value:
        """The dynamic reference that CloudFormation replaces with the secret, where it allows one."""
        key = self.part("key")
        return f"{{{{resolve:secretsmanager:{self.part('name')}:SecretString{':' + key if key else ''}}}}}"


class Export(Outside):
    """What another stack of the same account and region exports."""

    FORM = r"export:(?P<name>[A-Za-z0-9:-]{1,255})"
    WORDS = "`export:` and the name of an export"
    EXAMPLE = "export:BooksFunctionArn"
    IS_LATE = True

    @property
    def value(self) -> Value:
        return Late({"Fn::ImportValue": self.part("name")})


class PoolPointer(Written):
    """A user pool that the blueprint makes, or an application of it: its id, which Cognito gives."""

    FORM = r"pool:(?P<pool>[^/\s]*)(/\S*)?"
    WORDS = "`pool:` and the authorizer that makes a user pool, perhaps with `/` and an application of it"
    EXAMPLE = "pool:users/web"

    @property
    def pool(self) -> str:
        """The name of the authorizer."""
        return self.part("pool")

    @property
    def client(self) -> str | None:
        """The name of the application; None where the pool itself is meant."""
        _, slash, client = self.text.partition("/")
        return client if slash else None


class ZoneId(Outside):
    """A hosted zone of Route 53."""

    FORM = r"Z[A-Z0-9]{1,31}"
    WORDS = "the id of a hosted zone"
    EXAMPLE = "Z0123456789ABCDEFGHIJ"


class VpcEndpointId(Outside):
    """An interface endpoint of a VPC."""

    FORM = r"vpce-[0-9a-f]{8,17}"
    WORDS = "the id of a VPC endpoint"
    EXAMPLE = "vpce-0123456789abcdef0"


class VpcEndpointName(Outside):
    """The DNS name of an interface endpoint for API Gateway."""

    FORM = r"(?P<id>vpce-[0-9a-f]{8,17})-[a-z0-9-]+\.execute-api\.[a-z0-9-]+\.vpce\.amazonaws\.com(\.cn)?"
    WORDS = "the DNS name of a VPC endpoint for API Gateway"
    EXAMPLE = "vpce-0123456789abcdef0-abcd1234.execute-api.eu-west-1.vpce.amazonaws.com"

    @property
    def endpoint(self) -> str:
        """The id of the endpoint that has the name."""
        return self.part("id")


class VpcId(Outside):
    """A VPC."""

    FORM = r"vpc-[0-9a-f]{8,17}"
    WORDS = "the id of a VPC"
    EXAMPLE = "vpc-0123456789abcdef0"


class SubnetId(Outside):
    """A subnet of a VPC."""

    FORM = r"subnet-[0-9a-f]{8,17}"
    WORDS = "the id of a subnet"
    EXAMPLE = "subnet-0123456789abcdef0"


class SecurityGroupId(Outside):
    """A security group of a VPC."""

    FORM = r"sg-[0-9a-f]{8,17}"
    WORDS = "the id of a security group"
    EXAMPLE = "sg-0123456789abcdef0"


class ImageUri(Outside):
    """A container image in a private repository of ECR."""

    FORM = (
        r"(?P<account>\d{12})\.dkr\.ecr\.(?P<region>[a-z0-9-]+)\.amazonaws\.com(\.cn)?/"
        r"(?P<repository>[a-z0-9]+([._/-]+[a-z0-9]+)*)(:(?P<tag>[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}))?"
        r"(@(?P<digest>sha256:[0-9a-f]{64}))?"
    )
    WORDS = "the URI of an image in ECR"
    EXAMPLE = "111111111111.dkr.ecr.eu-west-1.amazonaws.com/orders@sha256:…"

    @property
    def region(self) -> str:
        return self.part("region")

    @property
    def digest(self) -> str:
        return self.part("digest")
