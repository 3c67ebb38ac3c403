"""Puts files into the assembly that `cdk deploy` uploads beside the template."""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path

from aws_cdk import FileAssetPackaging, Stack, Stage

from apicompiler.bundle import LEFT_OUT


class Uploads:
    """What one stack has uploaded.

    The CDK's own `Asset` does the same for any file, and loads all of S3 to do so.
    """

    def __init__(self, stack: Stack) -> None:
        stage = Stage.of(stack)
        assert stage is not None, "a stack is emitted into an app"
        self._synthesizer = stack.synthesizer
        self._assembly = Path(stage.outdir)
        self._folder = Path(stage.asset_outdir)
        self._known: dict[str, tuple[str, str]] = {}

    def code(self, name: str, path: Path, digest: str) -> tuple[str, str]:
        """Upload a folder or a zip file, and return the bucket and the key it will have; what is the same goes once."""
        if digest in self._known:
            return self._known[digest]
        staged = self._folder / f"asset.{digest}{path.suffix if path.is_file() else ''}"
        if not staged.exists():
            if path.is_dir():
                shutil.copytree(path, staged, ignore=shutil.ignore_patterns(*LEFT_OUT))
            else:
                shutil.copyfile(path, staged)
        packaging = FileAssetPackaging.ZIP_DIRECTORY if path.is_dir() else FileAssetPackaging.FILE
        self._known[digest] = self._added(name, staged, digest, packaging)
        return self._known[digest]

    def text(self, name: str, text: str) -> tuple[str, str]:
        """Upload JSON, and return the bucket and the key it will have."""
        content = text.encode()
        digest = hashlib.sha256(content).hexdigest()
        staged = self._folder / f"asset.{digest}.json"
        staged.write_bytes(content)
        return self._added(name, staged, digest, FileAssetPackaging.FILE)

    def _added(self, name: str, staged: Path, digest: str, packaging: FileAssetPackaging) -> tuple[str, str]:
        added = self._synthesizer.add_file_asset(
            source_hash=digest,
            file_name=os.path.relpath(staged, self._assembly),
            packaging=packaging,
            display_name=name,
        )
        return added.bucket_name, added.object_key
