"""The languages that openapi-generator is told about, and what a client in each of them is made with."""

from __future__ import annotations

from collections.abc import Mapping

from apicompiler.noun import EMPTY, Noun
from apicompiler.sdk.names import ClientName


class Language(Noun):
    """How clients in one language are made."""

    generator: str
    properties: Mapping[str, str] = EMPTY
    """What the generator is told; braces hold the name of the client."""
    signing: str = ""
    """The file that signs calls; none where a generator is called by its own name."""
    neighbour: str = ""
    """The file of the client beside which it stands."""

    def named(self, name: ClientName) -> dict[str, str]:
        """Return the properties of the client *name*."""
        return {key: value.format(name=name) for key, value in self.properties.items()}


LANGUAGES = {
    "python": Language(
        "python", {"packageName": "{name.snake}", "projectName": "{name.dashed}"}, "signing.py", "api_client.py"
    ),
    "typescript": Language("typescript-fetch", {"npmName": "{name.dashed}"}, "signing.ts", "runtime.ts"),
    "java": Language(
        "java",
        {
            "groupId": "{name.snake}",
            "artifactId": "{name.dashed}",
            "invokerPackage": "{name.snake}",
            "apiPackage": "{name.snake}.api",
            "modelPackage": "{name.snake}.model",
        },
        "Signing.java",
        "ApiClient.java",
    ),
    "go": Language("go", {"packageName": "{name.joined}"}, "signing.go", "client.go"),
}


def language(name: str) -> Language:
    """Return the language *name*; what is none is a generator of openapi-generator."""
    return LANGUAGES.get(name) or Language(name)
