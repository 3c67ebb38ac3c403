"""Keys that are issued beside those of a blueprint: what an account then holds, and what is left when it says no."""

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import unquote

import boto3
import pytest
from botocore.exceptions import ReadTimeoutError
from moto.apigateway.models import apigateway_backends
from moto.apigateway.responses import APIGatewayResponse

from apicompiler.account import keys
from apicompiler.cli import run

from .conftest import ACCOUNT, REGION

BLUEPRINT = f"""\
apicompiler: 1
name: books
apis: {{v1: openapi.yaml}}
environments:
  prod: {{account: "{ACCOUNT}", region: {REGION}}}
  far: {{account: "{ACCOUNT}", regions: [{REGION}, us-west-2]}}
integrations: {{books: {{http: "https://books.example.com/{{proxy}}"}}}}
defaults: {{integration: books, auth: iam, apiKey: true}}
usagePlans: {{gold: {{quota: 1000/day}}, silver: {{quota: 10/day}}}}
apiKeys: {{globex: {{usagePlan: gold, value: "secret:/keys:globex"}}}}
"""
DOCUMENT = """\
openapi: 3.0.3
info: {title: Books, version: "1"}
paths: {/books: {get: {operationId: listBooks, responses: {"200": {description: The books}}}}}
"""


def deploy(unruly, stack, region=REGION):
    """Let a stack stand that has what a deployment of the blueprint would make of its keys and plans."""
    client = boto3.client("apigateway", region)
    ids = {f"UsagePlan{name}": client.create_usage_plan(name=f"{stack}-{name}")["id"] for name in ("Gold", "Silver")}
    unruly.stack(stack, {**ids, "ApiKeyGlobex": client.create_api_key(name=f"{stack}-globex")["id"]}, region=region)


@pytest.fixture
def project(unruly, tmp_path, monkeypatch):
    """A blueprint that is deployed, and an account that may be told to say no."""
    (tmp_path / "blueprint.yaml").write_text(BLUEPRINT)
    (tmp_path / "openapi.yaml").write_text(DOCUMENT)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("APICOMPILER_ENV", "prod")
    monkeypatch.setattr("apicompiler.cli.connecting.Connection", unruly.reach)
    # moto knows tags of stages alone
    monkeypatch.setattr(APIGatewayResponse, "tag_resource", lambda self: tagged(self, self._get_param("tags"), []))
    monkeypatch.setattr(
        APIGatewayResponse, "untag_resource", lambda self: tagged(self, {}, self.querystring.get("tagKeys", []))
    )
    deploy(unruly, "books-prod")
    return tmp_path


def tagged(response, tags, gone):
    """Change the tags of a key, as API Gateway does."""
    key = response.backend.keys[unquote(response.path).rpartition("/")[2]]
    key.tags = {name: value for name, value in {**(key.tags or {}), **tags}.items() if name not in gone}
    return "{}"


def held(region=REGION):
    """Return the keys that were issued in a region, the oldest first."""
    found = [key for key in apigateway_backends[ACCOUNT][region].keys.values() if key.tags]
    return sorted(found, key=lambda key: key.tags[keys.ISSUED])


def members(plan, region=REGION):
    backend = apigateway_backends[ACCOUNT][region]
    [id] = [found.id for found in backend.usage_plans.values() if found.name.endswith(plan)]
    return set(backend.usage_plan_keys.get(id, {}))


@pytest.fixture
def call(capsys):
    """Call a command, and return its exit code and what it prints and says."""

    def called(*words):
        code = run(["keys", *words])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return called


