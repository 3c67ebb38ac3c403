"""Who may call at all: whether a policy lets in and keeps out those whom it names, and nobody else."""

import re
from collections.abc import Iterator

from apicompiler.access import Guarded, Iam, Public
from apicompiler.blueprint import (
    AccountCaller,
    AnyCaller,
    Policy,
    RoleCaller,
    VpcCaller,
    VpcDoor,
    VpcEndpointCaller,
)
from apicompiler.diagnostic import WARNING, Finding, Findings, Note
from apicompiler.headroom import policy_length
from apicompiler.limits import RESOURCE_POLICY_LENGTH
from apicompiler.methods import Method
from apicompiler.openapi import ANY
from apicompiler.outcome import Outcome
from apicompiler.pointers import RoleArn
from apicompiler.rules import rule
from apicompiler.rules.endpoints import DOOR
from apicompiler.rules.limits import document
from apicompiler.selectors import covers, parse
from apicompiler.source import Location
from apicompiler.target import Target

GUIDE = "https://docs.aws.amazon.com/apigateway/latest/developerguide/"
FLOW = f"{GUIDE}apigateway-authorization-flow.html"
CONDITION_KEYS = f"{GUIDE}apigateway-resource-policies-aws-condition-keys.html"
ATTACHED = f"{GUIDE}apigateway-resource-policies-create-attach.html"
EXAMPLES = f"{GUIDE}apigateway-resource-policies-examples.html"
QUOTAS = f"{GUIDE}limits.html"
INVALID = "https://github.com/aws/chalice/issues/2065"
LANGUAGE = "docs/language.md"
OFFICE, PARTNER = "{cidr: 203.0.113.0/24}", '{account: "222222222222"}'
TWO = """
--- openapi.yaml
paths:
  /books: {get: {operationId: listBooks, responses: {'200': {description: ok}}}}
  /books/{id}/reviews: {get: {operationId: listReviews, responses: {'200': {description: ok}}}}
"""


@rule(
    "AC1206",
    bad="policy: {deny: ["
    + ", ".join(f"{{cidr: 203.0.{n}.0/24}}" for n in range(250))
    + ", "
    + ", ".join(f"{{cidr: 198.51.{n}.0/24}}" for n in range(250))
    + "]}",
    good="policy: {deny: [" + ", ".join(f"{{cidr: 203.0.{n}.0/24}}" for n in range(200)) + "]}",
    evidence=QUOTAS,
)
def policy_too_long(outcome: Outcome) -> Findings:
    """The resource policy of an API has at most 8,192 characters.

    API Gateway writes the ARN of the API into it wherever an operation is named.
    """
    for api in outcome.plan.apis:
        size = policy_length(outcome.plan, api)
        if size > RESOURCE_POLICY_LENGTH:
            yield Finding(
                at=_policy_at(outcome.target),
                message=f"the policy of {api.name} has {size:,} characters, and {RESOURCE_POLICY_LENGTH:,} are allowed",
                help="name larger networks, and fewer operations",
            )


@rule(
    "AC1209",
    bad="policy: {allow: [{vpc: vpc-0123456789abcdef0}]}",
    good=f"{DOOR}\npolicy: {{allow: [{{vpc: vpc-0123456789abcdef0}}]}}",
    evidence=CONDITION_KEYS,
)
def network_of_a_private_endpoint(target: Target) -> Findings:
    """VPCs and their endpoints are known to private endpoints only.

    A call of a public one comes from the internet, and carries neither.
    """
    if target.door:
        return
    for caller in _callers(target):
        if isinstance(caller, VpcCaller | VpcEndpointCaller):
            yield Finding(
                at=caller.at,
                message=f"a public endpoint never sees `{caller.who}`",
                help="name the addresses from which the VPC calls, as `{cidr: …}`, or make the endpoint private",
            )


