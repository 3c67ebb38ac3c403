"""An account that exists in this process only, and answers as badly as a test wants it to."""

import json

import boto3
import pytest
from botocore.awsrequest import AWSResponse
from botocore.loaders import create_loader
from moto import mock_aws

from apicompiler.account.connection import Connection

ACCOUNT, REGION = "111111111111", "eu-west-1"


IN_XML = {"cloudformation", "cloudfront", "elastic-load-balancing-v2", "iam", "route-53", "s3", "sns", "sts"}
"""Services, as events of botocore call them, that say no in XML."""


MODELS = create_loader()
"""The models of services, which are read once for all tests."""


class Raw:
    """The body of an answer, as urllib3 would hand it over."""

    def __init__(self, text):
        self.text = text

    def stream(self, **_):
        yield self.text.encode()


@pytest.fixture
def aws(monkeypatch, tmp_path):
    """Stand in for AWS, with credentials of one account and none of the user's own settings."""
    for name in ("AWS_PROFILE", "AWS_ENDPOINT_URL", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)
    monkeypatch.setenv("MOTO_ACCOUNT_ID", ACCOUNT)
    monkeypatch.setattr("moto.core.models.DEFAULT_ACCOUNT_ID", ACCOUNT)
    monkeypatch.setattr("time.sleep", lambda _: None)  # between attempts
    monkeypatch.setattr("botocore.session.create_loader", lambda *_: MODELS)
    with mock_aws():
        yield


class Unruly:
    """A connection whose services refuse what they are told to."""

    def __init__(self):
        self.session = boto3.Session()
        self.connection = Connection(REGION, session=self.session)
        self.asked = []
        self.session.events.register("before-call", self._note)

    def refuse(self, operation, code, message="because of the test", status=400, times=10**6):
        """Let an operation, `apigateway.GetStage`, fail the next *times* times it is sent."""
        left = [times]

        def answer(request, **_):
            if left[0] <= 0:
                return None
            left[0] -= 1
            text = json.dumps({"__type": code, "message": message})
            if operation.partition(".")[0] in IN_XML:
                text = f"<ErrorResponse><Error><Code>{code}</Code><Message>{message}</Message></Error></ErrorResponse>"
            return AWSResponse(request.url, status, {"x-amzn-errortype": code}, Raw(text))

        self._meddle(operation, answer)

    def fail(self, operation, error):
        """Let an operation end in an exception of botocore, as it does where the network is bad."""

        def answer(request, **_):
            raise error

        self._meddle(operation, answer)

    def _meddle(self, operation, answer):
        # A client takes the handlers that there are when it is made.
        clients = [client.meta for client in self.connection._clients.values()]
        for holder in (self.session, *clients):
            holder.events.register_first(f"before-send.{operation}", answer)

    def _note(self, model, **_):
        self.asked.append(f"{model.service_model.service_name}:{model.name}")


@pytest.fixture
def unruly(aws):
    return Unruly()
