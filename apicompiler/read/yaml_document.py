"""Reads YAML 1.2 (core schema) in one pass: values and the positions of all of them together.

PyYAML's own loaders are not used: they read YAML 1.1 (`on` is true, `1:30` is
90), let the last of two equal keys win, and overflow the stack on deep nesting.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from apicompiler.limits import MAX_ALIASED_NODES, MAX_DEPTH, MAX_DIGITS
from apicompiler.read import trouble
from apicompiler.read.trouble import Trouble
from apicompiler.source import Path, Place

try:
    from yaml import CSafeLoader as Parser
except ImportError:  # PyYAML was built without libyaml: the same events, more slowly
    from yaml import SafeLoader as Parser  # type: ignore[assignment]

CORE_TAGS = frozenset(f"tag:yaml.org,2002:{name}" for name in ("str", "map", "seq")) | {"!"}
MERGE = "\0<<"  # how `<<` is kept while its mapping is read: no key that is written in quotes can be mistaken for it


class _Refused(Exception):
    """Reading cannot go on; the trouble is already noted."""


class YamlText:
    """One YAML text: its *value*, the *troubles* met on the way, and where everything stands."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.value: Any = None
        self.troubles: list[Trouble] = []
        # For each collection, by identity: the offsets of its keys and values, in order
        # (k0, v0, k1, v1, …) for a mapping, (v0, v1, …) for a sequence.
        self._offsets: dict[int, array[int]] = {}
        self._start = 0
        try:
            self._build()
        except yaml.reader.ReaderError as error:
            self._refuse(trouble.INVALID_YAML, error.position, f"{error.reason}")
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            problem = str(error.problem or error.context or "not YAML")
            self._refuse(trouble.INVALID_YAML, mark.index if mark else 0, problem)
        except _Refused:
            self.value = None

    def _refuse(self, rule: Any, offset: int, message: str) -> None:
        self.value = None
        self.troubles.append(Trouble(rule, min(offset, max(len(self.text) - 1, 0)), message))

    def _build(self) -> None:
        parser: Any = Parser(self.text)
        next_event = parser.get_event
        offsets = self._offsets
        anchors: dict[str, Any] = {}
        sizes: dict[str, int] = {}
        open_anchors: dict[str, int] = {}
        repeated: list[tuple[dict[str, Any], str, int]] = []
        nodes = aliased = documents = 0
        # Each open collection: itself, its offsets, its pending key (mappings), anchor, nodes before it.
        stack: list[tuple[Any, Any, Any, str | None, int]] = []
        holder: Any = []
        spots: list[int] = []
        key: Any = None  # the key that waits for its value; None while a mapping expects a key
        key_at = 0
        in_mapping = False
        while True:
            event = next_event()
            kind = type(event)
            if kind is ScalarEvent:
                at = event.start_mark.index
                value: Any = event.value
                if in_mapping and key is None:
                    if event.tag is not None and event.tag not in CORE_TAGS:
                        self._tag(event)
                    key, key_at = MERGE if value == "<<" and event.implicit[0] else value, at
                    nodes += 1
                    continue
                if event.implicit[0]:
                    value = self._plain(value, at)
                elif event.tag is not None and event.tag not in CORE_TAGS:
                    self._tag(event)
                nodes += 1
                if event.anchor is not None:
                    anchors[event.anchor], sizes[event.anchor] = value, 1
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                at = event.start_mark.index
                if in_mapping and key is None:
                    self._refuse(trouble.INVALID_YAML, at, "a key is a plain word, not a collection")
                    raise _Refused
                if event.tag is not None and event.tag not in CORE_TAGS:
                    self._tag(event)
                if len(stack) >= MAX_DEPTH:
                    self._refuse(trouble.NESTED_TOO_DEEPLY, at, f"nested more than {MAX_DEPTH} levels deep")
                    raise _Refused
                if event.anchor is not None:
                    open_anchors[event.anchor] = nodes
                stack.append((holder, spots, (key, key_at, in_mapping, at), event.anchor, nodes))
                in_mapping = kind is MappingStartEvent
                holder, spots, key = {} if in_mapping else [], [], None
                nodes += 1
                continue
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                value, own = holder, array("I", spots)
                holder, spots, (key, key_at, in_mapping, at), anchor, before = stack.pop()
                offsets[id(value)] = own
                if repeated and repeated[-1][0] is value:
                    self._duplicates(value, own, repeated)
                if kind is MappingEndEvent and MERGE in value:
                    self._merge(value, at)
                if anchor is not None:
                    open_anchors.pop(anchor, None)
                    anchors[anchor], sizes[anchor] = value, nodes - before
            elif kind is AliasEvent:
                at = event.start_mark.index
                name = event.anchor
                if name in open_anchors:
                    self._refuse(trouble.ALIAS_EXPANSION, at, f"`*{name}` stands inside what it stands for")
                    raise _Refused
                if name not in anchors:
                    self._refuse(trouble.INVALID_YAML, at, f"nothing is called `&{name}` before this line")
                    raise _Refused
                aliased += sizes[name]
                nodes += sizes[name]
                if aliased > MAX_ALIASED_NODES:
                    self._refuse(
                        trouble.ALIAS_EXPANSION, at, f"aliases stand for more than {MAX_ALIASED_NODES:,} nodes"
                    )
                    raise _Refused
                value = anchors[name]
                if in_mapping and key is None:
                    if not isinstance(value, str):
                        self._refuse(trouble.INVALID_YAML, at, "a key is a plain word, not a collection")
                        raise _Refused
                    key, key_at = value, at
                    continue
            elif kind is DocumentStartEvent:
                documents += 1
                if documents > 1:
                    self._refuse(
                        trouble.INVALID_YAML,
                        event.start_mark.index,
                        "a second document starts here: one file, one document",
                    )
                    raise _Refused
                continue
            elif kind is StreamEndEvent:
                break
            else:
                continue
            # A value is complete: hand it to what holds it.
            if not stack:
                self.value, self._start = value, at
            elif in_mapping:
                if key in holder:
                    repeated.append((holder, key, key_at))
                else:
                    holder[key] = value
                    spots.append(key_at)
                    spots.append(at)
                key = None
            else:
                holder.append(value)
                spots.append(at)

    def _plain(self, text: str, at: int) -> Any:
        """Resolve a plain scalar by the core schema."""
        if text and text[0] not in "+-.0123456789~nNtTfF":
            return text
        if text in ("", "~", "null", "Null", "NULL"):
            return None
        if text in ("true", "True", "TRUE"):
            return True
        if text in ("false", "False", "FALSE"):
            return False
        if re.fullmatch(r"[-+]?[0-9]+", text):
            if re.match(r"[-+]?0[0-9]", text):
                self.troubles.append(
                    Trouble(
                        trouble.AMBIGUOUS_NUMBER,
                        at,
                        f"`{text}` is a number to some tools and text to others",
                        f'write "{text}"',
                        fix=f'"{text}"',
                    )
                )
                return text
            if len(text) > MAX_DIGITS:
                self.troubles.append(Trouble(trouble.NOT_A_JSON_VALUE, at, f"a number of {len(text)} digits"))
                return None
            return int(text)
        if re.fullmatch(r"0o[0-7]+|0x[0-9a-fA-F]+", text) and len(text) <= MAX_DIGITS // 2:
            return int(text, 0)
        if re.fullmatch(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", text):
            number = float(text)
            if number in (float("inf"), float("-inf")):
                self.troubles.append(Trouble(trouble.NOT_A_JSON_VALUE, at, f"`{text[:40]}` is beyond every number"))
                return None
            return number
        if re.fullmatch(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)", text):
            self.troubles.append(Trouble(trouble.NOT_A_JSON_VALUE, at, f"`{text}` has no counterpart in JSON"))
            return None
        return text

    def _tag(self, event: Any) -> None:
        tag = event.tag.replace("tag:yaml.org,2002:", "!!")
        self.troubles.append(
            Trouble(trouble.YAML_TAG, event.start_mark.index, f"the tag `{tag}` means nothing here", "remove the tag")
        )

    def _duplicates(
        self, holder: dict[str, Any], spots: array[int], repeated: list[tuple[dict[str, Any], str, int]]
    ) -> None:
        """Report the keys of a mapping that stood there already, which are the last of those *repeated* so far."""
        firsts = dict(zip(holder, spots[::2], strict=True))
        while repeated and repeated[-1][0] is holder:
            _, key, at = repeated.pop()
            message = f"the key `{key.lstrip(MERGE[0])}` stands here a second time"
            self.troubles.append(Trouble(trouble.DUPLICATE_KEY, at, message, note=(firsts[key], "first here")))

    def _merge(self, value: dict[str, Any], at: int) -> None:
        """Carry out `<<`, which YAML 1.2 no longer has and many documents still do."""
        spots = list(self._offsets[id(value)])
        index = list(value).index(MERGE)
        sources = value.pop(MERGE)
        del spots[2 * index : 2 * index + 2]
        for source in sources if isinstance(sources, list) else [sources]:
            if not isinstance(source, dict):
                self.troubles.append(Trouble(trouble.INVALID_YAML, at, "`<<` merges mappings only"))
                continue
            theirs = self._offsets[id(source)]
            for position, (key, inherited) in enumerate(source.items()):
                if key not in value:
                    value[key] = inherited
                    spots += theirs[2 * position : 2 * position + 2]
        self._offsets[id(value)] = array("I", spots)

    def locate(self, paths: Iterable[Path]) -> Mapping[Path, Place]:
        return dict(self._places(paths))

    def _places(self, paths: Iterable[Path]) -> Iterator[tuple[Path, Place]]:
        ranks: dict[int, dict[str, int]] = {}
        for path in paths:
            value, place = self.value, Place(None, self._start)
            for step in path:
                spots = self._offsets[id(value)]
                if isinstance(value, dict):
                    if id(value) not in ranks:
                        ranks[id(value)] = {key: rank for rank, key in enumerate(value)}
                    index = ranks[id(value)][str(step)]
                    place = Place(spots[2 * index], spots[2 * index + 1])
                else:
                    assert isinstance(step, int), "a sequence is entered by index"
                    place = Place(None, spots[step])
                value = value[step]
            yield path, place