@rule(
    "AC1210",
    severity=WARNING,
    bad=f"policy: {{allow: [{PARTNER}]}}\noperations: {{listReviews: {{auth: none}}}}{TWO}",
    good=f"policy: {{allow: [{PARTNER}, {OFFICE[:-1]}, operations: [listReviews]}}]}}\n"
    f"operations: {{listReviews: {{auth: none}}}}{TWO}",
    evidence=ATTACHED,
)
def operation_out_of_reach(target: Target) -> Findings:
    """A policy that lets in lets somebody in to every operation.

    Accounts, roles and organizations sign, and only an operation with IAM
    looks at a signature; to any other, everybody is a stranger.
    """
    allowed, methods = target.allowed, target.rest_methods
    if not allowed or not any(map(_signs, methods)):
        return
    reached = {
        id(method)
        for key in target.apis
        for caller in allowed
        if not caller.IS_PRINCIPAL
        for method in target.meant(caller, key)
    }
    lost = [method for method in methods if _needs_an_allow(method) and id(method) not in reached]
    if lost:
        others = f" and {len(lost) - 1} more" if len(lost) > 1 else ""
        yield Finding(
            at=_allow_at(target).key,
            message=f"nobody can call `{lost[0].operation.title}`{others}: it asks for no signature, "
            "and no network is let in to it",
            help="add the networks that may, as `{cidr: 0.0.0.0/0}` for all, or let it ask for IAM",
            notes=(Note(lost[0].access.at, "who may call is decided here"),),
        )


@rule(
    "AC1211",
    severity=WARNING,
    bad='policy: {allow: [{account: "111111111111"}]}',
    good='policy: {allow: [{account: "222222222222"}]}',
    evidence=FLOW,
)
def own_account_let_in(target: Target) -> Findings:
    """The account of the API is not let in as a whole.

    Its roles call with a permission of their own; a policy that lets in the
    account may do without one, and then any of them can call.
    """
    for caller in target.allowed:
        if isinstance(caller, AccountCaller) and caller.account == target.environment.account:
            yield Finding(
                at=caller.at,
                message=f"{caller.account} is the account of the API: each of its roles might call, permission or not",
                help="remove it, or name the roles: `{role: …}`",
            )


@rule(
    "AC1212",
    severity=WARNING,
    bad=f"policy: {{deny: [{PARTNER}]}}\ndefaults: {{integration: books, auth: none}}",
    good=f"policy: {{deny: [{PARTNER}]}}\ndefaults: {{integration: books, auth: iam}}",
    evidence=CONDITION_KEYS,
)
def stranger_named(target: Target) -> Findings:
    """Accounts, roles and organizations are named for operations with IAM: no other knows who signs."""
    for caller in _callers(target):
        methods = [method for key in target.apis for method in target.meant(caller, key)]
        if caller.IS_PRINCIPAL and methods and not any(map(_signs, methods)):
            yield Finding(
                at=caller.at,
                message=f"no operation would know that `{caller.who}` calls: none that is meant asks for IAM",
                help="let operations ask for it with `auth: iam`, or remove this",
            )


@rule(
    "AC1213",
    bad=f"policy: {{allow: [{PARTNER[:-1]}, operations: [listBooks, tag:admin]}}]}}",
    good=f"policy: {{allow: [{PARTNER[:-1]}, operations: [listBooks]}}]}}",
    evidence=LANGUAGE,
)
def policy_for_no_operation(target: Target) -> Findings:
    """A selector in a policy names at least one operation."""
    operations = [method.operation for method in target.rest_methods]
    for caller in _callers(target):
        for index, text in enumerate(caller.operations):
            selector = parse(text)
            if selector is None or not any(map(selector.matches, operations)):
                yield Finding(
                    at=caller.at / "operations" / index,
                    message=f"`{text}` names no operation",
                    help="write an operationId, `tag:x`, `GET /path` or `* /path/**`",
                )


@rule(
    "AC1214",
    bad="endpoint: {private: {vpcEndpoints: [vpce-0123456789abcdef0], allow: [{cidr: 10.0.0.0/8}]}}\n"
    "policy: {allow: [{cidr: 10.1.0.0/16}]}",
    good=f"{DOOR}\npolicy: {{allow: [{{cidr: 10.1.0.0/16}}]}}",
    evidence=LANGUAGE,
)
def allowed_in_two_places(target: Target) -> Findings:
    """Who is let in to a private endpoint is said once: there, or in `policy`."""
    policy, door = target.blueprint.policy, target.door
    if policy and door and policy.allow is not None and door.allow is not None:
        yield Finding(
            at=(policy.at / "allow").key,
            message="who is let in is said twice",
            help="put all of them into one of the lists",
            notes=(Note((door.at / "allow").key, "said here too"),),
        )


