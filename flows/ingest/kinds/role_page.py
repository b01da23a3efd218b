"""Reads role pages saved as text: one role a page, every line understood or rejected."""

import re
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from flows.ingest.context import Context
from flows.ingest.files import decode
from flows.ingest.folder import SourceFolder
from flows.ingest.kinds import role_page_lines as lines
from flows.ingest.recorder import Recorder
from schemas.documents.source import RolePageSource
from schemas.errors import BadData, Faults
from schemas.fields import ROLE_CODE
from schemas.inputs import Ingested
from schemas.text import clean_text, confidence_bands, is_formula


def read_role_pages(folder: SourceFolder, context: Context) -> Ingested:
    """Return the claims of each page that the source lists; the record's key is the name of the page's file.

    A line that is not understood is a rejected record. A page whose head is damaged, or on which a heading's count
    differs from its list, is rejected with all its records.
    """
    assert isinstance(folder.source, RolePageSource)
    recorder = Recorder(folder.source)
    faults = Faults()
    for name, listed in folder.listed():
        with faults.catch():
            text = decode(folder.content(name, listed.sha256), folder.path / name)
            recorder.add_file(name, *folder.read[name])
            if not text.strip():
                raise BadData(f"{folder.path / name}: the page is blank. Restore it.")
            _Page(name, text, recorder, context, folder.source.region_scopes).read()
    faults.raise_any()
    return recorder.finish()


def _band_of(score: float) -> str:
    return str(confidence_bands(pd.Series([score])).iloc[0])


