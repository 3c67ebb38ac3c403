"""An account that exists in this process only, and answers as badly as a test wants it to."""

import io
import json
from html import escape
from urllib.parse import parse_qs

import boto3
import pytest
from botocore.awsrequest import AWSResponse
from botocore.loaders import create_loader
from moto import mock_aws
from moto.core.models import botocore_stubber

from apicompiler.account.connection import Connection

MODELS = create_loader()
"""Read once: the models of services are megabytes."""

ACCOUNT, REGION = "111111111111", "eu-west-1"


IN_XML = {"cloudformation", "cloudfront", "elastic-load-balancing-v2", "iam", "route-53", "s3", "sns", "sts"}
"""Services, as events of botocore call them, that say no in XML."""


class Raw(io.BytesIO):
    """The body of an answer, as urllib3 would hand it over."""

    def stream(self, **_):
        yield self.read()


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
        self.session._session.register_component("data_loader", MODELS)
        self.connection = Connection(REGION, session=self.session)
        self.asked, self.said = [], []
        self.answers, self._meddlers = {}, {}
        self.session.events.register("before-call", self._note)
        self.session.events.register("before-parameter-build", self._hear)
        self._others, self._stacks = {}, {}

    def reach(self, region, profile=""):
        """Stand for `Connection`: the way into this account, of whatever region."""
        if region == REGION:
            return self.connection
        return self._others.setdefault(region, Connection(region, session=self.session))

    def stack(self, name, ids, template=None, region=REGION):
        """Let a stack stand that has made what *ids* say; moto's CloudFormation knows few types."""
        if not self._stacks:
            self._meddle("cloudformation.ListStackResources", self._tell_of_stack)
            self._meddle("cloudformation.GetTemplate", self._tell_of_stack)
        self._stacks[region, name] = ids, template

    def _tell_of_stack(self, request, **_):
        asked = {word: values[0] for word, values in parse_qs(request.body).items()}
        action, name = asked["Action"], asked["StackName"]
        region = request.url.split(".")[1]
        if (region, name) not in self._stacks:
            said = f"<Code>ValidationError</Code><Message>Stack with id {name} does not exist</Message>"
            text = f"<ErrorResponse><Error>{said}</Error></ErrorResponse>"
            return AWSResponse(request.url, 400, {}, Raw(text.encode()))
        ids, template = self._stacks[region, name]
        members = (
            f"<member><LogicalResourceId>{logical}</LogicalResourceId><PhysicalResourceId>{id}</PhysicalResourceId>"
            "<ResourceStatus>CREATE_COMPLETE</ResourceStatus></member>"
            for logical, id in ids.items()
        )
        told = {
            "ListStackResources": f"<StackResourceSummaries>{''.join(members)}</StackResourceSummaries>",
            "GetTemplate": f"<TemplateBody>{escape(json.dumps(template))}</TemplateBody>",
        }
        text = f"<{action}Result>{told[action]}</{action}Result>"
        return AWSResponse(request.url, 200, {}, Raw(f"<{action}Response>{text}</{action}Response>".encode()))

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
            request.url = "https://refused.invalid"  # or moto would do it all the same
            return AWSResponse(request.url, status, {"x-amzn-errortype": code}, Raw(text.encode()))

        self._meddle(operation, answer)

    def give(self, operation, body, headers=None):
        """Let an operation be answered with bytes."""

        def answer(request, **_):
            return AWSResponse(request.url, 200, {"content-length": str(len(body)), **(headers or {})}, Raw(body))

        self._meddle(operation, answer)

    def fail(self, operation, error):
        """Let an operation end in an exception of botocore, as it does where the network is bad."""

        def answer(request, **_):
            raise error

        self._meddle(operation, answer)

    def lose(self, operation, error, stop=10**6):
        """Let an operation be done, and its answer never come, the next times it is sent."""
        left = [stop]

        def answer(request, **_):
            if left[0] <= 0:
                return
            left[0] -= 1
            botocore_stubber("before-send", request)
            raise error

        self._meddle(operation, answer)

    def say(self, operation, answer):
        """Answer an operation that moto does not have; *answer* is given the request."""
        if operation not in self.answers:
            self._meddle(operation, lambda params, **_: self._answered(operation, params), "before-call")
        self.answers[operation] = answer

    def unsay(self, operation):
        """Let an operation be sent again, to whoever answers it."""
        self.answers[operation] = None

    def _answered(self, operation, params):
        answer = self.answers[operation]
        return answer and (AWSResponse(params["url"], 200, {}, Raw(b"")), answer(params))

    def _meddle(self, operation, answer, event="before-send"):
        meddlers = self._meddlers.setdefault((event, operation), [])
        meddlers.insert(0, answer)  # the last word counts
        if len(meddlers) > 1:
            return

        def first(**sent):
            return next((said for meddler in meddlers if (said := meddler(**sent))), None)

        # A client takes the handlers that there are when it is made.
        clients = [client.meta for client in self.connection._clients.values()]
        for holder in (self.session, *clients):
            holder.events.register_first(f"{event}.{operation}", first)

    def _hear(self, params, model, **_):
        self.said.append((model.name, dict(params)))

    def _note(self, model, **_):
        self.asked.append(f"{model.service_model.service_name}:{model.name}")


@pytest.fixture
def unruly(aws):
    return Unruly()