@rule("AC1215", bad="policy: {allow: []}", good=f"policy: {{allow: [{OFFICE}]}}", evidence=LANGUAGE)
def policy_without_callers(target: Target) -> Findings:
    """A policy names somebody: an empty list could mean everybody, or nobody."""
    parts: tuple[Policy | VpcDoor | None, ...] = (target.blueprint.policy, target.door)
    for part in parts:
        for word in ("allow", "deny"):
            if part and getattr(part, word, None) == () and target.is_whole(part.at / word):
                yield Finding(
                    at=part.at / word,
                    message=f"`{word}` names nobody",
                    help="name somebody, or remove the key",
                )
    policy = target.blueprint.policy
    if policy and policy.allow is None and policy.deny is None:
        yield Finding(at=policy.at, message="the policy names nobody", help="write `allow: […]` or `deny: […]`")


@rule(
    "AC1216",
    bad='policy: {allow: [{role: "arn:aws-cn:iam::222222222222:role/batch"}]}',
    good='policy: {allow: [{role: "arn:aws:iam::222222222222:role/batch"}]}',
    evidence=INVALID,
)
def role_of_another_partition(target: Target) -> Findings:
    """A role in a policy is of the partition of the API: API Gateway knows no other."""
    partition = target.environment.region.partition
    for caller in _callers(target):
        if isinstance(caller, RoleCaller) and isinstance(caller.role, RoleArn) and caller.role.partition != partition:
            yield Finding(
                at=caller.at / "role",
                message=f"the role is of `{caller.role.partition}`, and {target.environment.region} of `{partition}`",
                help="name a role of that partition",
            )


@rule(
    "AC1217",
    bad='endpoint: {private: {vpcEndpoints: ["ssm:/net/endpoint"]}}\n' + document(models=2, properties=35),
    good=f"{DOOR}\n" + document(models=2, properties=35),
    evidence="https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
    "aws-properties-apigateway-restapi-s3location.html",
)
def parameter_in_policy_of_large_body(outcome: Outcome) -> Findings:
    """A policy is written out where the document is too large for the template.

    Such a document is uploaded beside the template, and CloudFormation
    replaces `ssm:` and `export:` in the template only, and the id of a VPC
    endpoint that is made.
    """
    target = outcome.target
    if all(api.carrier == "inline" for api in outcome.plan.apis):
        return
    doors = enumerate(target.door.ways if target.door else ())
    late = [(target.at / "endpoint" / "private" / "vpcEndpoints" / n, str(door)) for n, door in doors if door.IS_LATE]
    late += [(caller.at, str(caller.who)) for caller in _callers(target) if caller.is_late]
    for at, written in late:
        yield Finding(
            at=at,
            message=f"`{written}` cannot be read in a document that does not fit into the template",
            help="write what it stands for, or publish the paths as several APIs",
        )


@rule(
    "AC1218",
    severity=WARNING,
    bad=f"policy: {{allow: [{PARTNER[:-1]}, operations: [getBook]}}]}}{TWO.replace('/books:', '/books/{id}:')}".replace(
        "listBooks", "getBook"
    ),
    good=f"policy: {{allow: [{PARTNER[:-1]}, operations: [listBooks]}}]}}{TWO}",
    evidence=EXAMPLES,
)
def policy_wider_than_written(target: Target) -> Findings:
    """An entry that names operations lets in to those, and to no operation below them.

    A policy writes `*` for a path variable, and `*` stands for slashes too.
    """
    for caller in target.allowed:
        for key in target.apis if caller.operations else ():
            meant = target.meant(caller, key)
            reached = {(method.operation.method, _reach(method.operation.path)) for method in meant}
            known = {id(method) for method in meant}
            for method in target.methods[key]:
                verb, path = method.operation.method, method.operation.path
                if id(method) not in known and any(own in (ANY, verb) and covers(glob, path) for own, glob in reached):
                    yield Finding(
                        at=caller.at / "operations",
                        message=f"`{method.operation.title}` is let in to as well: in a policy a path variable "
                        "stands for everything below it",
                        help="name it too, or let another path lead to one of them",
                    )


