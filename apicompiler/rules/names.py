"""Names: what things may be called, and whether what is named exists."""

import re

from apicompiler.blueprint import Blueprint
from apicompiler.diagnostic import WARNING, Finding, Findings, Replace
from apicompiler.openapi import Api
from apicompiler.rules import rule
from apicompiler.suggest import closest, listed
from apicompiler.target import Target
from apicompiler.written import Name

REGIONS_PAGE = "https://docs.aws.amazon.com/general/latest/gr/apigateway.html"
STACK_NAMES = (
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cfn-using-console-create-stack-parameters.html"
)
LANGUAGE = "docs/language.md"
FUNCTION_NAMES = "https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html"
COMPONENTS = "https://spec.openapis.org/oas/v3.0.4.html#components-object"
WHO = '{lambda: "arn:aws:lambda:eu-west-1:111111111111:function:who"}'

# From the endpoint data of botocore 1.44.5.
REGIONS = frozenset(
    (
        "af-south-1 ap-east-1 ap-east-2 ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-south-2 "
        "ap-southeast-1 ap-southeast-2 ap-southeast-3 ap-southeast-4 ap-southeast-5 ap-southeast-6 "
        "ap-southeast-7 ca-central-1 ca-west-1 eu-central-1 eu-central-2 eu-north-1 eu-south-1 eu-south-2 "
        "eu-west-1 eu-west-2 eu-west-3 il-central-1 me-central-1 me-south-1 me-west-1 mx-central-1 sa-east-1 "
        "sa-west-1 us-east-1 us-east-2 us-west-1 us-west-2 cn-north-1 cn-northwest-1 us-gov-east-1 "
        "us-gov-west-1 "
    ).split()
)


@rule("AC0201", bad="name: book store", good="name: book-store", evidence=STACK_NAMES)
def invalid_name(blueprint: Blueprint) -> Findings:
    """A name begins with a letter and goes on with letters, digits and hyphens, at most 40.

    The name of the blueprint and of an environment make the name of a
    CloudFormation stack; those of APIs, plans and keys make ids in it.
    """
    named = [
        (blueprint.at / "name", blueprint.name),
        *(((part.at).key, part.key) for part in (*blueprint.environments.values(), *blueprint.apis.values())),
        *(((part.at).key, part.key) for part in (*blueprint.usage_plans.values(), *blueprint.api_keys.values())),
        *((part.at.key, part.key) for part in blueprint.domains.values()),
    ]
    for at, name in named:
        if not re.fullmatch(r"[A-Za-z][A-Za-z0-9-]{0,39}", name):
            accepted = re.sub(r"[^A-Za-z0-9-]+", "-", name).strip("-")[:40]
            usable = bool(re.fullmatch(r"[A-Za-z][A-Za-z0-9-]*", accepted))
            yield Finding(
                at=at,
                message=f"`{name[:60]}` cannot be a name",
                help=f"write `{accepted}`" if usable else "begin with a letter, go on with letters, digits and `-`",
                fix=Replace(at, accepted) if usable else None,
            )


@rule(
    "AC0202",
    severity=WARNING,
    bad='environments: {dev: {account: "111111111111", region: eu-wset-1}}',
    good='environments: {dev: {account: "111111111111", region: eu-west-1}}',
    evidence=REGIONS_PAGE,
)
def unknown_region(target: Target) -> Findings:
    """A region is one that AWS has."""
    region = str(target.environment.region)
    if region not in REGIONS:
        close = closest(region, REGIONS)
        yield Finding(
            at=target.region_at,
            message=f"AWS has no region `{region}` that is known here",
            help=f"did you mean `{close}`?" if close else "see the page for the regions of API Gateway",
            fix=Replace(target.region_at, close) if close and target.regions is None else None,
        )


@rule(
    "AC0203",
    binding=True,
    bad="defaults: {integration: boks, auth: iam}",
    good="defaults: {integration: books, auth: iam}",
    evidence=LANGUAGE,
)
def unknown_integration(target: Target) -> Findings:
    """An integration that is named is declared in `integrations`."""
    known = target.names("integrations", target.blueprint.integrations)
    yield from _unknown(target, "integration", known, "integrations")


