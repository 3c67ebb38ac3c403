"""What lies outside of a blueprint, and the few forms of pointing at it: `arn:…`, `ssm:/…`, `secret:/…`, `export:…`."""

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


class FunctionArn(Arn):
    """A Lambda function, perhaps with a version or an alias."""

    FORM = (
        r"arn:(?P<partition>aws[a-z-]*):lambda:(?P<region>[a-z0-9-]+):(?P<account>\d{12}):function:"
        r"(?P<resource>(?P<name>[A-Za-z0-9_-]+|\$\{stageVariables\.\w+\})"
        r"(:(?P<qualifier>\$LATEST|[A-Za-z0-9_-]+|\$\{stageVariables\.\w+\}))?)"
    )
    WORDS = "the ARN of a Lambda function"
    EXAMPLE = "arn:aws:lambda:eu-west-1:111111111111:function:books"


class CertificateArn(Arn):
    """A certificate of AWS Certificate Manager."""

    FORM = (
        r"arn:(?P<partition>aws[a-z-]*):acm:(?P<region>[a-z0-9-]+):(?P<account>\d{12}):"
        r"(?P<resource>certificate/[A-Za-z0-9-]+)"
    )
    WORDS = "the ARN of a certificate"
    EXAMPLE = "arn:aws:acm:eu-west-1:111111111111:certificate/12345678-1234-1234-1234-123456789012"


class UserPoolArn(Arn):
    """A Cognito user pool."""

    FORM = (
        r"arn:(?P<partition>aws[a-z-]*):cognito-idp:(?P<region>[a-z0-9-]+):(?P<account>\d{12}):"
        r"(?P<resource>userpool/[A-Za-z0-9_-]+)"
    )
    WORDS = "the ARN of a Cognito user pool"
    EXAMPLE = "arn:aws:cognito-idp:eu-west-1:111111111111:userpool/eu-west-1_AbCdEfGhI"


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


class ZoneId(Outside):
    """A public hosted zone of Route 53."""

    FORM = r"Z[A-Z0-9]{1,31}"
    WORDS = "the id of a hosted zone"
    EXAMPLE = "Z0123456789ABCDEFGHIJ"