@rule(
    "AC1219",
    bad=f"apis: {{v1: openapi.yaml, v2: other.yaml}}\npolicy: {{allow: [{PARTNER[:-1]}, operations: [listBooks]}}]}}\n"
    "--- other.yaml\nopenapi: 3.0.3\ninfo: {title: other, version: '1'}\n"
    "paths: {/others: {get: {operationId: listOthers, responses: {'200': {description: ok}}}}}\n",
    good=f"apis: {{v1: openapi.yaml, v2: other.yaml}}\npolicy: {{allow: [{PARTNER[:-1]}, operations: [listBooks, "
    "listOthers]}]}\n--- other.yaml\nopenapi: 3.0.3\ninfo: {title: other, version: '1'}\n"
    "paths: {/others: {get: {operationId: listOthers, responses: {'200': {description: ok}}}}}\n",
    evidence=INVALID,
)
def api_without_callers(target: Target) -> Findings:
    """A policy that lets in lets somebody in to every API: it would be empty for the others."""
    reached = {key for key in target.apis for caller in target.allowed if target.meant(caller, key)}
    for key in target.apis if reached else ():
        if target.methods[key] and key not in reached:
            yield Finding(
                at=_allow_at(target).key,
                message=f"nobody is let in to any operation of `{key}`",
                help="name some of its operations, or publish it with a blueprint of its own",
                notes=(Note(target.blueprint.apis[key].at.key, "this API"),),
            )


@rule(
    "AC1220",
    severity=WARNING,
    bad=f"policy: {{allow: [{OFFICE}, {PARTNER}]}}",
    good=f"policy: {{allow: [{OFFICE}]}}",
    evidence=FLOW,
)
def network_that_binds_nobody(target: Target) -> Findings:
    """Whoever has a permission of IAM, or is let in by a Lambda authorizer, is bound to networks that stand alone.

    What a policy merely does not allow, such a permission still does. A list
    of networks and nothing else is denied to everybody outside of them; with
    accounts, roles or operations in it, it says only whom it lets in besides.
    """
    if not any(caller.IS_PRINCIPAL or caller.operations for caller in target.allowed):
        return
    for caller in target.allowed:
        methods = [method for key in target.apis for method in target.meant(caller, key)]
        open_to = next(filter(_may_be_permitted, methods), None)
        if open_to and not caller.IS_PRINCIPAL:
            yield Finding(
                at=caller.at,
                message=f"`{open_to.operation.title}` can be called from elsewhere too, by whom IAM or an authorizer "
                "lets in",
                help="let only networks stand in the list, without `operations`, or name those who sign instead",
            )


def _callers(target: Target) -> Iterator[AnyCaller]:
    yield from target.allowed
    yield from target.denied


def _signs(method: Method) -> bool:
    return isinstance(method.access.value, Iam)


def _needs_an_allow(method: Method) -> bool:
    """Whether a call is refused that no policy lets in, where there is one."""
    access = method.access.value
    return isinstance(access, Public) or (isinstance(access, Guarded) and access.is_cognito)


def _may_be_permitted(method: Method) -> bool:
    """Whether somebody else can let a caller in of whom a policy says nothing."""
    return not _needs_an_allow(method)


def _reach(path: str) -> str:
    """Return the paths that a policy lets in to which names *path*, as a glob."""
    return re.sub(r"\{[^{}]*\}", "**", path)


def _allow_at(target: Target) -> Location:
    policy = target.blueprint.policy
    part = target.door if target.door and target.door.allow else policy
    assert part, "somebody says who is let in"
    return part.at / "allow"


def _policy_at(target: Target) -> Location:
    return target.blueprint.policy.at if target.blueprint.policy else target.at / "endpoint"