class TestIssue:
    def test_key_is_made_in_its_plan_and_its_value_by_api_gateway(self, project, call, unruly):
        code, out, err = call("issue", "acme", "--plan", "gold", "--expires", "2099-01-31", "--contact", "ann@acme.com")
        assert (code, out) == (0, "")
        assert err.startswith("prod acme: issued in `gold`, taken until 2099-01-31; ")
        assert err.endswith("; `apicompiler keys show acme --env prod` prints its value\n")
        [key] = held()
        assert (key.name, key.enabled, {key.id}) == ("books-prod-acme", True, members("Gold"))
        assert {name: value for name, value in key.tags.items() if name != keys.ISSUED} == {
            "apicompiler:blueprint": "books",
            "apicompiler:environment": "prod",
            "apicompiler:key": "acme",
            "apicompiler:plan": "gold",
            "apicompiler:expires": "2099-01-31",
            "contact": "ann@acme.com",
        }
        [asked] = [said for name, said in unruly.said if name == "CreateApiKey"]
        assert "value" not in asked
        assert "generateDistinctId" not in asked

    def test_issued_again_it_stays_what_it_is(self, project, call):
        call("issue", "acme", "--plan", "gold")
        [before] = held()
        assert call("issue", "acme", "--plan", "gold") == (0, "", "prod acme: is issued already\n")
        assert call("issue", "acme")[0] == 0
        code, _, err = call("issue", "acme", "--expires", "2099-01-31")
        assert (code, err) == (0, "prod acme: expires is 2099-01-31\n")
        [key] = held()
        assert (key.value, key.tags[keys.EXPIRES]) == (before.value, "2099-01-31")

    def test_plan_that_was_lost_is_found_again(self, project, call):
        call("issue", "acme", "--plan", "gold")
        for found in apigateway_backends[ACCOUNT][REGION].usage_plan_keys.values():
            found.clear()
        assert "opens nothing: in no plan" in call("list")[1]
        assert call("issue", "acme") == (0, "", "prod acme: is in `gold` again\n")
        assert len(members("Gold")) == 1

    def test_another_plan_takes_a_new_key(self, project, call):
        call("issue", "acme", "--plan", "gold")
        code, _, err = call("issue", "acme", "--plan", "silver")
        assert code == 2
        assert "is in `gold`: `apicompiler keys rotate acme --plan silver --env prod` issues one in `silver`" in err

    def test_name_of_a_key_of_the_blueprint_is_taken(self, project, call):
        code, _, err = call("issue", "globex", "--plan", "gold")
        assert (code, held()) == (2, [])
        assert err == "apicompiler: `globex` is a key of the blueprint, at blueprint.yaml:10:11: choose another name\n"

    def test_blueprint_needs_no_keys_of_its_own(self, project, call):
        (project / "blueprint.yaml").write_text(re.sub("apiKeys:.*\n", "", BLUEPRINT))
        assert run(["lint", "--fail-on", "warning"]) == 0
        assert call("issue", "globex", "--plan", "gold")[0] == 0

    @pytest.mark.parametrize(
        ("words", "said"),
        [
            (["acme"], "`--plan` says what the key is good for: there are `gold`, `silver`"),
            (["acme", "--plan", "bronze"], "no usage plan is called `bronze`; there are `gold`, `silver`"),
            (["acme", "--plan", "gold", "--expires", "tomorrow"], "is not a day (year-month-day): write `2027-01-31`"),
            (["acme", "--plan", "gold", "--expires", "2001-01-31"], "`--expires 2001-01-31` is over"),
            (["acme", "--plan", "gold", "--contact", "<ann>"], "becomes a tag, which cannot hold `<`"),
            (["-acme", "--plan", "gold"], "No such option"),
            (["ac me", "--plan", "gold"], "`ac me` cannot be a name"),
            (["acme", "--env", "dev"], "no environment is called `dev`; there are `prod`, `far`"),
        ],
    )
    def test_what_cannot_be_is_a_wrong_call(self, project, call, words, said):
        code, _, err = call("issue", *words)
        assert (code, held()) == (2, [])
        assert said in err

    def test_without_a_stack_there_is_nothing_to_open(self, project, call, unruly):
        unruly.stack("other", {})
        unruly._stacks.pop((REGION, "books-prod"))
        code, _, err = call("issue", "acme", "--plan", "gold")
        assert (code, err) == (4, "apicompiler: there is no stack `books-prod` in eu-west-1: deploy it first\n")

    def test_plan_that_no_deployment_has_made_takes_no_key(self, project, call, unruly):
        unruly.stack("books-prod", {"UsagePlanSilver": "0123456789"})
        code, _, err = call("issue", "acme", "--plan", "gold")
        assert (code, held()) == (2, [])
        assert err == "apicompiler: the usage plan `gold` is not deployed yet in eu-west-1\n"

    def test_plan_that_somebody_has_deleted_is_in_nobodys_way(self, project, call, unruly):
        call("issue", "acme", "--plan", "gold")
        unruly.refuse("api-gateway.GetUsagePlanKeys", "NotFoundException", "Invalid Usage Plan ID specified", 404)
        assert "opens nothing: in no plan" in call("list")[1]
        unruly.refuse("api-gateway.CreateUsagePlanKey", "NotFoundException", "Invalid Usage Plan ID specified", 404)
        code, _, err = call("issue", "initech", "--plan", "gold")
        assert (code, len(held())) == (4, 1)
        assert err.endswith("Invalid Usage Plan ID specified; nothing was changed\n")

    def test_throttled_to_the_last_attempt_nothing_is_issued(self, project, call, unruly):
        unruly.refuse("api-gateway.CreateApiKey", "TooManyRequestsException", "Too Many Requests", 429)
        code, _, err = call("issue", "acme", "--plan", "gold")
        assert (code, held()) == (4, [])
        assert "was throttled to the last attempt" in err

    def test_key_that_gets_no_plan_is_taken_back(self, project, call, unruly):
        unruly.refuse("api-gateway.CreateUsagePlanKey", "LimitExceededException", "too many", 429)
        code, _, err = call("issue", "acme", "--plan", "gold")
        assert (code, held()) == (4, [])
        assert err.endswith("too many; nothing was changed\n")

    def test_key_that_cannot_be_taken_back_is_named(self, project, call, unruly):
        unruly.refuse("api-gateway.CreateUsagePlanKey", "ConflictException", "not now")
        unruly.refuse("api-gateway.DeleteApiKey", "AccessDeniedException", "User is not authorized", 403)
        code, _, err = call("issue", "acme", "--plan", "gold")
        [key] = held()
        assert code == 4
        assert err == (
            "apicompiler: `apigateway:CreateUsagePlanKey` was refused: ConflictException: not now\n"
            "  and this could not be taken back:\n"
            f"  the key `{key.id}`; remove it: aws apigateway delete-api-key --api-key {key.id} --region eu-west-1\n"
        )

    def test_key_of_which_nobody_told_us_is_taken_back(self, project, call, unruly):
        unruly.lose("api-gateway.CreateApiKey", ReadTimeoutError(endpoint_url="https://apigateway"))
        code, _, err = call("issue", "acme", "--plan", "gold")
        assert (code, held()) == (4, [])
        assert "no answer in time to `apigateway:CreateApiKey`" in err
        assert err.endswith("; nothing was changed\n")

    def test_who_may_not_make_keys_is_told_so(self, project, call, unruly):
        unruly.refuse("api-gateway.CreateApiKey", "AccessDeniedException", "User is not authorized", 403)
        code, _, err = call("issue", "acme", "--plan", "gold")
        assert (code, held()) == (4, [])
        assert "`apigateway:CreateApiKey` is not allowed with these credentials" in err

    def test_every_region_has_the_same_key(self, project, call, unruly):
        for region in (REGION, "us-west-2"):
            deploy(unruly, f"books-far-{region}", region)
        assert call("issue", "acme", "--plan", "gold", "--env", "far")[0] == 0
        [near], [far] = held(), held("us-west-2")
        assert (near.value, near.name) == (far.value, "books-far-eu-west-1-acme")
        assert call("rotate", "acme", "--env", "far", "--overlap", "0s")[0] == 0
        assert [key.enabled for key in held("us-west-2")] == [False, True]
        assert held()[1].value == held("us-west-2")[1].value != near.value

    def test_region_that_fails_leaves_none_in_the_others(self, project, call, unruly):
        deploy(unruly, f"books-far-{REGION}")
        code, _, err = call("issue", "acme", "--plan", "gold", "--env", "far")
        assert (code, held()) == (4, [])
        assert "there is no stack `books-far-us-west-2` in us-west-2" in err