@rule(
    "AC0204",
    bad="defaults: {integration: books, auth: usrs}",
    good="""
    authorizers:
      users: {cognito: {userPool: "arn:aws:cognito-idp:eu-west-1:111111111111:userpool/eu-west-1_AbCdEfGhI"}}
    defaults: {integration: books, auth: users}
    """,
    evidence=LANGUAGE,
)
def unknown_authorizer(target: Target) -> Findings:
    """An authorizer that is named is declared in `authorizers`, or it is `iam` or `none`."""
    known = target.names("authorizers", target.blueprint.authorizers)
    known += sorted(set.intersection(*map(_authorizers, target.contracts.values())) if target.contracts else ())
    yield from _unknown(target, "auth", ["iam", "none", *known], "authorizers")


@rule(
    "AC0205",
    bad="authorizers: {none: iam}",
    good="authorizers: {internal: iam}",
    evidence=LANGUAGE,
)
def reserved_authorizer_name(blueprint: Blueprint) -> Findings:
    """No authorizer is called `none` or `iam`, unless `iam` it is.

    `auth: none` makes an operation public, and nothing may change what it says.
    """
    for name, authorizer in blueprint.authorizers.items():
        if name == "none" or (name == "iam" and authorizer != "iam"):
            yield Finding(
                at=(blueprint.at / "authorizers" / name).key,
                message=f"`{name}` has a meaning of its own and cannot name an authorizer",
                help="choose another name",
            )


def _authorizers(api: Api) -> set[str]:
    """Return the names of the authorizers that stand in a document."""
    said = {name: scheme.extensions for name, scheme in api.schemes.items() if scheme.extensions}
    return {name for name, found in said.items() if found.authorizer or found.lost}


@rule(
    "AC0211",
    bad="functions: {books.v1: 'ssm:/books'}",
    good="functions: {books-v1: 'ssm:/books'}",
    evidence=FUNCTION_NAMES,
)
def unusable_name(blueprint: Blueprint) -> Findings:
    """A function and a VPC link have names by which they can be called: a letter, then letters, digits, `-` and `_`.

    Lambda takes no other for a function, and API Gateway none that is empty.
    """
    for section, declared in (("functions", blueprint.functions), ("vpcLinks", blueprint.vpc_links)):
        for name in declared:
            if not re.fullmatch(Name.FORM, name):
                at = (blueprint.at / section / name).key
                accepted = re.sub(r"[^A-Za-z0-9_-]+", "-", name).strip("-")
                usable = bool(re.fullmatch(Name.FORM, accepted))
                yield Finding(
                    at=at,
                    message=f"nothing can call `{name[:60]}` by this name",
                    help=f"write `{accepted}`" if usable else "begin with a letter, go on with letters, digits and `-`",
                    fix=Replace(at, accepted) if usable else None,
                )


@rule(
    "AC0212",
    bad=f"authorizers: {{our users: {WHO}}}",
    good=f"authorizers: {{our-users: {WHO}}}",
    evidence=COMPONENTS,
)
def invalid_authorizer_name(blueprint: Blueprint) -> Findings:
    """The name of an authorizer holds letters, digits and `._-`, at most 128.

    It becomes a security scheme of the document that is imported, and is one of those that the contract names.
    """
    for name in blueprint.authorizers:
        if not re.fullmatch(r"[A-Za-z0-9._-]{1,128}", name):
            yield Finding(
                at=(blueprint.at / "authorizers" / name).key,
                message=f"`{name[:60]}` cannot be the name of a security scheme",
                help="use letters, digits and `._-`, at most 128",
            )


def _unknown(target: Target, setting: str, known: list[str], section: str) -> Findings:
    for settings in target.settings:
        name = getattr(settings, setting)
        if isinstance(name, str) and name not in known:
            close = closest(name, known)
            if close:
                help = f"did you mean `{close}`?"
            else:
                help = f"declared: {listed(known)}" if known else f"declare it: `{section}: {{{name}: …}}`"
            yield Finding(
                at=settings.at / setting,
                message=f"nothing in `{section}` is called `{name}`",
                help=help,
                fix=Replace(settings.at / setting, close) if close else None,
            )
