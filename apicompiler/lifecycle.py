"""What callers are told of an API whose time is over: since when, until when, and what comes after it."""

from __future__ import annotations

from collections.abc import Mapping

from apicompiler.blueprint import Api
from apicompiler.routing import addresses
from apicompiler.target import Target


def announcements(target: Target, key: str) -> Mapping[str, str]:
    """Return the headers that belong into every answer of an API.

    https://www.rfc-editor.org/rfc/rfc9745, https://www.rfc-editor.org/rfc/rfc8594 and
    https://www.rfc-editor.org/rfc/rfc5829
    """
    api = target.blueprint.apis[key]
    headers: dict[str, str] = {}
    if isinstance(api, Api):
        if api.deprecated:
            headers["Deprecation"] = f"@{api.deprecated.seconds}"
        if api.sunset:
            headers["Sunset"] = api.sunset.http
        if address := next((url for _, url, _ in addresses(target, api.successor or "")), None):
            headers["Link"] = f'<{address}>; rel="successor-version"'
    return headers
