"""Reads the families and functions that we author: one YAML file each."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from flows.ingest.context import Context
from flows.ingest.files import read_yaml
from flows.ingest.folder import SourceFolder
from flows.ingest.recorder import Recorder
from schemas.documents.family import (
    Band,
    Components,
    CuratedOccupation,
    FamilyFile,
    FunctionFile,
    HeldComponent,
    Specialization,
    Story,
)
from schemas.documents.rungs import parse_proficiency, parse_rungs, split_by_proficiency
from schemas.documents.source import FamilyFilesSource
from schemas.errors import BadData, Faults, describe
from schemas.inputs import Ingested
from schemas.text import clean_text, is_formula
from schemas.vocabularies import STORY_SECTIONS, TRACKS


def read_family_files(folder: SourceFolder, context: Context) -> Ingested:
    """Return the claims of families/*.yaml and functions/*.yaml; any bad record raises BadData.

    A leaf claim's subject is the function, family or specialization, the band, or the role on one rung. The rows of
    the framework's tables are records of this source too; where the folder is narrowed they are all that is read.
    """
    assert isinstance(folder.source, FamilyFilesSource)
    recorder = Recorder(folder.source)
    recorder.add_defaults(folder.source.defaults)
    further_rows = _record_framework(recorder, context)
    faults = Faults()
    for name in _names(folder, "functions"):
        with faults.catch():
            _record_function(folder, name, recorder, context)
    for name in _names(folder, "families"):
        with faults.catch():
            _FamilyReader(folder, name, recorder, context).record()
    faults.raise_any()
    ingested = recorder.finish(further_rows)
    _require_safe_texts(ingested.claims, folder)
    return ingested


def _require_safe_texts(claims: pd.DataFrame, folder: SourceFolder) -> None:
    texts = claims.melt(id_vars=["file", "locator"], value_vars=["value", "note"], value_name="text").dropna()
    unsafe = texts.loc[texts["text"].map(is_formula) | texts["text"].ne(texts["text"].map(clean_text))]
    if len(unsafe):
        examples = [f"{row.file} {row.locator}: {row.text!r}" for row in unsafe.itertuples(index=False)]
        what = f"{len(unsafe)} texts have stray blanks or a start that a spreadsheet would run"
        raise BadData(describe(what, examples, f"Edit these files under {folder.path}."))


def _record_framework(recorder: Recorder, context: Context) -> int:
    framework = context.framework
    for name, (sha256, size) in framework.files.items():
        recorder.add_file(name, sha256, size)
    recorder.records_read += framework.row_count
    return framework.row_count


def _names(folder: SourceFolder, part: str) -> list[str]:
    if folder.is_narrowed:
        return []
    return sorted(path.relative_to(folder.path).as_posix() for path in (folder.path / part).glob("*.yaml"))


def _record_function(folder: SourceFolder, name: str, recorder: Recorder, context: Context) -> None:
    document = read_yaml(folder.path / name, FunctionFile)
    recorder.add_file(name, *_noted(folder, name))
    _require_node(document.function, "function", name, context)
    _require_named(document.function, name)
    recorder.records_read += 1
    recorder.add_claim("function", document.function, "place", document.function, file=name, locator="function")
    _record_components(recorder, "function", document.function, document.components, name, "")


def _noted(folder: SourceFolder, name: str) -> tuple[str, int]:
    folder.content(name)
    return folder.read[name]


def _require_node(code: str, tier: str, file: str, context: Context) -> None:
    if not context.has_node(code, tier):
        raise BadData(f"{file}: {code!r} is no {tier} in raw/canon/taxonomy.csv. Add it there, or mend the code.")


def _require_named(code: str, file: str) -> None:
    if Path(file).stem != code:
        raise BadData(
            f"{file}: holds {code!r}, which has its place in {Path(file).with_stem(code)}. Unite the two there."
        )


def _record_components(
    recorder: Recorder, subject_type: str, subject: str, components: Components, file: str, place: str
) -> None:
    for kind, by_prevalence in components.items():
        for prevalence, names in by_prevalence.items():
            for number, item in enumerate(names, 1):
                recorder.records_read += 1
                locator = f"{place}components.{kind}.{prevalence}[{number}]"
                cells = {"section": kind, "prevalence": prevalence, "file": file, "locator": locator}
                held = item if isinstance(item, HeldComponent) else HeldComponent(name=item)
                for reach in _reaches(held):
                    recorder.add_claim(
                        subject_type, subject, "component", held.name, note=held.context, **reach, **cells
                    )


def _reaches(held: HeldComponent) -> list[dict[str, str | None]]:
    """Return the rungs that a component reaches and its proficiency there, one entry for each change of either."""
    if held.rungs is None and held.proficiency is None:
        return [{}]
    steps = parse_proficiency(held.proficiency) if held.proficiency else {}
    ranges = parse_rungs(held.rungs or ", ".join(TRACKS))
    return [
        {"level_low": part.level_low, "level_high": part.level_high, "proficiency": degree}
        for part, degree in split_by_proficiency(ranges, steps)
    ]


class _FamilyReader:
    """Walks one family document and records each leaf with its place in the file."""

    def __init__(self, folder: SourceFolder, name: str, recorder: Recorder, context: Context) -> None:
        self.document = read_yaml(folder.path / name, FamilyFile)
        self.file = name
        self.recorder = recorder
        self.context = context
        assert isinstance(folder.source, FamilyFilesSource)
        self.alias_score = folder.source.defaults.alias_confidence_score
        recorder.add_file(name, *_noted(folder, name))

    def record(self) -> None:
        """Record the whole family."""
        family = self.document
        _require_node(family.family, "family", self.file, self.context)
        _require_named(family.family, self.file)
        self._require_once([specialization.code for specialization in family.specializations], "specializations")
        self._claim("family", family.family, "place", family.family, "family")
        self._claim("family", family.family, "holder_title", family.holder_title, "holder_title")
        self._list("family", family.family, "short_name", family.short_names, "short_names")
        self._story("family", family.family, family.story, "story.")
        self._occupations("family", family.family, family.occupations, "")
        _record_components(self.recorder, "family", family.family, family.components, self.file, "")
        for specialization in family.specializations:
            self._specialization(specialization)

    def _specialization(self, specialization: Specialization) -> None:
        path = f"{self.document.family}.{specialization.code}"
        place = f"specializations.{specialization.code}."
        _require_node(path, "specialization", self.file, self.context)
        self._claim("specialization", path, "place", path, f"{place}code")
        if specialization.holder_title:
            self._claim("specialization", path, "holder_title", specialization.holder_title, f"{place}holder_title")
        self._list("specialization", path, "short_name", specialization.short_names, f"{place}short_names")
        self._occupations("specialization", path, specialization.occupations, place)
        _record_components(self.recorder, "specialization", path, specialization.components, self.file, place)
        self._require_once([band.band for band in specialization.bands], f"{place}bands")
        for band in specialization.bands:
            self._band(path, band, f"{place}bands.{band.band}.")

    def _occupations(self, subject_type: str, subject: str, occupations: list[CuratedOccupation], place: str) -> None:
        for number, occupation in enumerate(occupations, 1):
            where = f"{place}occupations[{number}]"
            if occupation.code not in self.context.occupation_titles.index:
                raise BadData(f"{self.file}: {where}: {occupation.code} is no SOC or O*NET-SOC code. Edit {self.file}.")
            cells = {
                "confidence_score": occupation.confidence,
                "predicate": occupation.predicate,
                "note": occupation.why,
            }
            self.recorder.records_read += 1
            for rungs in parse_rungs(occupation.rungs):
                reach = {"level_low": rungs.level_low, "level_high": rungs.level_high}
                where_from = {"file": self.file, "locator": where}
                self.recorder.add_claim(
                    subject_type, subject, "occupation", occupation.code, **cells, **reach, **where_from
                )

    def _band(self, path: str, band: Band, place: str) -> None:
        key = f"{path}:{band.band}"
        self._claim("band", key, "place", band.band, f"{place}band")
        self._list("band", key, "core_output", band.core_outputs, f"{place}core_outputs")
        borne: dict[str, str | float | None] = {"section": "common", "confidence_score": self.alias_score}
        self._list("band", key, "alias", band.aliases, f"{place}aliases", **borne)
        self._story("band", key, band.story, f"{place}story.")
        _record_components(self.recorder, "band", key, band.components, self.file, place)
        expected = self.context.framework.levels_by_band.get(band.band, [])
        self._require_once([level.level for level in band.levels], f"{place}levels")
        for level in band.levels:
            if level.level not in expected:
                raise BadData(
                    f"{self.file}: {place}levels holds {level.level}, but band {band.band!r} has "
                    f"{', '.join(expected) or 'no levels (unknown band)'}. Edit {self.file} or raw/canon/bands.csv."
                )
            where = f"{place}levels.{level.level}."
            self._role(path, key, level.level, level.key, where)
            self._claim("role", level.key, "summary", level.summary, f"{where}summary")
            self._list("role", level.key, "alias", level.aliases, f"{where}aliases", **borne)
            _record_components(self.recorder, "role", level.key, level.components, self.file, where)

    def _require_once(self, names: Sequence[str], place: str) -> None:
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise BadData(f"{self.file}: {place} holds {', '.join(twice)} twice. Keep one of each in {self.file}.")

    def _role(self, path: str, band_key: str, level: str, key: str, place: str) -> None:
        cells = {"raw_title": f"{path}.{level}", "raw_level": level, "raw_family": self.document.family}
        where = {"file": self.file, "locator": f"{place}key"}
        self.recorder.add_role(
            source_key=key, **cells, specialization_code=path, level_code=level, band_key=band_key, **where
        )
        self._claim("role", key, "place", f"{path}.{level}", f"{place}key")

    def _story(self, subject_type: str, subject: str, story: Story, place: str) -> None:
        for section in STORY_SECTIONS:
            texts = getattr(story, section)
            steps = texts if isinstance(texts, list) else [texts] if texts else []
            self._list(subject_type, subject, "story", steps, f"{place}{section}", section=section)

    def _list(
        self, subject_type: str, subject: str, claimed: str, values: list[str], place: str, **cells: str | float | None
    ) -> None:
        for number, value in enumerate(values, 1):
            self._claim(subject_type, subject, claimed, value, f"{place}[{number}]", **cells)

    def _claim(
        self, subject_type: str, subject: str, claimed: str, value: str, place: str, **cells: str | float | None
    ) -> None:
        self.recorder.records_read += 1
        self.recorder.add_claim(subject_type, subject, claimed, value, file=self.file, locator=place, **cells)
