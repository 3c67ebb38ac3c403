"""Reads an API definition, OpenAPI 3.0 or Swagger 2.0, into one and the same view.

The two differ in where bodies, schemas and security schemes stand; the class of
each version knows its places. Whatever has the wrong shape is reported and
passed over, so that one mistake does not hide the next.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import inf
from typing import Any, ClassVar, Literal

from apicompiler.diagnostic import Diagnostic, Finding
from apicompiler.limits import MAX_DEPTH
from apicompiler.openapi import (
    KEY_HEADER,
    METHODS,
    Api,
    Content,
    Extension,
    Operation,
    Parameter,
    PathItem,
    RequestBody,
    Requirement,
    Response,
    Schema,
    SecurityScheme,
)
from apicompiler.read import trouble
from apicompiler.read.decode import WORDS
from apicompiler.read.files import Files
from apicompiler.read.references import References
from apicompiler.source import Document, Location, Path
from apicompiler.suggest import closest

JSON = "application/json"
AUTHTYPE = "x-amazon-apigateway-authtype"
FORM = "application/x-www-form-urlencoded"
Place = tuple[Any, str, Path]
"""A value, its file, and the keys that lead to it."""

PLACES: tuple[Literal["path", "query", "header", "cookie"], ...] = ("path", "query", "header", "cookie")
BESIDE_OPERATIONS = frozenset({"parameters", "summary", "description", "servers", "$ref"})

# More than a keyword or name takes beside its own characters, and than a reference does.
WORD_BYTES, REFERENCE_BYTES = 8, 48
# Where a schema holds further schemas, and of what kind the other keywords are that are compiled.
ONE_SCHEMA = frozenset({"not", "items", "additionalProperties"})
LIST_OF_SCHEMAS = frozenset({"allOf", "anyOf", "oneOf"})
MAP_OF_SCHEMAS = frozenset({"properties"})
KEYWORDS: Mapping[str, tuple[type, ...]] = {
    "required": (list, bool),  # true on a property is an old mistake that every reader passes over
    "enum": (list,),
    "properties": (dict,),
    "allOf": (list,),
    "anyOf": (list,),
    "oneOf": (list,),
    "not": (dict,),
    "items": (dict,),
    "additionalProperties": (dict, bool),
    "maximum": (int, float),
    "minimum": (int, float),
    "multipleOf": (int, float),
    "maxLength": (int,),
    "minLength": (int,),
    "maxItems": (int,),
    "minItems": (int,),
    "maxProperties": (int,),
    "minProperties": (int,),
    "uniqueItems": (bool,),
    "pattern": (str,),
    "nullable": (bool,),
}


def read_api(name: str, key: str, asked_at: Location, files: Files) -> tuple[Api | None, list[Diagnostic]]:
    """Read the definition in the file *name* as the API *key* of the blueprint."""
    document = files.document(name, asked_at)
    if document is None:
        return None, []
    reader = _reader(document, files)
    if isinstance(reader, Diagnostic):
        return None, [reader]
    api = reader.api(key)
    return api, reader.diagnostics + reader.references.diagnostics


def _reader(document: Document, files: Files) -> Reader | Diagnostic:
    """Choose the reader by the version that the document names."""
    value, at = document.value, document.at
    if not isinstance(value, dict):
        return Diagnostic(
            trouble.MALFORMED_DOCUMENT,
            Finding(at=at, message=f"expected an OpenAPI document, found {WORDS[type(value)]}"),
        )
    for word, prefix, kind in (("openapi", "3.0", OpenApi3), ("swagger", "2.0", Swagger2)):
        if word in value:
            version = str(value[word])
            if version == prefix or version.startswith(prefix + "."):
                return kind(document, files)
            return Diagnostic(
                trouble.UNSUPPORTED_VERSION,
                Finding(
                    at=at / word,
                    message=f"`{word}: {version[:20]}` is a version that API Gateway does not import",
                    help="write the document in OpenAPI 3.0 or Swagger 2.0",
                ),
            )
    return Diagnostic(
        trouble.MALFORMED_DOCUMENT,
        Finding(
            at=at,
            message="neither `openapi` nor `swagger` says what this document is",
            help="write `openapi: 3.0.3` at the top",
        ),
    )


class Reader:
    """What is the same in both versions."""

    IGNORED_HEADERS: frozenset[str] = frozenset()

    def __init__(self, document: Document, files: Files) -> None:
        self.document = document
        self.references = References(files)
        self.diagnostics: list[Diagnostic] = []
        self.schemas: list[Schema] = []
        self.extensions: list[Extension] = []
        self.weights: list[float] = []

    def api(self, key: str) -> Api:
        root, at = self.document.value, self.document.at
        info = self.mapping(root.get("info", {}), at / "info")
        self._extensions(root, at)
        if "paths" not in root:
            self.malformed(at / "paths", "`paths` is missing")
        paths = tuple(self._paths(self.mapping(root.get("paths", {}), at / "paths"), at / "paths"))
        for name, schema in self.mapping(*self.component("schemas")).items():
            self.schema(schema, self.component("schemas")[1] / name)
        return Api(
            at=at,
            key=key,
            title=str(info.get("title", "")),
            version=str(info.get("version", "")),
            paths=paths,
            security=self._security(root, at),
            schemes=dict(self._schemes()),
            extensions=tuple(self.extensions),
            references=self._visit_schemas(),
            weight=sum(self.weights),
            largest=max(self.weights, default=0),
        )

    # What each version knows --------------------------------------------------------------------

    def component(self, kind: str) -> tuple[Any, Location]:
        """Return where the named things of one *kind* stand."""
        raise NotImplementedError

    def body(self, operation: dict[str, Any], at: Location, inputs: list[tuple[Any, Location]]) -> RequestBody | None:
        raise NotImplementedError

    def answered(self, response: dict[str, Any], at: Location, operation: dict[str, Any]) -> Content:
        raise NotImplementedError

    def parameter_type(self, parameter: dict[str, Any], at: Location) -> str:
        raise NotImplementedError

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
                item, item_at = self.mapping(*found), found[1]
                self._extensions(item, item_at)
                operations = tuple(self._operations(path, item, item_at))
                yield PathItem(at=at / path, path=path, operations=operations)

    def _operations(self, path: str, item: dict[str, Any], at: Location) -> Iterator[Operation]:
        shared = self.sequence(item.get("parameters", []), at / "parameters")
        for word, value in item.items():
            if word in METHODS:
                yield self._operation(path, word, self.mapping(value, at / word), at / word, shared, at)
            elif word not in BESIDE_OPERATIONS and not word.startswith("x-"):
                close = closest(word, METHODS)
                self.malformed(
                    (at / word).key, f"`{word}` is no HTTP method", f"did you mean `{close}`?" if close else ""
                )

    def _operation(
        self, path: str, method: str, value: dict[str, Any], at: Location, shared: list[Any], item_at: Location
    ) -> Operation:
        self._extensions(value, at)
        inputs = [(item, item_at / "parameters" / index) for index, item in enumerate(shared)]
        own = self.sequence(value.get("parameters", []), at / "parameters")
        inputs += [(item, at / "parameters" / index) for index, item in enumerate(own)]
        resolved = [found for item in inputs if (found := self.references.follow(*item))]
        operation_id = value.get("operationId", "")
        tags = self.sequence(value.get("tags", []), at / "tags")
        return Operation(
            at=at,
            path=path,
            method=method.upper(),
            id=self.text(operation_id, at / "operationId"),
            tags=tuple(self.text(tag, at / "tags" / index) for index, tag in enumerate(tags)),
            parameters=self._parameters(resolved),
            body=self.body(value, at, resolved),
            responses=tuple(self._responses(value, at)),
            security=self._security(value, at),
        )

    def _parameters(self, inputs: list[tuple[Any, Location]]) -> tuple[Parameter, ...]:
        """Read the parameters that stand in the request line or its headers; a later one restates an earlier."""
        by_place: dict[tuple[str, str], Parameter] = {}
        for raw, at in inputs:
            value = self.mapping(raw, at)
            where = value.get("in")
            if where in ("body", "formData"):
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
            by_place[where, name] = Parameter(
                at=at,
                name=name,
                where=where,
                required=where == "path" or value.get("required") is True,
                type=self.parameter_type(value, at),
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
            )

    # Security -----------------------------------------------------------------------------------

    def _security(self, value: dict[str, Any], at: Location) -> tuple[Requirement, ...] | None:
        if "security" not in value:
            return None
        at = at / "security"
        return tuple(
            Requirement(
                at=at / index,
                schemes={
                    name: tuple(map(str, self.sequence(scopes, at / index / name)))
                    for name, scopes in self.mapping(requirement, at / index).items()
                },
            )
            for index, requirement in enumerate(self.sequence(value["security"], at))
        )

    def _schemes(self) -> Iterator[tuple[str, SecurityScheme]]:
        schemes, at = self.component("securitySchemes")
        for name, value in self.mapping(schemes, at).items():
            found = self.references.follow(value, at / name)
            if found:
                scheme = self.mapping(*found)
                signed = scheme.get(AUTHTYPE) == "awsSigv4"
                self._extensions({key: scheme[key] for key in scheme if not (signed and key == AUTHTYPE)}, found[1])
                kind = self.text(scheme.get("type", ""), found[1] / "type")
                header = scheme.get("in") == "header" and str(scheme.get("name", "")).lower() == KEY_HEADER
                yield (
                    name,
                    SecurityScheme(
                        at=at / name,
                        name=name,
                        type=kind,
                        is_api_key=kind == "apiKey" and header,
                        is_signature=signed,
                    ),
                )

    # Schemas ------------------------------------------------------------------------------------

    def schema(self, value: Any, at: Location) -> Schema | None:
        """Note that a schema stands at *at*; what is in it is looked at later, once."""
        if not isinstance(value, dict):
            self.malformed(at, f"expected a schema, found {WORDS[type(value)]}")
            return None
        schema = Schema(at, value)
        self.schemas.append(schema)
        return schema

    def content(self, value: Any, at: Location) -> Content:
        made: dict[str, Schema | None] = {}
        for media_type, holder in self.mapping(value, at).items():
            media = self.mapping(holder, at / media_type)
            made[media_type] = self.schema(media["schema"], at / media_type / "schema") if "schema" in media else None
        return made

    def _visit_schemas(self) -> Mapping[tuple[str, str], Schema]:
        """Look at every schema that is used, however often, once; return where their references lead."""
        leads: dict[tuple[str, str], Schema] = {}
        seen: set[int] = set()
        # Nearly all of a document is schemas: a place is named only when it is reported.
        roots: list[Place] = [(schema.value, schema.at.file, schema.at.path) for schema in reversed(self.schemas)]
        while roots:
            root = roots.pop()
            if id(root[0]) not in seen:
                self.weights.append(self._visit_schema(root, seen, roots, leads))
        return leads

    def _visit_schema(
        self, root: Place, seen: set[int], roots: list[Place], leads: dict[tuple[str, str], Schema]
    ) -> float:
        """Look at one schema and all that is written inside it; those it refers to are put with the *roots*.

        Returns more bytes than the whole of it takes in the document that is deployed.
        """
        weight: float = 0
        waiting = [root]
        while waiting:
            value, file, path = waiting.pop()
            if id(value) in seen:
                weight = inf  # an alias: what it stands for is written out again
                continue
            seen.add(id(value))
            if type(value) is not dict:
                self.malformed(Location(file, path), f"expected a schema, found {WORDS[type(value)]}")
                continue
            reference = value.get("$ref")
            if type(reference) is str:
                weight += REFERENCE_BYTES + len(reference)
                link = (file, reference)
                if link not in leads:
                    found = self.references.follow(value, Location(file, path))
                    if found:
                        leads[link] = Schema(found[1], self.mapping(*found))
                        roots.append((found[0], found[1].file, found[1].path))
                continue
            if len(path) > MAX_DEPTH:
                at = Location(file, path)
                self._report(trouble.NESTED_TOO_DEEPLY, at, f"nested more than {MAX_DEPTH} levels deep")
                continue
            for word, inner in value.items():
                expected = KEYWORDS.get(word)
                if expected is None:
                    continue
                weight += WORD_BYTES + len(word)
                if type(inner) not in expected:
                    words = " or ".join(WORDS[kind] for kind in expected)
                    at = Location(file, (*path, word))
                    self.malformed(at, f"`{word}` is {words}, not {WORDS[type(inner)]}")
                elif word in MAP_OF_SCHEMAS:
                    waiting += [(schema, file, (*path, word, name)) for name, schema in inner.items()]
                    weight += sum(map(_most_bytes, inner)) + WORD_BYTES * len(inner)
                elif word in LIST_OF_SCHEMAS:
                    waiting += [(schema, file, (*path, word, index)) for index, schema in enumerate(inner)]
                elif word in ONE_SCHEMA and type(inner) is dict:
                    waiting.append((inner, file, (*path, word)))
                else:
                    weight += _most_bytes(str(inner))
        return weight

    # Shapes -------------------------------------------------------------------------------------

    def mapping(self, value: Any, at: Location) -> dict[str, Any]:
        if isinstance(value, dict):
            return value
        self.malformed(at, f"expected a mapping, found {WORDS[type(value)]}")
        return {}

    def sequence(self, value: Any, at: Location) -> list[Any]:
        if isinstance(value, list):
            return value
        self.malformed(at, f"expected a list, found {WORDS[type(value)]}")
        return []

    def text(self, value: Any, at: Location) -> str:
        if isinstance(value, str):
            return value
        self.malformed(at, f"expected text, found {WORDS[type(value)]}")
        return ""

    def malformed(self, at: Location, message: str, help: str = "") -> None:
        self._report(trouble.MALFORMED_DOCUMENT, at, message, help)

    def _report(self, rule: Any, at: Location, message: str, help: str = "") -> None:
        self.diagnostics.append(Diagnostic(rule, Finding(at=at, message=message, help=help)))

    def _extensions(self, value: dict[str, Any], at: Location) -> None:
        self.extensions += [
            Extension(at=(at / word).key, name=word) for word in value if word.startswith("x-amazon-apigateway")
        ]


def _most_bytes(text: str) -> int:
    """Return more bytes than *text* takes in JSON, unless it is made of what JSON escapes."""
    return len(text) + 4 if text.isascii() else 4 * len(text)


class OpenApi3(Reader):
    """OpenAPI 3.0."""

    # https://spec.openapis.org/oas/v3.0.4.html#parameter-object: such a parameter says nothing
    IGNORED_HEADERS = frozenset({"accept", "content-type", "authorization"})

    def component(self, kind: str) -> tuple[Any, Location]:
        at = self.document.at / "components"
        components = self.mapping(self.document.value.get("components", {}), at)
        return components.get(kind, {}), at / kind

    def body(self, operation: dict[str, Any], at: Location, inputs: list[tuple[Any, Location]]) -> RequestBody | None:
        if "requestBody" not in operation:
            return None
        found = self.references.follow(operation["requestBody"], at / "requestBody")
        if not found:
            return None
        body, body_at = self.mapping(*found), found[1]
        return RequestBody(
            at=body_at,
            required=body.get("required") is True,
            content=self.content(body.get("content", {}), body_at / "content"),
        )

    def answered(self, response: dict[str, Any], at: Location, operation: dict[str, Any]) -> Content:
        return self.content(response.get("content", {}), at / "content")

    def parameter_type(self, parameter: dict[str, Any], at: Location) -> str:
        schema = parameter.get("schema")
        found = self.references.follow(schema, at / "schema") if schema is not None else None
        kind = self.mapping(*found).get("type") if found else None
        return kind if isinstance(kind, str) else "string"


class Swagger2(Reader):
    """Swagger 2.0, told as OpenAPI 3.0."""

    PLACES: ClassVar = {"schemas": "definitions", "securitySchemes": "securityDefinitions"}

    def component(self, kind: str) -> tuple[Any, Location]:
        word = self.PLACES[kind]
        return self.document.value.get(word, {}), self.document.at / word

    def body(self, operation: dict[str, Any], at: Location, inputs: list[tuple[Any, Location]]) -> RequestBody | None:
        for raw, body_at in inputs:
            value = self.mapping(raw, body_at)
            if value.get("in") == "body":
                schema = self.schema(value["schema"], body_at / "schema") if "schema" in value else None
                types = self._media_types("consumes", operation, at)
                return RequestBody(
                    at=body_at,
                    required=value.get("required") is True,
                    content=dict.fromkeys(types, schema),
                )
        fields = [value for value, _ in inputs if isinstance(value, dict) and value.get("in") == "formData"]
        if fields:
            types = self._media_types("consumes", operation, at, otherwise=FORM)
            required = any(value.get("required") is True for value in fields)
            return RequestBody(at=at / "parameters", required=required, content=dict.fromkeys(types))
        return None

    def answered(self, response: dict[str, Any], at: Location, operation: dict[str, Any]) -> Content:
        if "schema" not in response:
            return {}
        schema = self.schema(response["schema"], at / "schema")
        return dict.fromkeys(self._media_types("produces", operation, at), schema)

    def parameter_type(self, parameter: dict[str, Any], at: Location) -> str:
        kind = parameter.get("type")
        return kind if isinstance(kind, str) else "string"

    def _media_types(
        self, word: str, operation: dict[str, Any], at: Location, otherwise: str = JSON
    ) -> tuple[str, ...]:
        types = operation.get(word, self.document.value.get(word, [otherwise]))
        named = tuple(kind for kind in self.sequence(types, at / word) if isinstance(kind, str))
        return named or (otherwise,)
