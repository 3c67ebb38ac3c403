"""Who gets in under a resource policy, weighed as API Gateway weighs it.

https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html
"""

import ipaddress
import re

from apicompiler.compiler import lint, plans
from apicompiler.read.files import MemoryFolder

OWN, PARTNER, STRANGER = "111111111111", "222222222222", "999999999999"
BLUEPRINT = """\
apicompiler: 1
name: books
profile: relaxed
apis: {v1: openapi.yaml}
environments: {dev: {account: "111111111111", region: eu-west-1}}
integrations: {books: {http: "https://books.example.com/{proxy}"}}
operations: {listBooks: {auth: none}, addBook: {auth: iam}}
defaults: {integration: books}
"""
DOCUMENT = """\
openapi: 3.0.3
info: {title: books, version: "1"}
paths:
  /books:
    get: {operationId: listBooks, responses: {"200": {description: ok}}}
    post: {operationId: addBook, responses: {"201": {description: ok}}}
"""
DOOR = "endpoint: {private: {vpcEndpoints: [vpce-0123456789abcdef0]}}\n"


def policy(text):
    compilation = lint("blueprint.yaml", MemoryFolder({"blueprint.yaml": BLUEPRINT + text, "openapi.yaml": DOCUMENT}))
    assert compilation.is_sound
    return plans(compilation)[0].apis[0].body["x-amazon-apigateway-policy"]["Statement"]


def let_in(statements, method, account=None, has_permission=False, **context):
    """Weigh what *statements* say about a request together with a permission of IAM, as the tables of the guide do."""
    if account:
        context["aws:PrincipalAccount"] = account
    said = {
        statement["Effect"]
        for statement in statements
        if speaks_of(statement, f"execute-api:/live/{method}/books", account, context)
    }
    if "Deny" in said:
        return False
    if account is None:
        return "Allow" in said
    if account == OWN:
        return "Allow" in said or has_permission
    return "Allow" in said and has_permission


def speaks_of(statement, resource, account, context):
    named = statement["Principal"]
    principal = named == "*" or (account and f"arn:aws:iam::{account}:root" in named["AWS"])
    patterns = (re.escape(pattern).replace(r"\*", ".*") for pattern in statement["Resource"])
    return (
        principal
        and any(re.fullmatch(pattern, resource) for pattern in patterns)
        and all(
            holds(operator, [values] if isinstance(values, str) else values, context.get(key))
            for operator, keys in statement.get("Condition", {}).items()
            for key, values in keys.items()
        )
    )


def holds(operator, values, found):
    """Say whether one condition holds; one that denies something holds where the key is missing."""
    if operator == "Null":
        return (found is None) == (values == ["true"])
    if operator.endswith("IpAddress"):
        inside = found is not None and any(ipaddress.ip_address(found) in ipaddress.ip_network(v) for v in values)
    else:
        inside = found in values
    return inside != ("Not" in operator)


def through(door):
    return {"aws:SourceVpce": door}


def at(address):
    return {"aws:SourceIp": address}


def test_private_endpoint_lets_in_whoever_comes_through_its_door_and_nobody_else():
    statements = policy(DOOR)
    assert let_in(statements, "GET", **through("vpce-0123456789abcdef0"))
    assert not let_in(statements, "GET", **through("vpce-0fedcba9876543210"))
    assert not let_in(statements, "GET")


def test_private_endpoint_opens_no_operation_with_iam_to_those_without_a_permission():
    statements = policy(DOOR)
    door = through("vpce-0123456789abcdef0")
    assert let_in(statements, "POST", OWN, has_permission=True, **door)
    assert not let_in(statements, "POST", OWN, **door)
    assert not let_in(statements, "POST", STRANGER, has_permission=True, **door)


def test_permission_of_iam_opens_no_other_door():
    assert not let_in(policy(DOOR), "POST", OWN, has_permission=True, **through("vpce-0fedcba9876543210"))


def test_endpoint_of_another_account_that_is_let_in_is_a_door_too():
    statements = policy(DOOR + "policy: {allow: [{vpce: vpce-0123456789abcdef0}, {vpce: vpce-0fedcba9876543210}]}\n")
    assert let_in(statements, "GET", **through("vpce-0fedcba9876543210"))
    assert not let_in(statements, "GET", **through("vpce-0aaaaaaaaaaaaaaa0"))


def test_list_of_networks_binds_those_with_a_permission_too():
    statements = policy("policy: {allow: [{cidr: 203.0.113.0/24}, {cidr: 10.0.0.0/8}]}\n")
    assert let_in(statements, "GET", **at("203.0.113.9"))
    assert let_in(statements, "POST", OWN, has_permission=True, **at("10.1.2.3"))
    assert not let_in(statements, "GET", **at("198.51.100.1"))
    assert not let_in(statements, "POST", OWN, has_permission=True, **at("198.51.100.1"))


def test_account_that_is_let_in_still_needs_a_permission_of_its_own():
    statements = policy('policy: {allow: [{account: "222222222222"}]}\n')
    assert let_in(statements, "POST", PARTNER, has_permission=True)
    assert not let_in(statements, "POST", PARTNER)
    assert not let_in(statements, "POST", STRANGER, has_permission=True)


def test_organization_opens_nothing_to_its_members_in_the_account_of_the_api():
    statements = policy("policy: {allow: [{org: o-a1b2c3d4e5}]}\n")
    member = {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}
    assert let_in(statements, "POST", PARTNER, has_permission=True, **member)
    assert not let_in(statements, "POST", OWN, **member)
    assert let_in(statements, "POST", OWN, has_permission=True, **member)
    assert not let_in(statements, "POST", STRANGER, has_permission=True, **{"aws:PrincipalOrgID": "o-other12345"})


def test_who_is_kept_out_is_kept_out_and_nobody_else_is():
    statements = policy('policy: {deny: [{cidr: 198.51.100.0/24}, {account: "111111111111", operations: [addBook]}]}\n')
    assert let_in(statements, "GET", **at("203.0.113.9"))
    assert not let_in(statements, "GET", **at("198.51.100.1"))
    assert not let_in(statements, "POST", OWN, has_permission=True, **at("203.0.113.9"))


def test_preflight_is_answered_where_only_those_who_sign_are_let_in():
    statements = policy('cors: {origins: ["https://a.example"]}\npolicy: {allow: [{account: "222222222222"}]}\n')
    assert let_in(statements, "OPTIONS")
    assert not let_in(statements, "GET")
