"""One dialect told in another: Swagger 2.0 and OpenAPI 3.0 to 3.2 in, OpenAPI 3.0 or 3.1 out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from apicompiler.contract.grammar import OPEN, OPEN_IN_SWAGGER, OPENAPI, SWAGGER, Grammar
from apicompiler.contract.schemas import LEFT_TO_30, in_30, in_31, of_30
from apicompiler.contract.swagger import parameter, path_item, security_scheme, swagger_schema
from apicompiler.diagnostic import Note
from apicompiler.source import Document, Location

Copied = dict[str, Any]


class Dialect:
    """How one document is told in the version of the contract, 3.0 or 3.1."""

    def __init__(self, document: Document, version: str, notes: list[Note]) -> None:
        self.document = document
        self.version = version
        self.notes = notes
        said = str(document.value.get("openapi", ""))
        self.is_swagger = "swagger" in document.value
        self.is_2020 = not self.is_swagger and not said.startswith("3.0")
        self.grammar: Grammar = SWAGGER if self.is_swagger else OPENAPI
        self.open = OPEN_IN_SWAGGER if self.is_swagger else OPEN
        # In Swagger what is sent stands among parameters: only written out can it be told apart.
        self.written_out = frozenset({"parameter", "response"}) if self.is_swagger else frozenset()

    @property
    def schemas(self) -> Mapping[str, Any]:
        """The schemas of the document that have names."""
        value = self.document.value
        holder = value if self.is_swagger else value.get("components", {})
        found = holder.get("definitions" if self.is_swagger else "schemas", {}) if isinstance(holder, dict) else {}
        return found if isinstance(found, dict) else {}

    @property
    def schemas_at(self) -> Location:
        at = self.document.at
        return at / "definitions" if self.is_swagger else at / "components" / "schemas"

    @property
    def servers(self) -> list[Any]:
        """Where the document itself says that its API is called."""
        value = self.document.value
        if not self.is_swagger:
            servers = value.get("servers")
            return servers if isinstance(servers, list) else []
        host, base, schemes = value.get("host"), str(value.get("basePath", "")).rstrip("/"), value.get("schemes")
        if not host:
            return [{"url": base}] if base else []
        named = schemes if isinstance(schemes, list) and schemes else ["https"]
        return [{"url": f"{scheme}://{host}{base}"} for scheme in named]

    @property
    def webhooks(self) -> Mapping[str, Any]:
        """The calls that the API makes, if the contract has words for them."""
        found = self.document.value.get("webhooks")
        if not found or not isinstance(found, dict) or not self.is_2020:
            return {}
        if self.version == "3.0":
            self.notes.append(
                Note((self.document.at / "webhooks").key, "OpenAPI 3.0 has no webhooks: they are left out")
            )
            return {}
        return found

    def scheme(self, name: str) -> Any:
        """Return a security scheme as the document declares it."""
        value = self.document.value
        found = value["securityDefinitions"] if self.is_swagger else value["components"]["securitySchemes"]
        return found[name]

    def told(self, kind: str, value: Any, at: Location) -> Any:
        """Tell *value*, of which all that stands in it is told already, in the version of the contract."""
        if kind == "schema":
            return self._schema(swagger_schema(value) if self.is_swagger else value, at)
        if not isinstance(value, dict):
            return value
        if kind == "parameter" and value.get("in") == "path":
            value["name"] = str(value.get("name")).removesuffix("+")  # which only API Gateway writes
        if self.is_swagger and kind in ("parameter", "header"):
            return parameter(value, lambda schema: self._schema(swagger_schema(schema), at))
        if self.is_swagger and kind == "pathItem":
            return path_item(value, self.document.value)
        if self.is_swagger and kind == "securityScheme":
            return security_scheme(value)
        if kind == "operation":
            value.pop("security", None)  # which the blueprint decides
            if self.version == "3.0":
                value.setdefault("responses", {"default": {"description": ""}})
        if kind == "response":
            value.setdefault("description", "")
        if kind == "info" and self.version == "3.0":
            value.pop("summary", None)
            if isinstance(value.get("license"), dict):
                value["license"] = {word: value["license"][word] for word in value["license"] if word != "identifier"}
        return value

    def _schema(self, value: Any, at: Location) -> Any:
        if not self.is_2020:
            return in_31(of_30(value)) if self.version == "3.1" else in_30(of_30(value))
        if self.version == "3.1":
            return value
        if isinstance(value, dict):
            self.notes += [
                Note(at / word, f"`{word}` cannot be said in OpenAPI 3.0, and is left out")
                for word in value
                if word in LEFT_TO_30
            ]
        return in_30(value)
