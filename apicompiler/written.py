"""Values with a way of writing of their own: durations, quotas, accounts, regions.

Units are written (`5m`, `1000/day`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import ClassVar, Self

from apicompiler.noun import Noun


class Written(Noun):
    """A value that is read from one word.

    *FORM* says what the word looks like, *WORDS* the same to a person, and
    *EXAMPLE* shows one.
    """

    text: str

    FORM: ClassVar[str] = r".*"
    WORDS: ClassVar[str] = "text"
    EXAMPLE: ClassVar[str] = ""
    REFUSAL: ClassVar[str] = ""
    """What is said of text that has another form, where it must not be shown."""

    @classmethod
    def read(cls, text: str) -> Self | None:
        """Return the value that *text* stands for, or None when it is not of this form."""
        return cls(text) if re.fullmatch(cls.FORM, text) else None

    def __str__(self) -> str:
        return self.text

    def part(self, name: str) -> str:
        """Return the named group *name* of the form, empty where the text leaves it out."""
        match = re.fullmatch(self.FORM, self.text)
        assert match, "a written value has the form of its class"
        return match[name] or ""


class Duration(Written):
    """A length of time with its unit."""

    FORM = r"(?P<amount>\d{1,9})(?P<unit>ms|s|m|h|d)"
    WORDS = "a number with a unit (`ms`, `s`, `m`, `h` or `d`)"
    EXAMPLE = "5m"

    @property
    def milliseconds(self) -> int:
        unit = {"ms": 1, "s": 1_000, "m": 60_000, "h": 3_600_000, "d": 86_400_000}
        return int(self.part("amount")) * unit[self.part("unit")]

    @property
    def seconds(self) -> int:
        return self.milliseconds // 1_000

    @property
    def days(self) -> float:
        return self.milliseconds / 86_400_000


class Quota(Written):
    """How many requests a holder of a key may send in a day, a week or a month."""

    FORM = r"(?P<limit>\d{1,12})/(?P<period>day|week|month)"
    WORDS = "a number per `day`, `week` or `month`"
    EXAMPLE = "1000000/month"

    @property
    def limit(self) -> int:
        return int(self.part("limit"))

    @property
    def period(self) -> str:
        return self.part("period").upper()


class Date(Written):
    """A day."""

    FORM = r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"
    WORDS = "a day (year-month-day)"
    EXAMPLE = "2027-01-31"

    @classmethod
    def read(cls, text: str) -> Self | None:
        from datetime import date  # seldom needed, and not imported for nothing

        made = super().read(text)
        try:
            date.fromisoformat(text)
        except ValueError:
            return None
        return made


class AccountId(Written):
    """An AWS account."""

    FORM = r"\d{12}"
    WORDS = "an account id of 12 digits, in quotes"
    EXAMPLE = "111111111111"


class Cidr(Written):
    """A range of addresses, of version 4 or 6."""

    FORM = (
        r"((25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(25[0-5]|2[0-4]\d|1?\d?\d)/(3[0-2]|[12]?\d)"
        r"|[0-9a-f]{0,4}(:[0-9a-f]{0,4}){2,7}/(12[0-8]|1[01]\d|\d?\d)"
    )
    WORDS = "a range of IP addresses"
    EXAMPLE = "203.0.113.0/24"


class OrganizationId(Written):
    """An organization of AWS Organizations."""

    FORM = r"o-[a-z0-9]{10,32}"
    WORDS = "the id of an organization"
    EXAMPLE = "o-a1b2c3d4e5"


class S3Object(Written):
    """An object in S3."""

    FORM = r"s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]/\S+"
    WORDS = "`s3://`, a bucket and a key"
    EXAMPLE = "s3://bookstore-trust/ca.pem"


class Region(Written):
    """An AWS region."""

    FORM = r"[a-z]{2,4}(-[a-z]+)+-\d"
    WORDS = "an AWS region"
    EXAMPLE = "eu-west-1"

    @property
    def partition(self) -> str:
        """The name that every ARN of the region begins with."""
        if self.text.startswith("cn-"):
            return "aws-cn"
        return "aws-us-gov" if self.text.startswith("us-gov-") else "aws"

    @property
    def dns_suffix(self) -> str:
        return "amazonaws.com.cn" if self.partition == "aws-cn" else "amazonaws.com"


class CacheKey(Written):
    """A parameter by which cached answers are told apart."""

    FORM = r"(?P<where>query|header|path)\.(?P<name>[A-Za-z0-9_.$-]+)"
    WORDS = "`query.`, `header.` or `path.` and a name"
    EXAMPLE = "query.page"


class ContextVariable(Written):
    """Something that API Gateway knows about a request."""

    FORM = r"context(\.[A-Za-z0-9_]+)+"
    WORDS = "`context.` and the name of a variable"
    EXAMPLE = "context.authorizer.claims.sub"


class Identity(Written):
    """Where an authorizer finds who calls."""

    FORM = r"(?P<where>header|query|context|stageVariables)\.(?P<name>[A-Za-z0-9_.-]+)"
    WORDS = "`header.`, `query.`, `context.` or `stageVariables.` and a name"
    EXAMPLE = "header.Authorization"

    @property
    def expression(self) -> str:
        """The same in the notation of API Gateway."""
        where = {"header": "method.request.header", "query": "method.request.querystring"}
        return f"{where.get(self.part('where'), self.part('where'))}.{self.part('name')}"


class Name(Written):
    """A name in the same blueprint."""

    FORM = r"[A-Za-z][A-Za-z0-9_-]*"
    WORDS = "a name"


class Text(Written):
    """Any text."""

    FORM = r"(?s:.*)"
    WORDS = "text"


class File(Written):
    """A file below the blueprint's folder."""

    FORM = r"[^\x00-\x1f:]+"
    WORDS = "the path of a file below the blueprint's folder"
    EXAMPLE = "templates/order.vtl"


