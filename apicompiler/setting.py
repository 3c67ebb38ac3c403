"""What an environment is made of, before anything is decided about operations: places, stages, doors and domains."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from apicompiler import openapi
from apicompiler.blueprint import (
    Address,
    AnyCaller,
    Blueprint,
    Domain,
    Environment,
    Lock,
    Private,
    Quotas,
    Regions,
    Release,
    Stage,
    UsagePlan,
    VpcDoor,
)
from apicompiler.bundle import Bundle
from apicompiler.channels import Channel, channel
from apicompiler.noun import EMPTY, Noun
from apicompiler.plan import CLOUDFRONT
from apicompiler.profiles import PROFILES, Profile
from apicompiler.shares import Share
from apicompiler.sockets import Socket
from apicompiler.source import Document, Location, Path

LOCK = "blueprint.lock.yaml"
NOTHING_LOCKED = Lock(at=Location(LOCK))


class Setting(Noun):
    """One environment of a blueprint, with its overlay laid over, its variables filled in, and what it names read."""

    blueprint: Blueprint
    environment: Environment
    apis: Mapping[str, openapi.Api]
    texts: Mapping[str, Document] = EMPTY
    """The templates that the blueprint names, by their names."""
    code: Mapping[str, Bundle] = EMPTY
    """The code that its functions name, by its name."""
    lost: frozenset[Path] = frozenset()
    """Where entries stand that could not be read: naming one of them is no second mistake."""
    sockets: Mapping[str, Socket] = EMPTY
    """The WebSocket APIs: everything else here that speaks of APIs means REST APIs."""
    http_apis: Mapping[str, openapi.Api] = EMPTY
    """The HTTP APIs. What speaks of contracts and methods means them and REST APIs."""
    divisions: Mapping[str, tuple[Share, ...]] = EMPTY
    """What became of APIs that are too large for one, where this target has the several instead."""
    lock: Lock = NOTHING_LOCKED
    """What is written down of every environment."""
    regions: Regions | None = None
    """The regions of which the environment is one; None where it has one alone."""

    @cached_property
    def contracts(self) -> Mapping[str, openapi.Api]:
        """Every contract that an OpenAPI document tells, in the order of the blueprint."""
        found = {**self.apis, **self.http_apis}
        return {key: found[key] for key in self.blueprint.apis if key in found}

    def names(self, section: str, declared: Mapping[str, Any]) -> list[str]:
        """Return every name in a section of the blueprint, those included that could not be read."""
        lost = (str(path[1]) for path in self.lost if path[:1] == (section,) and len(path) == 2)
        return [*declared, *lost]

    def is_whole(self, at: Location) -> bool:
        """Whether every entry of the list that stands at *at* could be read."""
        return all(path[:-1] != at.path for path in self.lost)

    @property
    def at(self) -> Location:
        return self.blueprint.at

    @property
    def stack(self) -> str:
        """What everything in AWS is named after: IAM knows no regions, so several of them stand in the name."""
        region = [str(self.environment.region)] if self.regions else []
        return "-".join((self.blueprint.name, self.environment.key, *region))

    @property
    def place(self) -> str:
        """What the environment is called among others."""
        return f"{self.environment.key}, {self.environment.region}" if self.regions else self.environment.key

    @property
    def locked_as(self) -> str:
        """The name under which the lock speaks of it: each region has snapshots of its own."""
        return f"{self.environment.key}/{self.environment.region}" if self.regions else self.environment.key

    @property
    def region_at(self) -> Location:
        """Where the region is written."""
        if self.regions is None:
            return self.environment.at / "region"
        return self.regions.at / "names" / self.regions.names.index(self.environment.region)

    @cached_property
    def profile(self) -> Profile:
        return PROFILES[self.blueprint.profile]

    @cached_property
    def stages(self) -> Mapping[str, Stage]:
        """The stages of every API; one called `live` where none is written."""
        return self.blueprint.stages or {"live": Stage(at=self.blueprint.at / "stages" / "live")}

    @cached_property
    def releases(self) -> Mapping[str, tuple[Release, ...]]:
        """What each pinned stage serves and has served here, the newest first; none where nobody has said."""
        here = self.lock.releases.get(self.locked_as, {})
        return {key: here.get(key, ()) for key, stage in self.stages.items() if stage.pinned}

    @property
    def door(self) -> VpcDoor | None:
        """How a private endpoint is reached; None where the endpoint is public."""
        endpoint = self.blueprint.endpoint
        return endpoint.private if isinstance(endpoint, Private) else None

    @property
    def allowed(self) -> tuple[AnyCaller, ...]:
        """Who is let in; nobody in particular where everybody is."""
        behind = self.door.allow if self.door else None
        policy = self.blueprint.policy
        return behind or (policy.allow if policy else None) or ()

    @property
    def denied(self) -> tuple[AnyCaller, ...]:
        return (self.blueprint.policy.deny if self.blueprint.policy else None) or ()

    def is_edge(self, domain: Address) -> bool:
        """Whether callers of *domain* enter through CloudFront's edge: all but REST APIs are called in their region."""
        return self.blueprint.endpoint == "edge" and not (self.leads_to_socket(domain) or self.leads_to_http(domain))

    def is_private(self, domain: Address) -> bool:
        """Whether *domain* is called from inside of VPCs only: it leads to private endpoints, and is of their kind."""
        return self.door is not None and not self.leads_to_socket(domain)

    def leads_to_socket(self, domain: Address) -> bool:
        """Whether a WebSocket API answers under *domain*."""
        return any(text.partition("/")[0] in self.sockets for text in domain.paths.values())

    def leads_to_http(self, domain: Address) -> bool:
        """Whether an HTTP API answers under *domain*."""
        return any(text.partition("/")[0] in self.http_apis for text in domain.paths.values())

    @property
    def own_domains(self) -> tuple[Domain, ...]:
        """The domains that are made here."""
        return tuple(domain for domain in self.blueprint.domains.values() if isinstance(domain, Domain))

    @property
    def fronted(self) -> Domain | None:
        """The domain for which a distribution of CloudFront answers."""
        front = self.blueprint.cloud_front
        domain = self.blueprint.domains.get(front.domain) if front else None
        return domain if isinstance(domain, Domain) else None

    def is_fronted(self, domain: Address) -> bool:
        return self.fronted is not None and domain.at == self.fronted.at

    def behind(self, domain: Domain) -> Domain:
        """Return the domain of API Gateway that is called for *domain*: itself, or the origin of its distribution."""
        front = self.blueprint.cloud_front
        if front is None or not self.is_fronted(domain):
            return domain
        origin = front.origin
        return domain.replace(
            at=origin.at if origin else front.at / "origin",
            name=origin.name if origin else f"origin.{domain.name}",
            certificate=origin.certificate if origin else "create",
            record="alias",
        )

    @property
    def certified(self) -> Iterator[Domain]:
        """Yield every domain that proves itself: those that callers use, and the origin behind CloudFront."""
        for domain in self.own_domains:
            yield domain
            if self.is_fronted(domain):
                yield self.behind(domain)

    def certificate_region(self, domain: Domain) -> str:
        """Where the certificate of *domain* is: CloudFront serves edge domains, and those before which it stands."""
        edge = self.is_edge(domain) or self.is_fronted(domain)
        return CLOUDFRONT if edge else str(self.environment.region)

    @cached_property
    def channels(self) -> Mapping[str, Channel]:
        """What holds for each stage."""
        return {key: channel(self.blueprint, self.profile, stage) for key, stage in self.stages.items()}

    @cached_property
    def caches(self) -> bool:
        """Whether a stage has a cache."""
        return any(found.cache for found in self.channels.values())

    @property
    def logs(self) -> bool:
        """Whether API Gateway writes logs for which the account needs a role: those of HTTP APIs need none."""
        return bool(self.apis or self.sockets) and any(found.logs for found in self.channels.values())

    def stage_named(self, text: str) -> tuple[str, str] | None:
        """Return the API and the stage that `api` or `api/stage` points at; None when there is none."""
        api, _, stage = text.partition("/")
        stage = stage or next(iter(self.stages))
        return (api, stage) if api in self.blueprint.apis and stage in self.stages else None

    def covered(self, plan: UsagePlan) -> tuple[tuple[str, str], ...]:
        """Return the APIs and stages that a usage plan is good for: no HTTP API has any."""
        if not plan.apis:
            metered = (api for api in self.blueprint.apis if api not in self.http_apis)
            return tuple((api, stage) for api in metered for stage in self.stages)
        named = (found for text in plan.apis if (found := self.stage_named(text)))
        return tuple(dict.fromkeys(found for found in named if found[0] not in self.http_apis))

    @property
    def quotas(self) -> Quotas:
        """What the account that is deployed to allows."""
        return self.environment.quotas or Quotas(at=self.environment.at / "quotas")
