"""Addresses of one's own."""

from collections.abc import Callable, Mapping
from typing import Literal

from apicompiler.blueprint.part import Part
from apicompiler.pointers import CertificateArn, Export, SsmParameter, ZoneId
from apicompiler.written import S3Object

LEGACY_TLS = ("TLS_1_0", "TLS_1_2")
SecurityPolicy = Literal[
    "TLS_1_2",
    "TLS_1_0",
    "SecurityPolicy_TLS13_1_3_2025_09",
    "SecurityPolicy_TLS13_1_3_FIPS_2025_09",
    "SecurityPolicy_TLS13_1_2_PFS_PQ_2025_09",
    "SecurityPolicy_TLS13_1_2_FIPS_PQ_2025_09",
    "SecurityPolicy_TLS13_1_2_FIPS_PFS_PQ_2025_09",
    "SecurityPolicy_TLS13_1_2_Ext2_PQ_2025_09",
    "SecurityPolicy_TLS13_1_2_Ext2_FIPS_PQ_2025_09",
    "SecurityPolicy_TLS13_1_2_PQ_2025_09",
    "SecurityPolicy_TLS13_1_2_2021_06",
    "SecurityPolicy_TLS13_2025_EDGE",
    "SecurityPolicy_TLS12_PFS_2025_EDGE",
    "SecurityPolicy_TLS12_2018_EDGE",
]


class Zone(Part):
    """The hosted zone in which a domain's records are written."""

    name: str
    """The name of the zone."""
    id: ZoneId | SsmParameter | Export
    """Its id, or where it is found."""
    private: bool = False
    """Whether it is a private hosted zone, which only VPCs see."""


class Tls(Part):
    """How callers agree with an API or a domain on encryption."""

    SHORTHAND = "policy"

    policy: SecurityPolicy = "TLS_1_2"
    """The oldest protocol and the ciphers that are accepted."""
    access: Literal["basic", "strict"] | None = None
    """Whether the name in the handshake must be the one in the request (`strict`); enhanced policies only."""

    @property
    def is_enhanced(self) -> bool:
        return self.policy not in LEGACY_TLS


class MutualTls(Part):
    """Callers show a certificate, too."""

    truststore: S3Object
    """The certificates of those who may issue one."""
    version: str = ""
    """The version of that object."""
    ownership_certificate: CertificateArn | None = None
    """A public certificate for the name, where that of the domain is imported or of a private authority."""


class HeaderRoute(Part):
    """Calls that a header leads elsewhere than base paths do."""

    header: Mapping[str, str]
    """What one header or two must hold, with a `*` before it, behind it, or on both sides for anything."""
    path: str = ""
    """What the path begins with besides; it is taken off, as a base path is."""
    api: str
    """What answers, as `api` or `api/stage`."""


class Address(Part):
    """What every domain has."""

    name: str
    """The domain name."""
    paths: Mapping[str, str]
    """Which API answers under which base path, as `api` or `api/stage`."""


class Domain(Address):
    """An address of one's own."""

    certificate: Literal["create"] | CertificateArn | SsmParameter | Export
    """Its certificate, in us-east-1 for an edge endpoint, else in the region of the API; `create` makes one there."""
    zone: Zone | None = None
    """Where the records are written; when left out, the target is printed instead, where it is known."""
    record: Literal["alias", "cname"] = "alias"
    """An alias (A and AAAA), which costs nothing and may stand at the top of a zone, or a CNAME."""
    tls: Tls | None = None
    """Which encryption the domain is made for, TLS 1.2 and later when left out; that of the APIs decides too."""
    mutual_tls: MutualTls | None = None
    """Whose certificates callers must show."""
    routes: tuple[HeaderRoute, ...] = ()
    """What headers lead to which API, before any base path is looked at; the first that fits decides."""


class ExistingDomain(Address):
    """A domain that was made elsewhere, with this endpoint type; only base paths are added to it."""

    existing: Literal[True]
    """Says so."""


def leading(domain: Domain | ExistingDomain, wanted: Callable[[str], bool]) -> Domain | ExistingDomain:
    """Return *domain* with those of its base paths and routes alone that lead where it is *wanted*."""
    domain = domain.replace(paths={path: text for path, text in domain.paths.items() if wanted(text)})
    if not isinstance(domain, Domain):
        return domain
    return domain.replace(routes=tuple(route for route in domain.routes if wanted(route.api)))
