"""The distribution of CloudFront before a domain."""

from collections.abc import Mapping
from typing import Literal

from apicompiler.blueprint.part import Part
from apicompiler.blueprint.watching import Waf
from apicompiler.noun import EMPTY
from apicompiler.pointers import CertificateArn, Export, SsmParameter
from apicompiler.written import CountryCode, Duration, S3Folder


class Origin(Part):
    """The domain of API Gateway that a distribution calls."""

    SHORTHAND = "name"

    name: str
    """Its name, in the zone of the domain that callers use."""
    certificate: Literal["create"] | CertificateArn | SsmParameter | Export = "create"
    """Its certificate, in the region of the APIs."""


class AllowedCountries(Part):
    """The countries whose callers are let in."""

    allow: tuple[CountryCode, ...]
    """Their codes of two letters."""


class DeniedCountries(Part):
    """The countries whose callers are kept out."""

    deny: tuple[CountryCode, ...]
    """Their codes of two letters."""


class CloudFront(Part):
    """A distribution of CloudFront before one domain, with everything that answers there."""

    domain: str
    """The domain that callers use: a name in `domains`. Its certificate is in us-east-1."""
    origin: Origin | None = None
    """The domain that the distribution calls; `origin.` before the name of the domain when left out."""
    origin_lock: bool = True
    """Whether the APIs answer nobody but the distribution, which shows a key that Secrets Manager makes up."""
    origin_key: int = 1
    """Which key is shown: the next number changes it, and nothing is interrupted."""
    cache: Mapping[str, Duration | Literal["off"]] = EMPTY
    """How long answers to GET are kept, by selector; nothing is kept that is not named."""
    waf: Waf | None = None
    """The firewall before the distribution: `managed`, one of your own, or a web ACL of CloudFront that is there."""
    countries: AllowedCountries | DeniedCountries | None = None
    """Where callers may be; anywhere when left out."""
    price_class: Literal[100, 200, "all"] = "all"
    """From where CloudFront answers: `100` North America and Europe, `200` most others too, `all` everywhere."""
    headers: Literal["security", "off"] = "security"
    """Whether answers get the headers that make browsers careful."""
    tls: Literal["TLSv1.2_2018", "TLSv1.2_2019", "TLSv1.2_2021", "TLSv1.2_2025", "TLSv1.3_2025"] = "TLSv1.2_2021"
    """The oldest protocol and the ciphers that callers may use."""
    logs: S3Folder | None = None
    """Where CloudFront writes a line for each request: a bucket that takes ACLs."""
