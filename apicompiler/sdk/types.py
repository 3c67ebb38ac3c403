"""The SDKs that API Gateway makes itself, and what it must be told for each."""

from __future__ import annotations

from collections.abc import Mapping

from apicompiler.sdk.names import ClientName

# What is required: https://docs.aws.amazon.com/apigateway/latest/api/API_GetSdk.html; of Ruby
# https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-generate-sdk-cli.html, both read 2026-11-28.
# No hyphens in names of Java, nothing but letters in the name of a Ruby service:
# https://docs.aws.amazon.com/apigateway/latest/developerguide/generate-java-sdk-of-an-api.html, and …/generate-ruby-….
PARAMETERS: Mapping[str, Mapping[str, str]] = {
    "javascript": {},
    "java": {"serviceName": "{name.camel}", "javaPackageName": "{name.snake}"},
    "android": {
        "groupId": "{name.snake}",
        "artifactId": "{name.dashed}",
        "artifactVersion": "1.0.0",
        "invokerPackage": "{name.snake}",
    },
    "objectivec": {"classPrefix": "{name.camel}"},
    "swift": {"classPrefix": "{name.camel}"},
    "ruby": {"service.name": "{name.letters}"},
}


def parameters(type: str, name: ClientName, said: Mapping[str, str]) -> dict[str, str]:
    """Return what API Gateway is told for an SDK of *type*: what is *said*, and whatever it cannot do without."""
    return {key: value.format(name=name) for key, value in PARAMETERS[type].items()} | dict(said)