class TestRotate:
    def test_new_key_is_taken_at_once_and_the_old_one_until_the_overlap_ends(self, project, call):
        call("issue", "acme", "--plan", "gold", "--expires", "2099-01-31")
        code, _, err = call("rotate", "acme", "--overlap", "2d")
        old, new = held()
        assert code == 0
        assert (old.enabled, new.enabled, members("Gold")) == (True, True, {old.id, new.id})
        assert new.tags[keys.EXPIRES] == "2099-01-31"
        left = datetime.fromisoformat(old.tags[keys.EXPIRES]) - datetime.now(UTC)
        assert timedelta(days=1, hours=23) < left <= timedelta(days=2)
        assert f"the old one ends {old.tags[keys.EXPIRES]}, when `apicompiler keys expire --env prod` is called" in err
        assert call("show", "acme")[1] == f"{new.value}\n"

    def test_overlap_does_not_let_a_key_outlive_its_end(self, project, call):
        tomorrow = (datetime.now(UTC) + timedelta(days=1)).date().isoformat()
        call("issue", "acme", "--plan", "gold", "--expires", tomorrow)
        call("rotate", "acme", "--overlap", "30d")
        assert held()[0].tags[keys.EXPIRES] == tomorrow

    def test_without_an_overlap_the_old_key_is_disabled(self, project, call):
        call("issue", "acme", "--plan", "gold")
        assert call("rotate", "acme", "--overlap", "0s")[0] == 0
        assert [key.enabled for key in held()] == [False, True]

    def test_new_key_may_have_another_plan(self, project, call):
        call("issue", "acme", "--plan", "gold")
        call("rotate", "acme", "--plan", "silver")
        old, new = held()
        assert (members("Gold"), members("Silver")) == ({old.id}, {new.id})

    def test_old_key_that_gets_no_end_takes_the_new_one_back(self, project, call, unruly):
        call("issue", "acme", "--plan", "gold")
        [before] = held()
        tags = dict(before.tags)
        unruly.refuse("api-gateway.TagResource", "AccessDeniedException", "User is not authorized", 403)
        code, _, err = call("rotate", "acme")
        assert (code, [(key.id, key.tags) for key in held()]) == (4, [(before.id, tags)])
        assert err.endswith("; nothing was changed\n")

    def test_tags_of_which_nobody_told_us_are_put_back(self, project, call, unruly):
        call("issue", "acme", "--plan", "gold")
        tags = dict(held()[0].tags)
        unruly.lose("api-gateway.TagResource", ReadTimeoutError(endpoint_url="https://apigateway"))
        assert call("rotate", "acme")[0] == 4
        assert [key.tags for key in held()] == [tags]

    def test_secret_that_a_deployment_made_is_named(self, project, call):
        text = BLUEPRINT.replace(', value: "secret:/keys:globex"', "").replace(
            f"regions: [{REGION}, us-west-2]", f"region: {REGION}"
        )
        (project / "blueprint.yaml").write_text(text)
        assert "its value stands in the secret `books-prod/globex/api-key`" in call("show", "globex")[2]

    def test_key_of_the_blueprint_is_rotated_there(self, project, call):
        for action in ("rotate", "expire", "show"):
            code, out, err = call(action, "globex")
            assert (code, out) == (2, "")
            assert "`globex` is a key of the blueprint, at blueprint.yaml:10:11" in err
            assert "its value stands in secret:/keys:globex" in err


