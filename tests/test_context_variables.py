"""What API Gateway knows about a request."""

import pytest

from apicompiler.context_variables import IN_GATEWAY_RESPONSES, IN_LOGS, IN_TEMPLATES, known, suggestion


@pytest.mark.parametrize(
    "name",
    ["requestId", "identity.sourceIp", "authorizer.tenant", "authorizer.claims.cognito:username",
     "requestOverride.header.X-Trace", "responseOverride.header.Location", "responseOverride.status"],
)  # fmt: skip
def test_these_are_known_everywhere(name):
    assert all(known(name, among) for among in (IN_TEMPLATES, IN_GATEWAY_RESPONSES, IN_LOGS))


def test_errors_are_known_to_gateway_responses_and_logs():
    assert [known("error.messageString", among) for among in (IN_TEMPLATES, IN_GATEWAY_RESPONSES, IN_LOGS)] == [
        False, True, True,
    ]  # fmt: skip


def test_latencies_are_known_to_logs_alone():
    assert known("responseLatency")
    assert not known("responseLatency", IN_GATEWAY_RESPONSES)


@pytest.mark.parametrize(
    ("written", "meant"),
    [("requestID", "requestId"), ("sourceIp", "identity.sourceIp"), ("identity.sourceIP", "identity.sourceIp"),
     ("error.validationError", "error.validationErrorString"), ("wholly different", "")],
)  # fmt: skip
def test_a_misspelt_name_is_recognised(written, meant):
    assert not known(written)
    assert suggestion(written) == meant
