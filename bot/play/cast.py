"""The sample partnership: who is in it, what each answers, and the playground's own words."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

FOLDER = Path(__file__).parent / "samples"
ZONE = ZoneInfo("Asia/Bangkok")
"""The samples' dates are told in Thai time."""

Answers = Mapping[str, Any]
"""Question key, or "key@2" for the second round → the answer; see the head of samples/th.toml."""


@dataclass(frozen=True, slots=True)
class Persona:
    """Someone who plays: the name on the screen and what they say while joining."""

    called: str
    name: str
    authority: str = "decides"
    remind: str = "never"


@dataclass(frozen=True, slots=True)
class SampleOrganisation:
    name: str
    sector: str
    people: tuple[Persona, ...]
    answers: Answers


@dataclass(frozen=True, slots=True)
class Samples:
    language: str
    partnership: Mapping[str, str]
    """title, name, purpose, broker (as called), broker_name."""
    dates: Mapping[str, datetime]
    """When each stage opens, by its key; "joining" before them, "key@2" for a second round."""
    agreed: Mapping[str, str]
    organisations: tuple[SampleOrganisation, ...]
    words: Mapping[str, Any] = field(default_factory=dict)
    """The playground's own words."""

    @property
    def broker(self) -> Persona:
        return Persona(self.partnership["broker"], self.partnership["broker_name"])

    @property
    def entries(self) -> frozenset[str]:
        """Everything that anyone types into a list: the items that are asked about later."""
        found: set[str] = set()
        for organisation in self.organisations:
            for value in organisation.answers.values():
                if isinstance(value, list):
                    found.update(str(entry) for entry in value)
        return frozenset(found)

    def organisation(self, called: str) -> SampleOrganisation:
        """The organisation that the person of this name speaks for. Raises KeyError."""
        for organisation in self.organisations:
            if any(persona.called == called for persona in organisation.people):
                return organisation
        raise KeyError(called)


@cache
def load(language: str) -> Samples:
    """The samples in a language. Raises FileNotFoundError where there are none."""
    with (FOLDER / f"{language}.toml").open("rb") as file:
        data = tomllib.load(file)
    return Samples(
        data["language"],
        data["partnership"],
        {key: _at(text) for key, text in data["dates"].items()},
        data["agreed"],
        tuple(organisation(each) for each in data["organisations"]),
        data["playground"],
    )


def _at(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=ZONE)


def organisation(data: Mapping[str, Any]) -> SampleOrganisation:
    people = tuple(Persona(**person) for person in data["people"])
    return SampleOrganisation(data["name"], data["sector"], people, data["answers"])