class _Page:
    """One page: walks its lines from part to part and records each leaf."""

    def __init__(self, name: str, text: str, recorder: Recorder, context: Context, regions: list[str]) -> None:
        self.file = name
        self.key = Path(name).stem
        self.lines = [(number, clean_text(line)) for number, line in enumerate(text.split("\n"), 1)]
        self.recorder = recorder
        self.context = context
        self.regions = regions
        self.words = lines.page_words()
        self.heading: lines.Heading | None = None
        self.heading_line = 0
        self.items = 0
        self.pending: tuple[int, str] | None = None
        self.has_descriptor = False
        self.plan_steps = 0
        self.lead = ""
        self.code = ""
        self.fault: tuple[int, str, str] | None = None
        self.records: set[str] = set()

    def read(self) -> None:
        """Record the page, or reject it whole."""
        told = [(n, line) for n, line in self.lines if line and line not in self.words.boilerplate]
        for number, line in self._head(told):
            self._line(number, line)
        self._close_heading()
        if self.fault:
            self._reject_page(*self.fault)
        self.recorder.records_read += len(self.records)

    def _head(self, told: list[tuple[int, str]]) -> list[tuple[int, str]]:
        first = next((i for i, (_, line) in enumerate(told) if lines.parse_heading(line)), len(told))
        head, body = told[:first], told[first:]
        if len(head) < 3:
            self._fail(
                head[0][0] if head else 1, "page_head", "the page lacks its title, its code or its line of status"
            )
            return [*head, *body]
        (title_line, title), (code_line, code), (badge_line, badge) = head[:3]
        if not self._claim(title_line, "title", title):
            self._fail(title_line, "spreadsheet_formula", "a spreadsheet would run the title")
        self._code(code_line, code)
        self._badge(badge_line, badge)
        for number, line in head[3:4]:
            self.lead = line
            if not self._claim(number, "summary", line):
                self._refuse(number, line)
        return [*head[4:], *body]

    def _code(self, number: int, code: str) -> None:
        self.records.add(f"line {number}")
        family, _, rest = code.partition(".")
        if not re.match(ROLE_CODE, code):
            return self._fail(number, "role_code", f"{code!r} is no role code such as SRES.GEN.P5")
        if not self.context.has_node(f"{family}.{rest.split('.')[0]}", "specialization"):
            return self._fail(number, "unknown_node", f"{code!r} names no specialization of raw/canon/taxonomy.csv")
        self.code = code
        path, _, level = code.rpartition(".")
        cells = {"raw_title": self._title(), "raw_level": level, "raw_family": family}
        place = {"file": self.file, "locator": f"line {number}"}
        self.recorder.add_role(source_key=self.key, **cells, specialization_code=path, level_code=level, **place)
        self.recorder.add_claim("role", self.key, "place", code, **place)
        return None

    def _title(self) -> str:
        return next(line for _, line in self.lines if line and line not in self.words.boilerplate)

    def _badge(self, number: int, line: str) -> None:
        found = lines.BADGE.match(line)
        if not found:
            return self._fail(
                number, "page_status", f"{line!r} is no line of level, confidence, status, region and version"
            )
        if not self.code.endswith(f".{found['level']}"):
            self._fail(number, "page_level", f"level {found['level']} is not that of the code {self.code}")
        if found["band"] != _band_of(float(found["score"])):
            self._fail(number, "confidence_band", f"{found['band']} is not the band of {found['score']}")
        if found["region"] not in self.regions:
            self._fail(number, "unknown_region", f"region {found['region']!r} is not in region_scopes of source.yml")
        self._claim(number, "level", found["level_name"], "level_name", part="level_name")
        self._claim(number, "confidence_score", found["score"], part="confidence_score")
        self._claim(number, "status", found["status"], part="status")
        self._claim(number, "region_scope", found["region"], part="region_scope")
        self._claim(number, "record_version", found["version"], part="record_version")
        return None

    def _line(self, number: int, line: str) -> None:
        heading = lines.parse_heading(line)
        if heading:
            self._close_heading()
            self.heading, self.heading_line, self.items = heading, number, 0
            self._check_level_heading(number, line)
            return
        part = self.heading.part if self.heading else ""
        readers: dict[str, Callable[[int, str], bool]] = {
            "story": self._story,
            "summary": self._summary,
            "level": self._level,
            "core_outputs": self._core_output,
            "adjacent_roles": self._adjacent_role,
            "components": self._component,
            "aliases": self._alias,
            "occupations": self._occupation,
        }
        self.items += 1
        if part not in readers or is_formula(line) or not readers[part](number, line):
            self._refuse(number, line)

    def _check_level_heading(self, number: int, line: str) -> None:
        found = lines.LEVEL_HEADING.match(line)
        if found and not self.code.endswith(f".{found['level']}"):
            self._fail(number, "page_level", f"level {found['level']} is not that of the code {self.code}")

    def _close_heading(self) -> None:
        if self.pending:
            self._refuse(*self.pending)
            self.pending = None
        heading = self.heading
        if heading and heading.count is not None and heading.count != self.items:
            message = f"the heading says {heading.count} of {heading.section}, the list has {self.items}"
            self._fail(self.heading_line, "heading_count", message)

    def _story(self, number: int, line: str) -> bool:
        section = self.heading.section if self.heading else ""
        if section in ("who", "stakes", "success"):
            return self._claim(number, "story", line, section)
        if section == "plan":
            step = lines.NUMBERED.match(line)
            if not step or int(step["number"]) != self.plan_steps + 1:
                return False
            self.plan_steps += 1
            return self._claim(number, "story", step["text"], "plan")
        bullet = lines.BULLET.match(line)
        label, colon, text = bullet["text"].partition(": ") if bullet else ("", "", "")
        if section != "problem" or not colon or label not in self.words.problem_labels:
            return False
        return self._claim(number, "story", text, self.words.problem_labels[label])

    def _summary(self, number: int, line: str) -> bool:
        if self.lead and line != self.lead:
            message = "The summary differs from the paragraph under the title, which stands. Mend one of them."
            self.recorder.warn(self.file, f"line {number}", "summary_differs", line, message)
        return self._claim(number, "summary", line)

    def _level(self, number: int, line: str) -> bool:
        if self.pending:
            (_, label), self.pending = self.pending, None
            return self._level_value(number, self.words.level_labels[label], line)
        if line in self.words.level_labels:
            self.pending = (number, line)
            return True
        if self.has_descriptor:
            return False
        self.has_descriptor = True
        return self._claim(number, "level", line, "descriptor")

    def _level_value(self, number: int, dimension: str, line: str) -> bool:
        if dimension != "experience":
            return self._claim(number, "level", line, dimension)
        years = lines.YEARS.match(line)
        if not years:
            return False
        self._claim(number, "level", years["low"], "experience_years_min")
        if years["high"]:
            self._claim(number, "level", years["high"], "experience_years_max")
        return True

    def _core_output(self, number: int, line: str) -> bool:
        if line == self.words.no_core_outputs:
            return self._claim(number, "no_core_outputs", line)
        item = lines.BULLET.match(line) or lines.NUMBERED.match(line)
        return bool(item) and self._claim(number, "core_output", item["text"])  # type: ignore[index]

    def _adjacent_role(self, number: int, line: str) -> bool:
        if line == self.words.no_adjacent_roles:
            return self._claim(number, "adjacent_role", line, "none")
        item = lines.BULLET.match(line)
        found = lines.ADJACENT.match(item["text"]) if item else None
        if not found:
            return False
        return self._claim(
            number, "adjacent_role", found["code"], "listed", note=f"{found['distance']} {found['band']}"
        )

    def _component(self, number: int, line: str) -> bool:
        item = lines.BULLET.match(line)
        found = lines.COMPONENT.match(item["text"]) if item else None
        kind = self.heading.section if self.heading else ""
        if not found or not kind or is_formula(found["name"]):
            return False
        cells = {"prevalence": found["prevalence"], "attached_at": found["attached_at"]}
        return self._claim(number, "component", found["name"].strip(), kind, **cells)

    def _alias(self, number: int, line: str) -> bool:
        found = lines.ALIAS.match(line)
        mark = found["mark"].strip() if found else ""
        if not found or (mark and mark not in self.words.approved_marks):
            return False
        score = float(found["score"])
        if found["band"] != _band_of(score):
            return False
        if mark:
            message = "The page calls the alias approved; only a decision in raw/curation approves. Decide there."
            self.recorder.warn(self.file, f"line {number}", "approval_not_carried", found["alias"], message)
        section = "level_band" if lines.LEVEL_BAND.match(found["alias"]) else found["type"]
        return self._claim(number, "alias", found["alias"], section, confidence_score=score)

    def _occupation(self, number: int, line: str) -> bool:
        item = lines.BULLET.match(line)
        found = lines.OCCUPATION.match(item["text"]) if item else None
        if not found or found["code"] not in self.context.occupation_titles.index:
            return False
        official = self.context.occupation_titles[found["code"]]
        if found["title"] != official:
            message = f"The classification calls {found['code']} {official!r}. The mapping is kept; mend the title."
            self.recorder.warn(self.file, f"line {number}", "occupation_title", found["title"], message)
        return self._claim(number, "occupation", found["code"], found["origin"], note=found["title"])

    def _claim(
        self,
        number: int,
        claimed: str,
        value: str,
        section: str | None = None,
        part: str = "",
        **cells: str | float | None,
    ) -> bool:
        if is_formula(value):
            return False
        locator = f"line {number}: {part}" if part else f"line {number}"
        self.records.add(locator)
        place = {"file": self.file, "locator": locator}
        self.recorder.add_claim("role", self.key, claimed, value, section=section, **cells, **place)
        return True

    def _refuse(self, number: int, line: str) -> None:
        self.records.add(f"line {number}")
        where = f"under {self._heading_name()}" if self.heading else "before the first heading"
        message = (
            f"The line is not understood {where}. Mend it in {self.file} as raw/README.md describes, or remove it."
        )
        self.recorder.reject(self.file, f"line {number}", "*", "line_not_understood", line, message)

    def _heading_name(self) -> str:
        return next(line for number, line in self.lines if number == self.heading_line)

    def _fail(self, number: int, rule: str, message: str) -> None:
        self.fault = self.fault or (number, rule, message)

    def _reject_page(self, number: int, rule: str, message: str) -> None:
        taken = self.recorder.withdraw(self.file)
        locator = f"line {number}"
        line = next(line for n, line in self.lines if n == number)
        remedy = f"{message[0].upper()}{message[1:]}. Mend line {number} of {self.file}; the whole page is left out."
        self.records.add(locator)
        self.recorder.reject(self.file, locator, "*", rule, line, remedy)
        for place in taken:
            if place != locator:
                why = f"Rejected with its page, for line {number} ({rule})."
                self.recorder.reject(self.file, place, "*", "page_rejected", None, why)