class TestExpire:
    def test_all_whose_time_has_come_are_disabled(self, project, call):
        for name in ("acme", "initech"):
            call("issue", name, "--plan", "gold")
        acme, initech = held()
        acme.tags[keys.EXPIRES] = "2026-01-31"
        code, _, err = call("expire")
        assert (code, acme.enabled, initech.enabled) == (0, False, True)
        assert err == f"prod acme: {acme.id} is disabled, it ended 2026-01-31\n"
        assert call("expire") == (0, "", "prod: no key has come to its end\n")

    def test_day_is_the_last_one_and_an_instant_is_the_end(self):
        assert keys.end("2027-01-31") == datetime(2027, 2, 1, tzinfo=UTC)
        assert keys.end("2027-01-31T10:00:00.000Z") == datetime(2027, 1, 31, 10, tzinfo=UTC)
        assert keys.end("soon") is keys.end("") is keys.end("Tuesday") is keys.end("9999-12-31") is None

    def test_keys_of_somebody_are_disabled_and_deleted_only_on_demand(self, project, call):
        call("issue", "acme", "--plan", "gold")
        [key] = held()
        assert call("expire", "acme") == (0, "", f"prod acme: {key.id} is disabled\n")
        assert call("expire", "acme") == (0, "", "prod: no key of `acme` is taken\n")
        assert call("expire", "acme", "--delete")[2] == f"prod acme: {key.id} is deleted\n"
        assert held() == []

    def test_what_a_rotation_replaced_may_end_early(self, project, call):
        call("issue", "acme", "--plan", "gold")
        call("rotate", "acme")
        assert call("expire", "acme", "--old")[0] == 0
        assert [key.enabled for key in held()] == [False, True]

    def test_key_that_fails_stops_no_other(self, project, call, unruly):
        for name in ("acme", "initech"):
            call("issue", name, "--plan", "gold")
        for key in held():
            key.tags[keys.EXPIRES] = "2026-01-31"
        unruly.refuse("api-gateway.UpdateApiKey", "ConflictException", "not now", times=1)
        code, _, err = call("expire")
        assert (code, sorted(key.enabled for key in held())) == (4, [False, True])
        assert re.search(r"`books-prod-(acme|initech)` \(\w+\) is as it was: .*not now", err)

    def test_key_that_somebody_else_has_deleted_has_ended(self, project, call, unruly):
        call("issue", "acme", "--plan", "gold")
        unruly.refuse("api-gateway.UpdateApiKey", "NotFoundException", "Invalid API Key identifier specified", 404)
        assert call("expire", "acme")[0] == 0

    def test_name_that_nobody_has_is_answered_with_those_there_are(self, project, call):
        call("issue", "acme", "--plan", "gold")
        assert call("expire", "acne")[2] == "apicompiler: `acne` has no key in prod; did you mean `acme`?\n"
        assert call("expire", "umbrella")[2] == "apicompiler: `umbrella` has no key in prod; there are `acme`\n"


