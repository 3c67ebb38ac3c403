"""The one way to an account: every call waits a bounded time, and every refusal has a name."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    HTTPClientError,
    LoginTokenLoadError,
    NoCredentialsError,
    PartialCredentialsError,
    ProfileNotFound,
    ReadTimeoutError,
    SSOError,
    TokenRetrievalError,
)
from botocore.exceptions import ConnectionError as NotConnected

from apicompiler.account.trouble import Busy, Denied, Missing, Refused, Silent, Trouble, Unreachable
from apicompiler.noun import Noun

PATIENT = Config(
    connect_timeout=5,
    read_timeout=30,
    retries={"mode": "standard", "total_max_attempts": 5},
    user_agent_extra="apicompiler",
)

BUSY = {"TooManyRequestsException", "Throttling", "ThrottlingException", "RequestLimitExceeded", "SlowDown"}
DENIED = {"AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "AuthorizationError", "403", "Forbidden"}
UNKNOWN = {
    "ExpiredToken", "ExpiredTokenException", "IncompleteSignature", "InvalidClientTokenId", "InvalidSignatureException",
    "SignatureDoesNotMatch", "UnrecognizedClientException",
}  # fmt: skip
"""What services answer to credentials that they do not know, or no longer."""
MISSING = ("NotFound", "NoSuch", "DoesNotExist", "NonExistent", "Nonexistent")
"""What stands in the codes by which services say that something is not there."""


class Caller(Noun):
    """Who we are to AWS."""

    account: str
    arn: str


class Connection:
    """An account, as the credentials of the user reach it, and the region that is asked where none is named."""

    def __init__(self, region: str, profile: str = "", session: boto3.Session | None = None) -> None:
        self.region = region
        try:
            self._session = session or boto3.Session(profile_name=profile or None, region_name=region)
        except ProfileNotFound as error:
            raise Unreachable(f"{_sentence(error)}; `aws configure list-profiles` lists those there are") from None
        self._clients: dict[tuple[str, str], Any] = {}

    @cached_property
    def caller(self) -> Caller:
        """Who we are; the first thing to ask, for it needs no permission.

        Raises:
            Unreachable: nobody answers, or knows us.
        """
        said = self.ask("sts", "get_caller_identity")
        return Caller(said["Account"], said["Arn"])

    def ask(self, service: str, operation: str, region: str = "", **parameters: Any) -> dict[str, Any]:
        """Return what a service answers; *service*, *operation* and *parameters* are those of boto3.

        Raises:
            Unreachable: nobody answers, or knows us.
            Missing, Denied, Busy, Refused: the service says no.
        """
        try:
            answer: dict[str, Any] = getattr(self.client(service, region), operation)(**parameters)
        except (ClientError, BotoCoreError) as error:
            raise _trouble(service, operation, error) from None
        return answer

    def read(self, service: str, operation: str, most: int, region: str = "", **parameters: Any) -> bytes:
        """Return the `body` of an answer: all of it, where that is not more than *most* bytes.

        Raises:
            Unreachable, Missing, Denied, Busy, Refused: as `ask`, in the middle, too.
        """
        body = self.ask(service, operation, region, **parameters)["body"]
        content = bytearray()
        try:
            for chunk in body.iter_chunks(2**20):
                content += chunk
                if len(content) > most:
                    raise Trouble(f"the answer to `{_name(service, operation)}` is larger than {most // 2**20} MB")
        except BotoCoreError as error:
            raise _trouble(service, operation, error) from None
        return bytes(content)

    def each(self, service: str, operation: str, key: str, region: str = "", **parameters: Any) -> Iterator[Any]:
        """Yield what stands under *key* in all pages of an answer; `a.b` is what stands in that under `b`.

        Raises:
            Unreachable, Missing, Denied, Busy, Refused: as `ask`, in the middle, too.
        """
        try:
            for page in self.client(service, region).get_paginator(operation).paginate(**parameters):
                held: Any = page
                for word in key.split("."):
                    held = held.get(word) or {}
                yield from held
        except (ClientError, BotoCoreError) as error:
            raise _trouble(service, operation, error) from None

    def client(self, service: str, region: str = "") -> Any:
        """Return the client of boto3 for a service; what it raises is not told apart, so rather `ask`."""
        place = (service, region or self.region)
        if place not in self._clients:
            try:
                self._clients[place] = self._session.client(service, region_name=place[1], config=PATIENT)
            except (BotoCoreError, ValueError) as error:
                raise Unreachable(f"no way to {service} in {place[1]}: {_sentence(error)}") from None
        return self._clients[place]


def _trouble(service: str, operation: str, error: ClientError | BotoCoreError) -> Trouble:
    """Tell apart what botocore raises."""
    name = _name(service, operation)
    if isinstance(error, NoCredentialsError | PartialCredentialsError):
        return Unreachable(f"no credentials: {_sentence(error)}; set `AWS_PROFILE`, or name one with `--profile`")
    if isinstance(error, SSOError | TokenRetrievalError | LoginTokenLoadError):
        return Unreachable(f"not signed in, or no longer: {_sentence(error)}; `aws sso login` signs in")
    if not isinstance(error, ClientError):
        waited = " in time" if isinstance(error, ReadTimeoutError) else ""
        is_alone = isinstance(error, HTTPClientError | NotConnected)
        return (Silent if is_alone else Unreachable)(f"no answer{waited} to `{name}`: {_sentence(error)}")
    said = error.response.get("Error", {})
    code, answer = str(said.get("Code", "")), str(said.get("Message", "")) or "no reason was given"
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    if code in UNKNOWN:
        return Unreachable(f"AWS does not know these credentials, or no longer: {code}: {answer}")
    if code in DENIED:
        return Denied(name, code, answer)
    if code in BUSY or status == 429:
        return Busy(name, code, answer)
    if status == 404 or any(word in code for word in MISSING):
        return Missing(name, code, answer)
    return Refused(name, code, answer)


def _name(service: str, operation: str) -> str:
    """Return an operation as policies call it."""
    return f"{service}:{''.join(word.capitalize() for word in operation.split('_'))}"


def _sentence(error: Exception) -> str:
    """Return the words of an exception, which may end in a full stop or not, and hold lines."""
    return " ".join(str(error).split()).rstrip(".")
