"""Whatever AWS says no with ends in a sentence that tells the user what to do about it."""

import pytest
from botocore.exceptions import EndpointConnectionError, NoCredentialsError, ReadTimeoutError, UnauthorizedSSOTokenError

from apicompiler.account.connection import Connection
from apicompiler.account.trouble import Busy, Denied, Missing, Refused, Unreachable


def test_the_caller_is_known(unruly):
    assert unruly.connection.caller.account == "111111111111"


def test_pages_are_followed_to_the_end(unruly):
    for number in range(30):
        unruly.connection.ask("apigateway", "create_rest_api", name=f"api-{number}")
    assert len(list(unruly.connection.each("apigateway", "get_rest_apis", "items", limit=7))) == 30


def test_what_is_not_there_is_missing(unruly):
    with pytest.raises(Missing, match="`apigateway:GetRestApi` was refused: NotFoundException"):
        unruly.connection.ask("apigateway", "get_rest_api", restApiId="0123456789")


def test_what_is_not_allowed_is_denied(unruly):
    unruly.refuse("api-gateway.GetStage", "AccessDeniedException", "User is not authorized", 403)
    with pytest.raises(Denied, match="not allowed with these credentials: User is not authorized"):
        unruly.connection.ask("apigateway", "get_stage", restApiId="a", stageName="b")


def test_what_is_throttled_is_asked_five_times(unruly):
    unruly.refuse("api-gateway.GetRestApis", "TooManyRequestsException", "Too Many Requests", 429, times=4)
    assert unruly.connection.ask("apigateway", "get_rest_apis")["items"] == []
    unruly.refuse("api-gateway.GetRestApis", "TooManyRequestsException", "Too Many Requests", 429)
    with pytest.raises(Busy, match="throttled to the last attempt"):
        unruly.connection.ask("apigateway", "get_rest_apis")


def test_any_other_refusal_is_told_in_the_words_of_the_service(unruly):
    unruly.refuse("api-gateway.CreateRestApi", "BadRequestException", "Invalid API name")
    with pytest.raises(Refused, match="`apigateway:CreateRestApi` was refused: BadRequestException: Invalid API name"):
        unruly.connection.ask("apigateway", "create_rest_api", name="x")


@pytest.mark.parametrize("code", ["ExpiredToken", "InvalidClientTokenId", "UnrecognizedClientException"])
def test_credentials_that_nobody_knows_reach_no_account(unruly, code):
    unruly.refuse("sts.GetCallerIdentity", code, "The security token is expired", 403)
    with pytest.raises(Unreachable, match=f"does not know these credentials, or no longer: {code}"):
        _ = unruly.connection.caller


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (
            EndpointConnectionError(endpoint_url="https://sts"),
            "no answer to `sts:GetCallerIdentity`: Could not connect",
        ),
        (ReadTimeoutError(endpoint_url="https://sts"), "no answer in time to `sts:GetCallerIdentity`"),
        (NoCredentialsError(), "no credentials: Unable to locate credentials; set `AWS_PROFILE`"),
        (UnauthorizedSSOTokenError(), "not signed in, or no longer: .*; `aws sso login` signs in"),
    ],
)
def test_a_bad_network_is_told_as_one(unruly, error, said):
    unruly.fail("sts.GetCallerIdentity", error)
    with pytest.raises(Unreachable, match=said):
        _ = unruly.connection.caller


def test_a_profile_that_is_not_there_is_named(aws):
    with pytest.raises(Unreachable, match="nobody"):
        Connection("eu-west-1", "nobody")
