"""Lets authorizers be where stage variables say, and tokens hold what was asked for."""

from contextvars import ContextVar
from typing import Any

from localemu.services.apigateway.next_gen.execute_api import helpers
from localemu.services.apigateway.next_gen.execute_api.handlers import authorizer
from localemu.services.cognito_idp import oauth2, provider

SCOPES: ContextVar[list[str] | None] = ContextVar("scopes", default=None)


def install() -> None:
    _fill_in_functions()
    _sign_in_by_address()
    _keep_scopes()


def _fill_in_functions() -> None:
    """Fill the variables of a stage into the function of an authorizer, as into that of an integration."""
    handler = next(kind for kind in vars(authorizer).values() if hasattr(kind, "_invoke_authorizer_lambda"))
    invoke = handler._invoke_authorizer_lambda

    def invoke_of_stage(self: Any, context: Any, authorizer: dict[str, Any], event: Any) -> Any:
        uri = helpers.render_uri_with_stage_variables(authorizer.get("authorizerUri"), context.stage_variables)
        return invoke(self, context, {**authorizer, "authorizerUri": uri}, event)

    handler._invoke_authorizer_lambda = invoke_of_stage


def _sign_in_by_address() -> None:
    """Find users by whatever they may sign in with: the emulator's pages know the names alone that it gave them."""

    def is_right(pool: Any, name: str, password: str) -> bool:
        user = pool._get_user(name)
        return bool(user and oauth2._status_str(user) == "CONFIRMED" and user.password == password)

    oauth2._validate_credentials = is_right


def _keep_scopes() -> None:
    """Write into an access token the scopes that the code was asked for with."""
    consume, generate = oauth2._consume_code, provider.generate_access_token

    def consume_with_scopes(code: str) -> Any:
        data = consume(code)
        SCOPES.set(data["scope"].split() if data else None)
        return data

    def generate_with_scopes(**said: Any) -> str:
        token: str = generate(**{"scopes": SCOPES.get(), **said})
        SCOPES.set(None)
        return token

    oauth2._consume_code = consume_with_scopes
    provider.generate_access_token = generate_with_scopes
