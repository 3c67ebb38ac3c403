"""How callers find an API: records, edges of CloudFront, domains, and the addresses that API Gateway gives."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from apicompiler.graph.model import Edge, Node, Piece
from apicompiler.graph.scene import Scene
from apicompiler.plan import Distribution, DomainName, Late, PrivateDomain, Value, named

CLIENT = Node("client", "client", "callers")
ENDPOINTS = {"EDGE": "edge-optimized", "REGIONAL": "regional", "PRIVATE": "private"}


def domains(scene: Scene) -> Iterator[Piece]:
    """Yield each domain with what leads to it, and the arrows to the stages that answer there."""
    made = scene.plan.domains
    before = {distribution.origin: distribution for distribution in scene.plan.distributions}
    for domain in made:
        front = before.get(domain.name)
        edge = (_distribution(front),) if front else _edge(domain.endpoint, domain.name)
        yield from _way(CLIENT, *_records(scene, front or domain), *edge, _domain(domain))
    for private in scene.plan.private_domains:
        yield from _way(CLIENT, *_records(scene, private), Node(private.id, "domain", private.name, ("private",)))
        yield from (Edge(private.id, path.stage) for path in private.base_paths)
    for rule in scene.plan.routing_rules:
        if isinstance(rule.domain, Late):
            yield Edge(str(rule.domain["Fn::GetAtt"][0]), rule.stage)
    known = {domain.id for domain in made}
    for path in scene.plan.base_paths:
        id = _id(path.domain)
        if id not in known:
            yield from _way(CLIENT, Node(id, "domain", id, ("made elsewhere",)))
        yield Edge(id, path.stage)


def gateway_addresses(scene: Scene) -> Iterator[Piece]:
    """Yield the addresses that API Gateway itself gives to stages, where they are open."""
    plan = scene.plan
    for api in plan.apis:
        doors = tuple(f"by {named(endpoint)}" for endpoint in api.vpc_endpoints)
        if api.is_open:
            yield from _given(api.endpoint, doors, [stage.id for stage in plan.stages if stage.api == api.id])
    for made in plan.of_second:
        if made.api.is_open:
            yield from _given("REGIONAL", (), [stage.id for stage in made.stages])


def _given(endpoint: str, doors: tuple[str, ...], stages: list[str]) -> Iterator[Piece]:
    address = Node(f"execute-api {endpoint}", "domain", "execute-api", (ENDPOINTS[endpoint], *doors))
    yield from _way(CLIENT, *_edge(endpoint, "execute-api"), address)
    yield from (Edge(address.id, stage) for stage in stages)


def _way(*steps: Node) -> Iterator[Piece]:
    """Yield boxes that lead from one to the next."""
    yield from steps
    yield from (Edge(one.id, other.id) for one, other in pairwise(steps))


def _records(scene: Scene, domain: DomainName | PrivateDomain | Distribution) -> Iterator[Node]:
    types = [record.type for record in scene.plan.records if record.domain == domain.id]
    if types:
        kind = "canonical name" if types == ["CNAME"] else "alias"
        yield Node(f"dns {domain.id}", "dns", ", ".join(types), (kind,))


def _distribution(made: Distribution) -> Node:
    locked = ("only it may call",) if made.key else ()
    return Node(made.id, "cdn", made.name, ("CloudFront", *locked))


def _edge(endpoint: str, name: str) -> Iterator[Node]:
    if endpoint == "EDGE":
        yield Node(f"cdn {name}", "cdn", "CloudFront", ("of API Gateway",))


def _domain(domain: DomainName) -> Node:
    mutual = ("callers show certificates",) if domain.truststore else ()
    return Node(domain.id, "domain", domain.name, (ENDPOINTS[domain.endpoint], *mutual))


def _id(domain: Value) -> str:
    return domain if isinstance(domain, str) else str(domain["Ref"])
