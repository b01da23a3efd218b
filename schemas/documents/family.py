"""Contracts of the YAML documents of families and functions: their keys, and that no other is allowed."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from schemas.documents.rungs import ProficiencySteps, Rungs
from schemas.vocabularies import Kind, Predicate, Prevalence

Text = Annotated[str, StringConstraints(min_length=1, max_length=1200, strip_whitespace=False)]
Name = Annotated[str, StringConstraints(min_length=2, max_length=120)]
NodeCode = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9_]{1,11}$")]
SpecializationCode = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9_]{1,7}$")]
LevelCode = Annotated[str, StringConstraints(pattern=r"^(S[1-4]|P[1-6]|M[1-6]|E[1-3])$")]
SourceKey = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9_]{1,11}-[0-9]{3}$")]
OccupationCode = Annotated[str, StringConstraints(pattern=r"^[0-9]{2}-[0-9]{4}(\.[0-9]{2})?$")]


class Document(BaseModel):
    """A mapping whose keys are all known; an unknown key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class HeldComponent(Document):
    """A component with the rungs on which it is held, how well it is mastered there, and how it is used.

    Without `rungs` it is held on every rung below the place where it stands; without `proficiency` none is stated.
    """

    name: Name
    rungs: Rungs | None = None
    proficiency: ProficiencySteps | None = None
    context: Text | None = None


Components = dict[Kind, dict[Prevalence, list[Name | HeldComponent]]]


class Story(Document):
    """The role as a narrative; a band gives only the sections in which it departs from its family."""

    who: Text | None = None
    external_problem: Text | None = None
    internal_problem: Text | None = None
    why_it_matters: Text | None = None
    plan: list[Text] = []
    stakes: Text | None = None
    success: Text | None = None


class CuratedOccupation(Document):
    """An occupation that the family's authors name for some rungs; the first that reaches a rung is primary there."""

    code: OccupationCode
    rungs: Rungs
    predicate: Predicate
    confidence: Annotated[float, Field(ge=0, le=0.70)]
    why: Text


class BandLevel(Document):
    """One rung of a band: it becomes one role."""

    level: LevelCode
    key: SourceKey
    summary: Text
    aliases: list[Name] = []
    components: Components = {}


class Band(Document):
    """A run of levels described together; each level becomes a role that holds the band's components.

    `aliases` are borne on every rung of the band; those of one rung stand at that rung.
    """

    band: str
    levels: Annotated[list[BandLevel], Field(min_length=1)]
    core_outputs: Annotated[list[Text], Field(min_length=3)]
    aliases: list[Name] = []
    story: Story = Story()
    components: Components


class Specialization(Document):
    """One specialization of a family; where it names an occupation for a rung, its family's do not count there."""

    code: SpecializationCode
    holder_title: Name | None = None
    short_names: list[Name] = []
    occupations: list[CuratedOccupation] = []
    components: Components = {}
    bands: Annotated[list[Band], Field(min_length=1)]


class FamilyFile(Document):
    """raw/canon/families/<CODE>.yaml: all that Canon's authors say of one family."""

    family: NodeCode
    holder_title: Name
    short_names: Annotated[list[Name], Field(min_length=1)]
    story: Story
    occupations: Annotated[list[CuratedOccupation], Field(min_length=1)]
    components: Components
    specializations: Annotated[list[Specialization], Field(min_length=1)]


class FunctionFile(Document):
    """raw/canon/functions/<CODE>.yaml: what every role of a function holds."""

    function: NodeCode
    components: Components
