"""One method that is given its integration, and what all kinds of integrations ask of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from apicompiler.blueprint import Answer, Backend, Custom, Templates
from apicompiler.lifecycle import announcements
from apicompiler.lower.body.cors import METHOD_HEADER, announced_headers, answer_headers
from apicompiler.methods import Method
from apicompiler.noun import Noun
from apicompiler.plan import Value, joined
from apicompiler.target import Target
from apicompiler.written import File, Mapped

Lowered = dict[str, Any]

JSON = "application/json"
PASSTHROUGH = {"whenNoMatch": "when_no_match", "whenNoTemplates": "when_no_templates", "never": "never"}
CONTENT = {"text": "CONVERT_TO_TEXT", "binary": "CONVERT_TO_BINARY"}
PLACES = {"header": "header", "query": "querystring", "path": "path"}


class Call(Noun):
    """A method, with the stack it belongs to and what API Gateway calls its path variables."""

    target: Target
    stack: str
    method: Method
    names: Mapping[str, str]

    @cached_property
    def success(self) -> str:
        """The status of the first answer in the document that is a success."""
        statuses = (response.status for response in self.method.operation.responses)
        return next((status for status in statuses if status.isdecimal() and status.startswith("2")), "200")

    @property
    def media_types(self) -> tuple[str, ...]:
        """What may be sent to the method, JSON at least."""
        body = self.method.operation.body
        return tuple(dict.fromkeys((*(body.content if body else ()), JSON)))

    def templates(self, named: Templates | None) -> dict[str, Value]:
        """Return mapping templates by content type."""
        if named is None:
            return {}
        files = {JSON: named} if isinstance(named, File) else named
        return {media_type: self.target.texts[str(file)].text for media_type, file in files.items()}

    def parameters(self, backend: Backend) -> dict[str, str]:
        """Return what is sent to a backend beside the body, from where."""
        return {integration_parameter(key): self.of_request(value) for key, value in backend.parameters.items()}

    def of_request(self, value: Mapped) -> str:
        """Return where in the request a value is taken from; a path variable may have another name there."""
        if value.where == "path":
            return f"method.request.path.{self.names.get(value.name, value.name)}"
        return value.of_request()

    def in_template(self, value: Mapped) -> str:
        """Return what a mapping template writes for a value; headers are read beforehand."""
        if value.where == "path":
            return Mapped(f"path.{self.names.get(value.name, value.name)}").in_template()
        return header_variable(value.name) if value.where == "header" else value.in_template()

    def headers_read(self, *values: Mapped | None) -> str:
        """Read headers into variables, however their names are spelt; HTTP/2 has them in small letters.

        https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html
        """
        names = dict.fromkeys(value.name for value in values if value and value.where == "header")
        if not names:
            return ""
        empty = "".join(f'#set({header_variable(name)} = "")' for name in names)
        found = "".join(
            f"#if($name.equalsIgnoreCase('{name}'))#set({header_variable(name)} = $headers.get($name))#end"
            for name in names
        )
        return f"{empty}#set($headers = $input.params().header)#foreach($name in $headers.keySet()){found}#end"

    def request(self, custom: Custom, templates: Mapping[str, Value], passthrough: str) -> Lowered:
        """Write how a request becomes that of the backend; what the blueprint says goes before *templates*."""
        said = self.templates(custom.request) or dict(templates)
        lowered: Lowered = {"passthroughBehavior": PASSTHROUGH.get(custom.passthrough or "", passthrough)}
        if said:
            lowered["requestTemplates"] = said
        if custom.content:
            lowered["contentHandling"] = CONTENT[custom.content]
        return lowered

    def answer(self, answer: Answer) -> Lowered:
        """Write one answer as the blueprint says it."""
        headers = {f"{METHOD_HEADER}{name}": value.of_response() for name, value in answer.headers.items()}
        lowered = self.answered(str(answer.status), self.templates(answer.template), headers)
        if answer.content:
            lowered["contentHandling"] = CONTENT[answer.content]
        return lowered

    def answered(
        self, status: str, templates: Mapping[str, Value], headers: Mapping[str, str], passed_on: bool = False
    ) -> Lowered:
        """Write one answer, which pages of other origins may read.

        One that is *passed_on* to the last byte has no template: the backend
        then says which origin may read it.
        """
        allowed, choice = answer_headers(self.target.blueprint.cors)
        if choice and passed_on:
            allowed[f"{METHOD_HEADER}Access-Control-Allow-Origin"] = (
                "integration.response.header.Access-Control-Allow-Origin"
            )
        elif choice:
            templates = {
                media_type: joined(choice, template)
                for media_type, template in (templates or {JSON: "$input.json('$')"}).items()
            }
        lowered: Lowered = {"statusCode": status}
        announced = announced_headers(announcements(self.target, self.method.api.key), METHOD_HEADER, headers)
        if allowed or announced or headers:
            lowered["responseParameters"] = {**allowed, **announced, **headers}
        if templates:
            lowered["responseTemplates"] = dict(templates)
        return lowered


def header_variable(name: str) -> str:
    """Name the variable of a mapping template that holds a header."""
    return "$header_" + re.sub(r"\W", "_", name)


def integration_parameter(key: str) -> str:
    """`query.page` of a blueprint is `integration.request.querystring.page`."""
    where, _, name = key.partition(".")
    return f"integration.request.{PLACES[where]}.{name}"
