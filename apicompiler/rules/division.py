"""APIs that are split: what leads callers to each of the several that one becomes."""

import re
from collections.abc import Iterator

from apicompiler.blueprint import Address, ExistingDomain
from apicompiler.diagnostic import Finding, Findings, Note
from apicompiler.division import divided
from apicompiler.openapi import resources
from apicompiler.routing import leads
from apicompiler.rules import rule
from apicompiler.rules.domains import QUOTAS, example
from apicompiler.shares import Share
from apicompiler.target import Target

ROUTING = "https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-routing-rules.html"
EXECUTE_API = "https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-call-api.html"
EDGE = "https://github.com/aws/aws-cdk/issues/15904"
MODE = "https://docs.aws.amazon.com/apigateway/latest/developerguide/set-routing-mode.html"
STEM = "https://github.com/hashicorp/terraform-provider-aws/issues/37605"


def split(*paths: str, resources: int = 3, rules: int = 50, domain: str = "", apis: str = "") -> str:
    """Write a blueprint with an API that is split, and may have so many resources."""
    quotas = f"quotas: {{resources: {resources}, routingRules: {rules}}}"
    answer = "{get: {responses: {'200': {description: ok}}}}"
    return (
        f"apis: {{v1: {{definition: openapi.yaml, split: auto}}{apis}}}\n"
        f"environments: {{dev: {{account: '111111111111', region: eu-west-1, {quotas}}}}}\n{domain}\n"
        "--- openapi.yaml\npaths:\n" + "".join(f"  {path}: {answer}\n" for path in paths)
    )


FEW = ("/books", "/orders", "/authors")


@rule(
    "AC0480",
    binding=True,
    bad=split("/books", "/books/{id}", "/books/{id}/pages", "/orders", domain=example()),
    good=split("/books", "/books/{id}", "/books/{id}/pages", "/orders", resources=4, domain=example()),
    evidence=STEM,
)
def share_too_large(target: Target) -> Findings:
    """No API is too large that a split one becomes: what begins alike stays together.

    It is divided by the first segments of its paths, and by the next ones where
    a first one alone has too many resources; a variable divides nothing, nor
    does the root.
    """
    allowed = target.quotas.resources
    for key, shares in target.shares.items():
        for share in shares:
            if share.resources <= allowed:
                continue
            branch = "/" + "/".join(min(share.branches))
            behind = f"with a variable behind `{branch}`" if len(branch) > 1 else "with a variable"
            yield Finding(
                at=(target.blueprint.apis[key].at / "split"),
                message=f"what begins {behind} needs {share.resources} resources, and {allowed} are allowed in one API",
                help=f"have the quota raised and write `quotas: {{resources: {share.resources}}}` in the environment, "
                "or publish some of these paths as another API",
                notes=(
                    Note(share.items[0].at.key, "the first of these paths"),
                    Note(target.environment.at.key, "the environment that is deployed to"),
                ),
            )


@rule("AC0481", binding=True, bad=split(*FEW), good=split(*FEW, domain=example()), evidence=EXECUTE_API)
def split_without_domain(target: Target) -> Findings:
    """A domain leads to every API that is split: each of the several that it becomes has another address."""
    for key, shares in _divided(target):
        routed = any(route.api.partition("/")[0] == key for domain in target.own_domains for route in domain.routes)
        if target.blueprint.endpoint == "regional" and not routed and not any(_leading(target, key)):
            yield Finding(
                at=target.blueprint.apis[key].at / "split",
                message=f"`{key}` becomes {len(shares)} APIs, and no domain makes one address of theirs",
                help=f"declare a domain with `paths: {{/: {key}}}`, or have the quota raised and write "
                f"`quotas: {{resources: {_resources(target, key)}}}` in the environment",
            )


@rule(
    "AC0482",
    binding=True,
    bad=split(*FEW, domain="endpoint: edge\n" + example("us-east-1")),
    good=split(*FEW, domain="endpoint: regional\n" + example()),
    evidence=EDGE,
)
def split_beyond_the_region(target: Target) -> Findings:
    """An API that is split has a regional endpoint: only domains in the region have routing rules."""
    for key, shares in _divided(target):
        if target.blueprint.endpoint != "regional":
            yield Finding(
                at=target.blueprint.apis[key].at / "split",
                message=f"`{key}` becomes {len(shares)} APIs, and no routing rule leads to them where the endpoint is "
                + ("private" if target.door else "at the edge"),
                help="write `endpoint: regional`, or have the quota raised and write "
                f"`quotas: {{resources: {_resources(target, key)}}}` in the environment",
                notes=(Note((target.at / "endpoint").key, "the endpoint"),),
            )


