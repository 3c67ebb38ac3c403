"""Counts what of the quotas of an account others take already."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from apicompiler.account.preflight.enquiry import Enquiry, Look
from apicompiler.account.preflight.owned import owned
from apicompiler.account.trouble import Missing
from apicompiler.blueprint import Quotas
from apicompiler.holdings import DeployedApi, Holding, Quota, Raised
from apicompiler.limits import (
    CLIENT_CERTIFICATES_PER_ACCOUNT,
    DOMAINS_PER_ACCOUNT,
    EDGE_APIS,
    INTEGRATION_TIMEOUT_MS,
    PRIVATE_APIS,
    REGIONAL_APIS,
    RESOURCES_PER_API,
    USAGE_PLANS,
    VPC_LINKS,
    VPC_LINKS_WITH_SUBNETS,
)
from apicompiler.plan import Plan
from apicompiler.target import Target


class Counted(NamedTuple):
    """A quota of which each thing of a type takes one."""

    code: str
    """Of Service Quotas; https://docs.aws.amazon.com/apigateway/latest/developerguide/
    api-gateway-execution-service-limits-table.html names them, read 2026-11-28."""
    what: str
    type: str
    service: str
    operation: str
    key: str
    default: int


COUNTED = (
    Counted("L-A93447B8", "domains", "AWS::ApiGateway::DomainName", "apigateway", "get_domain_names", "items",
            DOMAINS_PER_ACCOUNT),
    Counted("L-E8693075", "usage plans", "AWS::ApiGateway::UsagePlan", "apigateway", "get_usage_plans", "items",
            USAGE_PLANS),
    Counted("L-824C9E42", "client certificates", "AWS::ApiGateway::ClientCertificate", "apigateway",
            "get_client_certificates", "items", CLIENT_CERTIFICATES_PER_ACCOUNT),
    Counted("L-A4C7274F", "VPC links", "AWS::ApiGateway::VpcLink", "apigateway", "get_vpc_links", "items", VPC_LINKS),
    Counted("L-608BDCD4", "VPC links through subnets", "AWS::ApiGatewayV2::VpcLink", "apigatewayv2", "get_vpc_links",
            "Items", VPC_LINKS_WITH_SUBNETS),
)  # fmt: skip
APIS: Mapping[str, tuple[str, str, int]] = {
    "REGIONAL": ("L-AA0FF27B", "regional APIs", REGIONAL_APIS),
    "EDGE": ("L-B97207D0", "edge-optimized APIs", EDGE_APIS),
    "PRIVATE": ("L-A966AB5C", "private APIs", PRIVATE_APIS),
}
RESOURCES, TIMEOUT = "L-01C8A9E0", "L-E5AE38E3"


def count_looks(target: Target, plan: Plan) -> Iterator[Look]:
    wanted = {
        "domains": len(plan.domains),
        "usage plans": len(plan.usage_plans),
        "client certificates": len(plan.client_certificates),
        "VPC links": sum(not link.subnets for link in plan.vpc_links),
        "VPC links through subnets": sum(bool(link.subnets) for link in plan.vpc_links),
    }
    for counted in COUNTED:
        if number := wanted[counted.what]:
            yield Look(f"the quota of {counted.what}", _counted, (counted, number, plan))
    if plan.apis:
        kind = plan.apis[0].endpoint
        yield Look(f"the quota of {APIS[kind][1]}", _apis, (kind, plan))
    quotas = target.environment.quotas
    if quotas:
        yield Look("quotas that were raised", _raised, (quotas,))


def _counted(enquiry: Enquiry, counted: Counted, wanted: int, plan: Plan) -> Iterator[Holding]:
    if counted.service == "apigatewayv2":  # which has no pages for them, and allows few
        answer = enquiry.ask(counted.service, counted.operation, MaxResults="100").get(counted.key, ())
    else:
        answer = enquiry.each(counted.service, counted.operation, counted.key)
    there = [held for held in answer if not _is_private(held)]
    ours = owned(enquiry, plan).counts
    mine = ours.get(counted.type, 0)
    if counted.what == "domains":
        mine += ours.get("AWS::ApiGatewayV2::DomainName", 0)
    yield _quota(enquiry, counted.code, counted.what, len(there) - mine, wanted, counted.default)


def _is_private(held: Mapping[str, Any]) -> bool:
    """Whether a domain is private: those have a quota of their own."""
    return "PRIVATE" in held.get("endpointConfiguration", {}).get("types", ())


def _apis(enquiry: Enquiry, kind: str, plan: Plan) -> Iterator[Holding]:
    code, what, default = APIS[kind]
    there = enquiry.each("apigateway", "get_rest_apis", "items")
    kinds = {api["id"]: api.get("endpointConfiguration", {}).get("types", [kind])[0] for api in there}
    ours = owned(enquiry, plan).ids
    mine = {ours[api.id] for api in plan.apis if api.id in ours}
    others = sum(found == kind for id, found in kinds.items() if id not in mine)
    yield _quota(enquiry, code, what, others, len(plan.apis), default)
    for api in plan.apis:
        if ours.get(api.id) in kinds:
            yield DeployedApi(enquiry.target.at / "endpoint", api.name, kinds[ours[api.id]], kind)


def _raised(enquiry: Enquiry, quotas: Quotas) -> Iterator[Holding]:
    """Look whether AWS has raised what the blueprint says it has."""
    region = str(enquiry.target.environment.region)
    if quotas.resources > RESOURCES_PER_API:
        allowed = _allowed(enquiry, RESOURCES, RESOURCES_PER_API)
        yield Raised(quotas.at / "resources", RESOURCES, "resources of an API", region, quotas.resources, allowed)
    if quotas.timeout:
        allowed, said = _allowed(enquiry, TIMEOUT, INTEGRATION_TIMEOUT_MS[1]), quotas.timeout.milliseconds
        yield Raised(quotas.at / "timeout", TIMEOUT, "milliseconds of an integration", region, said, allowed)


def _quota(enquiry: Enquiry, code: str, what: str, others: int, wanted: int, default: int) -> Holding:
    target = enquiry.target
    allowed = _allowed(enquiry, code, default)
    return Quota(target.region_at, code, what, str(target.environment.region), others, wanted, allowed)


def _allowed(enquiry: Enquiry, code: str, default: int) -> int:
    """Return the value of a quota: of one that was never changed, Service Quotas may know none of the account.

    https://docs.aws.amazon.com/servicequotas/2019-06-24/apireference/API_GetServiceQuota.html, read 2026-11-28
    """
    try:
        answer = enquiry.ask("service-quotas", "get_service_quota", ServiceCode="apigateway", QuotaCode=code)
    except Missing:
        return default
    return int(answer.get("Quota", {}).get("Value", default))
