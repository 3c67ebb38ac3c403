"""The languages that openapi-generator is told about, and what a client in each of them is made with."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

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
    maker: str = ""
    """What a function that makes a value is called by, before the name of its schema."""

    def named(self, name: ClientName) -> dict[str, str]:
        """Return the properties of the client *name*."""
        return {key: value.format(name=name) for key, value in self.properties.items()}

    def renamed(self, schemas: Iterable[str]) -> dict[str, str]:
        """Return other names for the schemas that would be called as what makes another one: `NewPet` beside `Pet`."""
        types = {name: "".join(word[:1].upper() + word[1:] for word in re.split(r"\W|_", name)) for name in schemas}
        taken = {f"{self.maker}{type}" for type in types.values()} if self.maker else set()
        return {name: f"{type}Model" for name, type in types.items() if type in taken}


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
    "go": Language("go", {"packageName": "{name.joined}"}, "signing.go", "client.go", "New"),
}


def language(name: str) -> Language:
    """Return the language *name*; what is none is a generator of openapi-generator."""
    return LANGUAGES.get(name) or Language(name)