@rule(
    "AC0483",
    binding=True,
    bad=split(*FEW, domain=example(paths="{/shop: v1}")),
    good=split(*FEW, domain=example(paths="{/: v1}")),
    evidence=ROUTING,
)
def split_below_a_base_path(target: Target) -> Findings:
    """An API that is split answers under the empty base path: a routing rule passes a path on as it came."""
    for key, _ in _divided(target):
        for domain, path in _leading(target, key):
            if path.strip("/"):
                yield Finding(
                    at=(domain.at / "paths" / path).key,
                    message=f"`{key}` is split, and its paths do not begin with `{path}`",
                    help=f"write `/: {key}`, or put `{path}` before its paths with `basePath: prepend` and `servers`",
                    notes=(Note(target.blueprint.apis[key].at / "split", "split here"),),
                )


@rule(
    "AC0484",
    binding=True,
    bad=split(*FEW, domain="domains: {main: {name: api.example.com, existing: true, paths: {/: v1}}}"),
    good=split(*FEW, domain=example()),
    evidence=MODE,
)
def split_under_an_existing_domain(target: Target) -> Findings:
    """A domain that leads to an API that is split is made here: whoever makes it decides that rules lead anywhere."""
    for key, _ in _divided(target):
        for domain, path in _leading(target, key):
            if isinstance(domain, ExistingDomain):
                yield Finding(
                    at=domain.at / "paths" / path,
                    message=f"`{domain.name}` was made elsewhere, for base paths only, and `{key}` is split",
                    help="give it a domain that is made here",
                    notes=(Note(target.blueprint.apis[key].at / "split", "split here"),),
                )


@rule(
    "AC0485",
    bad=split(*FEW, resources=2, rules=1, domain=example()),
    good=split(*FEW, resources=2, rules=2, domain=example()),
    evidence=QUOTAS,
)
def too_many_routing_rules(target: Target) -> Findings:
    """A domain has at most 50 routing rules, unless AWS has raised the quota for the account.

    Each beginning of paths that leads to another of several APIs takes one,
    and so does each entry of `routes`.
    """
    allowed, made = target.quotas.routing_rules, divided(target)
    for domain in made.own_domains:
        needed = sum(1 for _ in leads(made, domain))
        if needed > allowed:
            yield Finding(
                at=domain.at.key,
                message=f"the domain needs {needed} routing rules, and {allowed} are allowed",
                help=f"have the quota raised and write `quotas: {{routingRules: {needed}}}` in the environment",
                notes=(Note(target.environment.at.key, "the environment that is deployed to"),),
            )


@rule(
    "AC0486",
    bad=split(*FEW, domain=example(paths="{/: v1, /books: v2}"), apis=", v2: other.yaml")
    + "--- other.yaml\nopenapi: 3.0.3\ninfo: {title: b, version: '1'}\n"
    "paths: {/b: {get: {responses: {'200': {description: ok}}}}}\n",
    good=split(*FEW, domain=example(paths="{/: v1, /v2: v2}"), apis=", v2: other.yaml")
    + "--- other.yaml\nopenapi: 3.0.3\ninfo: {title: b, version: '1'}\n"
    "paths: {/b: {get: {responses: {'200': {description: ok}}}}}\n",
    evidence=MODE,
)
def base_path_among_those_of_a_split(target: Target) -> Findings:
    """Beside an API that is split, a base path is none of its own: routing rules decide before base paths do."""
    for key, shares in _divided(target):
        branches = {branch for share in shares for branch in share.branches if branch}
        for domain, _ in _leading(target, key):
            for path in domain.paths:
                words = tuple(path.strip("/").split("/"))
                hidden = (b for b in branches if b[: len(words)] == words[: len(b)])
                if words != ("",) and (branch := min(hidden, default=None)):
                    yield Finding(
                        at=(domain.at / "paths" / path).key,
                        message=f"`{key}`, which is split, has paths that begin with `/{'/'.join(branch)}`",
                        help="give the other API another base path, or a domain of its own",
                        notes=(Note(target.blueprint.apis[key].at / "split", "split here"),),
                    )


@rule(
    "AC0487",
    binding=True,
    bad=split(*FEW, resources=4, apis=", v1-1: openapi.yaml"),
    good=split(*FEW, resources=4, apis=", v2: openapi.yaml"),
    evidence="docs/language.md",
)
def named_like_a_share(target: Target) -> Findings:
    """No API is called like those that a split one becomes: as it is, with a number behind."""
    for key in target.shares:
        for name, api in target.blueprint.apis.items():
            if re.fullmatch(re.escape(key) + r"-\d+", name):
                yield Finding(
                    at=api.at.key,
                    message=f"`{name}` is what one of the APIs may be called that `{key}` becomes",
                    help="give it another name",
                    notes=(Note(target.blueprint.apis[key].at / "split", "split here"),),
                )


def _divided(target: Target) -> Iterator[tuple[str, tuple[Share, ...]]]:
    return ((key, shares) for key, shares in target.shares.items() if len(shares) > 1)


def _leading(target: Target, key: str) -> Iterator[tuple[Address, str]]:
    """Yield each domain that leads to the API *key*, and the base path."""
    for domain in target.blueprint.domains.values():
        for path, text in domain.paths.items():
            if text.partition("/")[0] == key:
                yield domain, path


def _resources(target: Target, key: str) -> int:
    return resources(target.apis[key].paths)
