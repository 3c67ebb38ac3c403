"""Serves HTTP APIs of any account and region: LocalEmu looks for them in those of whoever signs, and nobody does."""

from typing import Any

from localemu.services.apigatewayv2 import router
from moto.apigatewayv2.models import apigatewayv2_backends


def install() -> None:
    router.handle_v2_request = handle


def handle(request: Any, api_id: str = "", stage: str = "$default", path: str = "", **_: Any) -> Any:
    for account, regions in list(apigatewayv2_backends.items()):
        for region, backend in list(regions.items()):
            if api_id in backend.apis:
                path = f"/{path.removeprefix('/')}"
                return router._http_handler.handle(
                    request=request, api_id=api_id, stage=stage, path=path, account_id=account, region=region
                )
    return router.Response(response='{"message": "Not Found"}', status=404, content_type="application/json")
