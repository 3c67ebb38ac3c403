"""Reads an API definition into one and the same view, whatever version it is written in.

The versions differ in where bodies, schemas and security schemes stand; the
class of each (`versions`) knows its places.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from typing import Any, Literal

from apicompiler.blueprint import BasePath
from apicompiler.extensions import PREFIX, ApiExtensions, OperationExtensions, RequestValidator
from apicompiler.noun import EMPTY
from apicompiler.openapi import (
    ANY,
    KEY_HEADER,
    METHODS,
    Api,
    Content,
    Operation,
    Parameter,
    PathItem,
    Prose,
    RequestBody,
    Requirement,
    Response,
    Security,
    SecurityScheme,
)
from apicompiler.read import trouble
from apicompiler.read.extensions import ExtensionReader
from apicompiler.read.files import Files
from apicompiler.read.references import References
from apicompiler.read.schemas import Schemas
from apicompiler.source import Document, Location
from apicompiler.suggest import closest

ANY_METHOD = f"{PREFIX}any-method"
PLACES: tuple[Literal["path", "query", "header", "cookie"], ...] = ("path", "query", "header", "cookie")
BESIDE_OPERATIONS = frozenset({"parameters", "summary", "description", "servers", "$ref"})
SCALARS = frozenset({"string", "number", "integer", "boolean"})


class Reader(Schemas, ABC):
    """What is the same in all versions."""

    PATHS_ARE_REQUIRED = True
    IGNORED_HEADERS: frozenset[str] = frozenset()
    UNPUBLISHED: frozenset[str] = frozenset({"trace"})
    """The methods that API Gateway does not have."""
    UNREAD_PLACES: frozenset[str] = frozenset({"body", "formData"})
    """Where inputs stand that are no parameters to API Gateway."""

    def __init__(
        self, document: Document, files: Files, base_path: BasePath, is_documented: bool, extensions: ExtensionReader
    ) -> None:
        super().__init__(References(files))
        self.document = document
        self.base_path = base_path
        self.is_documented = is_documented
        self.base = ""
        self.extensions = extensions
        self.of_all: ApiExtensions | None = None
        self.shared_security: Security | None = None

    def api(self, key: str) -> Api:
        root, at = self.document.value, self.document.at
        info = self.mapping(root.get("info", {}), at / "info")
        self.of_all = self.extensions.read(ApiExtensions, root, at)
        self.shared_security = self._security(root, at)
        if "paths" not in root and self.PATHS_ARE_REQUIRED:
            self.malformed(at / "paths", "`paths` is missing")
        self.looked_at()
        self.base = self._base()
        paths = tuple(self._paths(self.mapping(root.get("paths", {}), at / "paths"), at / "paths"))
        for name, schema in self.mapping(*self.component("schemas")).items():
            self.schema(schema, self.component("schemas")[1] / name)
        return Api(
            at=at,
            key=key,
            title=str(info.get("title", "")),
            version=str(info.get("version", "")),
            paths=paths,
            schemes=dict(self._schemes()),
            extensions=self.of_all,
            unread=tuple(self.extensions.unread),
            references=self.visit_schemas(),
            weight=sum(self.weights),
            largest=max(self.weights, default=0),
            prose=self.prose(info),
        )

    # What each version knows --------------------------------------------------------------------

    @abstractmethod
    def component(self, kind: str) -> tuple[Any, Location]:
        """Return where the named things of one *kind* stand."""

    @abstractmethod
    def body(self, operation: dict[str, Any], at: Location, inputs: list[tuple[Any, Location]]) -> RequestBody | None:
        """Read what is sent to an operation; *inputs* are its parameters as they stand."""

    @abstractmethod
    def answered(self, response: dict[str, Any], at: Location, operation: dict[str, Any]) -> Content:
        """Read what is sent in a response."""

    @abstractmethod
    def examples(self, response: dict[str, Any], at: Location) -> Mapping[str, Any]:
        """Return the examples of a response by media type."""

    @abstractmethod
    def parameter_type(self, parameter: dict[str, Any], at: Location) -> Any:
        """Return what a parameter has for a type."""

    @abstractmethod
    def server(self) -> str:
        """Return the path under which the document says that its API is found."""

    def is_checked(self, parameter: dict[str, Any], kind: Any) -> bool:
        """Whether API Gateway can tell that a parameter is there: what is empty is missing to it."""
        return parameter.get("allowEmptyValue") is not True

    def looked_at(self) -> None:
        """Report what only this version has, and API Gateway does not."""

    def _base(self) -> str:
        """Return what stands before every path of the document in API Gateway."""
        if self.base_path == "ignore":
            return ""
        words = [word for word in self.server().split("/") if word]
        return "".join(f"/{word}" for word in (words[1:] if self.base_path == "split" else words))

    def prose(self, value: dict[str, Any]) -> Prose:
        """Keep what *value* says to people, if it is to be published."""
        if not self.is_documented:
            return EMPTY
        said = ((word, value.get(word)) for word in ("summary", "description"))
        return {word: text for word, text in said if isinstance(text, str) and text}

    # Paths and operations -----------------------------------------------------------------------

    def _paths(self, paths: dict[str, Any], at: Location) -> Iterator[PathItem]:
        for path, value in paths.items():
            if path.startswith("x-"):
                continue
            if not path.startswith("/"):
                self.malformed((at / path).key, f"the path `{path}` does not begin with `/`")
                continue
            found = self.references.follow(value, at / path)
            if found:
                operations = {operation.method: operation for operation in self._operations(path, *found)}
                if found[1] != at / path:  # what stands beside the reference restates what it leads to
                    operations |= {
                        operation.method: operation for operation in self._operations(path, value, at / path)
                    }
                yield PathItem(at=at / path, path=path, base=self.base, operations=tuple(operations.values()))

    def _operations(self, path: str, value: Any, at: Location) -> Iterator[Operation]:
        item = self.mapping(value, at)
        self.extensions.leave(item, at)
        shared = self.sequence(item.get("parameters", []), at / "parameters")
        for word, value in item.items():
            if word in self.UNPUBLISHED:
                message = f"API Gateway has no method for `{word}`, which is not published"
                self.report(trouble.UNPUBLISHED_METHOD, (at / word).key, message)
            elif word in METHODS or word == ANY_METHOD:
                method = ANY if word == ANY_METHOD else word.upper()
                yield self._operation(path, method, self.mapping(value, at / word), at / word, shared, at)
            elif word not in BESIDE_OPERATIONS and not word.startswith("x-"):
                close = closest(word, METHODS)
                self.malformed(
                    (at / word).key, f"`{word}` is no HTTP method", f"did you mean `{close}`?" if close else ""
                )

    def _operation(
        self, path: str, method: str, value: dict[str, Any], at: Location, shared: list[Any], item_at: Location
    ) -> Operation:
        extensions = self.extensions.read(OperationExtensions, value, at)
        inputs = [(item, item_at / "parameters" / index) for index, item in enumerate(shared)]
        own = self.sequence(value.get("parameters", []), at / "parameters")
        inputs += [(item, at / "parameters" / index) for index, item in enumerate(own)]
        resolved = [found for item in inputs if (found := self.references.follow(*item))]
        operation_id = value.get("operationId", "")
        tags = self.sequence(value.get("tags", []), at / "tags")
        return Operation(
            at=at,
            path=path,
            base=self.base,
            method=method,
            id=self.text(operation_id, at / "operationId"),
            tags=tuple(self.text(tag, at / "tags" / index) for index, tag in enumerate(tags)),
            parameters=self._parameters(resolved),
            body=self.body(value, at, resolved),
            responses=tuple(self._responses(value, at)),
            security=self._security(value, at) or self.shared_security,
            prose=self.prose(value),
            extensions=extensions,
            validator=self._validator(extensions) or self._validator(self.of_all),
        )

    def _parameters(self, inputs: list[tuple[Any, Location]]) -> tuple[Parameter, ...]:
        """Read the parameters that stand in the request line or its headers; a later one restates an earlier."""
        by_place: dict[tuple[str, str], Parameter] = {}
        for raw, at in inputs:
            value = self.mapping(raw, at)
            where = value.get("in")
            if isinstance(where, str) and where in self.UNREAD_PLACES:
                continue
            if where not in PLACES:
                self.malformed(at / "in", f"a parameter is in `path`, `query`, `header` or `cookie`, not in `{where}`")
                continue
            name = value.get("name")
            if not isinstance(name, str) or not name:
                self.malformed(at / "name", "the parameter has no name")
                continue
            if where == "header" and name.lower() in self.IGNORED_HEADERS:
                continue
            kind = self.parameter_type(value, at)
            by_place[where, name] = Parameter(
                at=at,
                name=name,
                where=where,
                required=where == "path" or value.get("required") is True,
                type=kind if isinstance(kind, str) and kind in SCALARS else "string",
                is_checked=self.is_checked(value, kind),
                prose=self.prose(value),
            )
        return tuple(by_place.values())

    def _responses(self, operation: dict[str, Any], at: Location) -> Iterator[Response]:
        for status, value in self.mapping(operation.get("responses", {}), at / "responses").items():
            if status.startswith("x-"):
                continue
            found = self.references.follow(value, at / "responses" / status)
            if not found:
                continue
            response, response_at = self.mapping(*found), found[1]
            headers = self.mapping(response.get("headers", {}), response_at / "headers")
            yield Response(
                at=at / "responses" / status,
                status=status,
                headers=tuple(headers),
                content=self.answered(response, response_at, operation),
                prose=self.prose(response),
                examples=self.examples(response, response_at),
            )

    # Security -----------------------------------------------------------------------------------

    def _security(self, value: dict[str, Any], at: Location) -> Security | None:
        if "security" not in value:
            return None
        at = at / "security"
        alternatives = (
            Requirement(
                at=at / index,
                schemes={
                    name: tuple(map(str, self.sequence(scopes, at / index / name)))
                    for name, scopes in self.mapping(requirement, at / index).items()
                },
            )
            for index, requirement in enumerate(self.sequence(value["security"], at))
        )
        return Security(at, tuple(alternatives))

    def _schemes(self) -> Iterator[tuple[str, SecurityScheme]]:
        schemes, at = self.component("securitySchemes")
        for name, value in self.mapping(schemes, at).items():
            found = self.references.follow(value, at / name)
            if found:
                scheme = self.mapping(*found)
                extensions = self.extensions.of_scheme(scheme, found[1])
                kind = self.text(scheme.get("type", ""), found[1] / "type")
                header = scheme.get("in") == "header" and str(scheme.get("name", "")).lower() == KEY_HEADER
                yield (
                    name,
                    SecurityScheme(
                        at=at / name,
                        name=name,
                        type=kind,
                        is_api_key=kind == "apiKey" and header,
                        is_signature=extensions is not None and extensions.authtype == "awsSigv4",
                        value={word: scheme[word] for word in scheme if word != "description"},
                        extensions=extensions,
                    ),
                )

    # What stands there in the words of API Gateway ----------------------------------------------

    def _validator(self, said: ApiExtensions | OperationExtensions | None) -> RequestValidator | None:
        """Return what a name stands for in this document."""
        name = said.request_validator if said else None
        if said is None or name is None:
            return None
        known = self.of_all.request_validators if self.of_all else {}
        if name not in known and not (self.of_all and "request_validators" in self.of_all.lost):
            at = said.place("request_validator")
            close = closest(name, known)
            help = f"did you mean `{close}`?" if close else "declare it in `x-amazon-apigateway-request-validators`"
            self.report(trouble.UNKNOWN_VALIDATOR, at, f"no validator is called `{name}`", help)
        return known.get(name)