class TestList:
    def test_issued_keys_are_listed_and_those_of_the_blueprint_counted(self, project, call):
        call("issue", "acme", "--plan", "gold", "--contact", "ann@acme.com")
        call("rotate", "acme")
        old, new = held()
        code, out, err = call("list")
        day = datetime.now(UTC).date().isoformat()
        assert code == 0
        assert [line.split() for line in out.splitlines()] == [
            ["name", "plan", "state", "issued", "expires", "contact", "id"],
            ["acme", "gold", "taken", day, "-", "ann@acme.com", new.id],
            ["acme", "gold", "replaced", day, old.tags[keys.EXPIRES], "ann@acme.com", old.id],
        ]
        assert err == "prod: 2 issued, 1 more in blueprint.yaml\n"

    def test_keys_of_other_environments_and_of_stacks_are_no_issued_ones(self, project, call):
        client = boto3.client("apigateway")
        client.create_api_key(name="theirs", tags={"apicompiler:blueprint": "other", "apicompiler:key": "acme"})
        assert call("list") == (0, "", "prod: 0 issued, 1 more in blueprint.yaml\n")

    def test_of_each_key_a_machine_learns_the_same(self, project, call):
        call("issue", "acme", "--plan", "gold")
        [row] = json.loads(call("list", "--format", "json")[1])
        assert list(row) == ["name", "plan", "state", "issued", "expires", "contact", "id"]

    def test_pages_are_followed(self, project, call, monkeypatch):
        for name in ("acme", "initech", "umbrella"):
            call("issue", name, "--plan", "gold")
        monkeypatch.setattr(keys, "PAGE", 1)
        assert len(call("list")[1].splitlines()) == 4


class TestValues:
    def test_no_value_is_told_unless_it_is_asked_for(self, project, call, unruly):
        said = ""
        for words in (
            ["issue", "acme", "--plan", "gold"],
            ["issue", "acme"],
            ["list"],
            ["list", "--format", "json"],
            ["rotate", "acme"],
            ["expire", "acme", "--old"],
        ):
            said += "".join(map(str, call(*words)))
        unruly.refuse("api-gateway.UpdateApiKey", "ConflictException", "not now")
        said += "".join(map(str, call("expire", "acme")))
        assert not [key for key in held() if key.value in said]
        assert {key.value for key in held()} & {call("show", "acme")[1].strip()}

    def test_defect_tells_no_value(self, project, call, monkeypatch, capsys):
        call("issue", "acme", "--plan", "gold")
        [key] = held()

        def broken(self, id):
            value = key.value
            raise KeyError(len(value))

        monkeypatch.setattr(keys.Counter, "value", broken)
        code, out, err = call("show", "acme")
        assert (code, out) == (70, "")
        report = Path(err.split("with the file ")[1].split(";")[0])
        assert "KeyError" in report.read_text()
        assert key.value not in err + report.read_text()
        report.unlink()

    def test_who_may_not_read_values_is_told_so(self, project, call, unruly):
        call("issue", "acme", "--plan", "gold")
        unruly.refuse("api-gateway.GetApiKey", "AccessDeniedException", "User is not authorized", 403)
        code, out, err = call("show", "acme")
        assert (code, out) == (4, "")
        assert "`apigateway:GetApiKey` is not allowed with these credentials" in err
