"""What a record holds, as `Record.events` and `Record.to_dict()` give it."""

from __future__ import annotations

from typing import Literal, NotRequired, TypedDict

FieldName = Literal["title", "text"]


class Span(TypedDict):
    """A stretch of a field: `field[start:end]`."""

    field: FieldName
    start: int
    end: int


class DateRange(TypedDict):
    """Days, ISO 8601, both included, and the words that say so."""

    start: str
    end: str
    text: Span


class Duration(TypedDict):
    """How long an act took."""

    minutes: int
    approximate: bool


class Place(TypedDict):
    """Where an act took place: name as written, ISO 3166-1 alpha-3, GeoNames id, degrees north and east."""

    name: str
    country: str | None
    geonames: int | None
    lat: float | None
    lon: float | None
    text: Span


class Topic(TypedDict):
    """What an act was about, in the text's words."""

    label: str
    text: Span


class PartyRef(TypedDict):
    """The id of an entry of `actors`."""

    actor: str


class OtherParty(TypedDict):
    """A party that is neither doer nor done to."""

    actor: str
    part: Literal["attending", "mediating", "hosting"]


class ReportedBy(TypedDict):
    """On whose word an act is told."""

    actor: str
    kind: Literal["named", "anonymous", "organisation", "media"]


class Magnitude(TypedDict):
    """Casualties, crowds and sums, as the text gives them."""

    killed: int | None
    injured: int | None
    detained: int | None
    crowd: int | None
    amount: str | None
    at_least: NotRequired[bool]


class Mention(TypedDict):
    """A place where the text speaks of an act: offsets of the trigger and of its sentence, and the frame that read it."""

    field: FieldName
    start: int
    end: int
    sentence: list[int]
    rule: str


class Event(TypedDict):
    """One act."""

    id: str
    type: str
    mode: str | None
    cameo: str
    status: Literal["occurred", "ongoing", "planned", "possible", "denied"]
    background: bool
    actors: list[PartyRef]
    recipients: list[PartyRef]
    others: list[OtherParty]
    date: DateRange | None
    duration: Duration | None
    place: Place | None
    topics: list[Topic]
    reported_by: ReportedBy | None
    deadline: DateRange | None
    magnitude: Magnitude
    confidence: float
    mentions: list[Mention]


class Actor(TypedDict):
    """A person, state, group or body that the article names."""

    id: str
    name: str
    name_en: str | None
    code: str
    role: str
    office: str | None
    wikidata: str | None
    kind: Literal["state", "person", "group", "body"]
    mentions: list[Span]


class Statement(TypedDict):
    """What someone is reported to have said."""

    speaker: str
    anonymous: bool
    quote: bool
    span: Span
    to: str | None


class Track(TypedDict):
    """A negotiation or process that the article follows."""

    name: str
    text: Span | None
    parties: list[str]
    mediators: list[str]
    subject: str | None
    state: Literal["ongoing", "planned", "stalled", "concluded"]
    venue: str | None
    deadline: str | None
    next: str | None
    events: list[str]


class RecordDict(TypedDict):
    """A record as a dict."""

    id: str
    published: str | None
    outlet: str | None
    url: str | None
    title: str | None
    language: str
    schema: str
    events: list[Event]
    actors: list[Actor]
    statements: list[Statement]
    tracks: list[Track]
