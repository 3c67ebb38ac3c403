"""The members: an HTTP API, whose user pool gives tokens that open what their scopes are for."""

import base64
import json
from collections.abc import Iterator
from urllib.parse import urlencode

from call import Call, answer
from cloud import Cloud
from example import Blueprint, Deployed, Example
from machine import ROOT, Broken
from things import Things
from verdict import Verdict

ADA = {"name": "Ada", "since": "2020-01-01"}
UNAUTHORIZED, FORBIDDEN = {"message": "Unauthorized"}, {"message": "Forbidden"}
PREFLIGHT = {"Origin": "http://localhost:5173", "Access-Control-Request-Method": "GET"}
ALLOWED = {"Access-Control-Allow-Origin": "http://localhost:5173", "Access-Control-Allow-Credentials": "true"}


class Members(Example):
    name = "members"
    source = ROOT / "blueprints/members"
    points_at = ("/members/mail", "members-failed")

    def fit(self, blueprint: Blueprint, cloud: Cloud) -> None:
        if cloud.is_real:
            # Nobody has the secrets of those who vouch for members.
            del blueprint["authorizers"]["users"]["cognito"]["federation"]

    def prepare(self, things: Things) -> None:
        things.secret("/members/mail", "a key to send with")
        for provider in ("google", "facebook"):
            things.secret(f"/members/{provider}", {"secret": "s3cr3t"})
            things.parameter(f"/members/{provider}-id", "1234567890")
        things.queue("members-failed")

    def ask(self, deployed: Deployed) -> Iterator[Verdict]:
        token = given(deployed)
        for call in calls(token):
            yield deployed.make(call, f"{deployed.url('ApiV1', protocol='HTTP')}/{call.request.split()[1]}")

    def change(self, blueprint: Blueprint) -> None:
        """Let everybody read who is a member."""
        blueprint.setdefault("operations", {})["getMember"] = {"auth": "none"}

    def ask_changed(self, deployed: Deployed) -> Iterator[Verdict]:
        url = f"{deployed.url('ApiV1', protocol='HTTP')}/members/1"
        yield deployed.make(Call("change", "everybody may read who is a member", "GET members/1", 200, ADA), url)


def calls(token: str) -> Iterator[Call]:
    bearer = {"Authorization": f"Bearer {token}"}
    head, claims, signature = token.split(".")
    forged = {"Authorization": f"Bearer {head}.{claims}.{signature[::-1]}"}
    yield Call("cognito", "nobody is let in without a token", "GET members/1", 401, UNAUTHORIZED)
    yield Call("cognito", "a forged token opens nothing", "GET members/1", 401, UNAUTHORIZED, headers=forged)
    yield Call("cognito", "a token with the scope opens it", "GET members/1", 200, ADA, headers=bearer)
    yield Call("lambda", "the function answers, too, that nobody is called so", "GET members/2", 404, headers=bearer)
    without = Call("cognito", "a token without the scope is refused", "PUT members/1", 403, FORBIDDEN, headers=bearer)
    yield without
    yield Call("routing", "what no document speaks of is not there", "GET clubs", 404, {"message": "Not Found"})
    asked = Call("preflight", "a preflight is answered without one", "OPTIONS members/1", 204, headers=PREFLIGHT)
    yield asked


def given(deployed: Deployed) -> str:
    """Return a token that the machine among the clients gets, to read with."""
    pool, client = deployed.ids["UserPoolUsers"], deployed.ids["PoolClientUsersSync"]
    users = deployed.client("cognito-idp")
    said = users.describe_user_pool_client(UserPoolId=pool, ClientId=client)["UserPoolClient"]
    proof = base64.b64encode(f"{client}:{said['ClientSecret']}".encode()).decode()
    headers = {"Authorization": f"Basic {proof}", "Content-Type": "application/x-www-form-urlencoded"}
    form = urlencode({"grant_type": "client_credentials", "client_id": client, "scope": "members/read"})
    pages = deployed.cloud.sign_in(deployed.ids["PoolDomainUsers"], deployed.example.region)
    asked = Call("cognito", "", "POST token", 200, body=form, headers=headers)
    status, _, text = answer(asked, f"{pages}/oauth2/token")
    if status != 200:
        raise Broken(f"no token is given: {status} {text}")
    token: str = json.loads(text)["access_token"]
    return token
