"""Lets in whoever shows an access token of the user pool: made for our client, and good for talking."""

import os
from functools import cache

import jwt


def handler(event, _context):
    token = (event.get("queryStringParameters") or {}).get("token", "")
    try:
        claims = verified(token)
    except jwt.PyJWKClientConnectionError:
        raise  # whether the token is good nobody knows now: API Gateway answers 500, and the client comes again
    except jwt.PyJWTError as error:
        print("refused:", type(error).__name__)  # what is wrong, and nothing of the token
        return decision("Deny", event["methodArn"], "nobody")
    return decision("Allow", event["methodArn"], claims["sub"], {"name": claims["username"]})


def verified(token):
    """Return the claims of an access token, or raise `jwt.PyJWTError`.

    https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-verifying-a-jwt.html
    """
    claims = jwt.decode(
        token,
        keys().get_signing_key_from_jwt(token),
        algorithms=["RS256"],
        issuer=issuer(),
        options={"require": ["exp", "sub", "client_id", "token_use", "username"], "verify_aud": False},
    )
    # An ID token says who somebody is, and not what they may do; its audience stands in `aud`.
    if claims["token_use"] != "access":
        raise jwt.InvalidTokenError("no access token")
    if claims["client_id"] != os.environ["CLIENT"]:
        raise jwt.InvalidAudienceError("made for another client")
    if os.environ["SCOPE"] not in claims.get("scope", "").split():
        raise jwt.InvalidTokenError("not good for this")
    return claims


def issuer():
    return f"https://cognito-idp.{os.environ['AWS_REGION']}.amazonaws.com/{os.environ['USER_POOL']}"


@cache
def keys():
    """Return the public keys of the user pool, which are kept for five minutes, and fetched anew for one not known."""
    address = issuer()
    if endpoint := os.environ.get("AWS_ENDPOINT_URL"):  # where the SDKs look for AWS, too
        address = f"{endpoint}/{os.environ['USER_POOL']}"
    return jwt.PyJWKClient(f"{address}/.well-known/jwks.json", timeout=5)


def decision(effect, arn, principal, context=None):
    statement = {"Action": "execute-api:Invoke", "Effect": effect, "Resource": arn}
    policy = {"Version": "2012-10-17", "Statement": [statement]}
    return {"principalId": principal, "policyDocument": policy, "context": context or {}}