class SchemaFile(Written):
    """A JSON Schema in a file below the blueprint's folder."""

    FORM = r"[^\x00-\x1f:]+"
    WORDS = "the path of a file below the blueprint's folder"
    EXAMPLE = "schemas/send-message.json"


class Code(Written):
    """The code of a function: a folder or a zip file below the blueprint's folder."""

    FORM = r"[^\x00-\x1f:]+"
    WORDS = "the path of a folder or a zip file below the blueprint's folder"
    EXAMPLE = "services/orders"


class Url(Written):
    """An address on the web."""

    FORM = r"https://[^\s/?#]+\S*"
    WORDS = "an address that begins with `https://`"
    EXAMPLE = "https://login.example.com"


class Identifier(Written):
    """What somebody else calls something."""

    FORM = r"(?!(ssm|secret|export|arn):)\S{1,2048}"
    WORDS = "an id"
    EXAMPLE = "1example23456789"


class DomainPrefix(Written):
    """What stands before the domain of a service."""

    FORM = r"\S+"
    WORDS = "a prefix"
    EXAMPLE = "bookstore-users"


class BucketName(Written):
    """A bucket of S3."""

    FORM = r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]"
    WORDS = "the name of a bucket"
    EXAMPLE = "bookstore-covers"


class VpcLinkId(Written):
    """The id that API Gateway gave to a VPC link."""

    FORM = r"[a-z0-9]{6,10}"
    WORDS = "the id of a VPC link"
    EXAMPLE = "a1b2c3"


class Mapped(Written):
    """What is put somewhere else: a part of a request or an answer, or a text in single quotes."""

    FORM = r"(?P<where>header|query|path|body|context|stageVariables)\.(?P<name>[^\s'\"]+)|'(?P<literal>[^']*)'"
    WORDS = "`header.`, `query.`, `path.`, `body.`, `context.` or `stageVariables.` and a name, or a 'text'"
    EXAMPLE = "context.requestId"

    REQUEST: ClassVar[Mapping[str, str]] = {"query": "querystring"}

    @property
    def where(self) -> str:
        """The part it is taken from; empty for a text."""
        return self.part("where")

    @property
    def name(self) -> str:
        return self.part("name")

    def of_request(self) -> str:
        """Return the same in the notation of API Gateway, taken from the request of the caller."""
        if self.where in ("header", "query", "path"):
            return f"method.request.{self.REQUEST.get(self.where, self.where)}.{self.name}"
        return f"method.request.body.{self.name}" if self.where == "body" else self.text

    def of_response(self) -> str:
        """Return the same in the notation of API Gateway, taken from the answer of the backend."""
        return f"integration.response.{self.text}" if self.where in ("header", "body") else self.text

    def in_template(self) -> str:
        """Return what a mapping template writes for it."""
        if self.where in ("header", "path", "query"):
            where = self.REQUEST.get(self.where, self.where)
            return f"$input.params().{where}.get('{self.name}')"
        if self.where == "body":
            return f"$input.path('$.{self.name}')"
        return f"${self.text}" if self.where else self.part("literal")


class Snapshot(Written):
    """A deployment of an API, or a version of a function."""

    FORM = r"[0-9a-f]{16}"
    WORDS = "the sixteen digits of a snapshot"
    EXAMPLE = "0123456789abcdef"


class Percent(Written):
    """A share."""

    FORM = r"(?P<amount>\d{1,3}(\.\d{1,3})?)%"
    WORDS = "a share"
    EXAMPLE = "1%"

    @property
    def share(self) -> float:
        """From 0 to 1."""
        return float(self.part("amount")) / 100


class RequestRate(Written):
    """How many requests may come in some minutes."""

    FORM = r"(?P<limit>\d{1,10})/(?P<window>\d{1,2}m)"
    WORDS = "a number of requests in 1, 2, 5 or 10 minutes"
    EXAMPLE = "2000/5m"

    @property
    def limit(self) -> int:
        return int(self.part("limit"))

    @property
    def seconds(self) -> int:
        return 60 * int(self.part("window").removesuffix("m"))
