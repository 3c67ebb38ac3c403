"""Addresses of one's own."""

from collections.abc import Mapping
from typing import Literal

from apicompiler.blueprint.part import Part
from apicompiler.pointers import CertificateArn, SsmParameter, ZoneId


class Zone(Part):
    """The hosted zone in which a domain's records are written."""

    name: str
    """The name of the zone."""
    id: ZoneId | SsmParameter
    """Its id, or the parameter that holds it."""


class Domain(Part):
    """An address of one's own."""

    name: str
    """The domain name."""
    certificate: CertificateArn
    """Its certificate: in us-east-1 for an edge endpoint, else in the region of the API."""
    paths: Mapping[str, str]
    """Which API answers under which base path, as `api` or `api/stage`."""
    zone: Zone | None = None
    """Where the records are written; when left out, the target is printed instead."""
    record: Literal["alias", "cname"] = "alias"
    """An alias (A and AAAA), which costs nothing and may stand at the top of a zone, or a CNAME."""
