"""A tiny working folder with two further sources that have a marker in every text, and that one can close."""

import json
import re
from pathlib import Path

import pandas as pd

from tests.conftest import REPOSITORY
from tests.flow.bad_input.working_folder import make_root

# Codes allow capitals alone.
MARKER = "Zqxmark"
CODE = "ZQXMARK"
OURS_GONE = "role-000003"
PAGE = REPOSITORY / "raw" / "sources" / "example_pages" / "pages" / "cloud_platform_engineering_senior.txt"
# What an open source of the folder says too, so that it stays in a public release.
SHARED_TASK = "Help development teams move onto the platform"

_COLUMNS = """\
columns:
  family: Family
  role: Job
  level: Grade
  title: Job
  description: About
  role_description: About the job
  core_outputs: Outputs
  components:
    - {column: Duty, kind: task, proficiency_column: Degree}
other_columns: [Note]
reject:
  - {column: Note, pattern: "out .*", rule: left_out, message: The row is not in use. Nothing to do.}
key: [Job, Grade]
"""
_JOBS = [
    # Family, Job, Grade, About, About the job, Outputs, Duty, Degree, Note
    (
        "Cloud",
        "Keeper",
        "Mid",
        "It keeps {m} clusters.",
        "Keeps {m}.",
        "{m} plan|{m} list",
        "Patch {m}",
        "{m} high",
        "",
    ),
    (
        "Cloud",
        "Keeper",
        "Mid",
        "It keeps {m} clusters.",
        "Keeps {m}.",
        "{m} plan|{m} list",
        SHARED_TASK.upper(),
        "",
        "",
    ),
    ("Cloud", "Keeper", "Upper", "It {m} clusters.", "Keeps {m} more.", "{m} plan", "Teach {m}", "{m} low", ""),
    ("Ours", "Platform {m}", "Mid", "Platform {m}.", "Builds {m}.", "{m} gate", "Ship {m}", "{m} some", ""),
    ("Ours", "Platform {m}", "Mid", "Platform {m}.", "Builds {m}.", "{m} gate", "Refused {m}", "", "out {m}"),
    ("Ours", "Platform {m}", "Mid", "Platform {m}.", "Builds {m}.", "{m} gate", SHARED_TASK, "", ""),
]
_NAMES = ["Family", "Job", "Grade", "About", "About the job", "Outputs", "Duty", "Degree", "Note"]
_PLACEMENTS = f"""\
family,level,function_code,family_code,family_name,family_description,specialization_code,specialization_name,holder_title,level_code
Cloud {MARKER},Mid {MARKER},INFR,{CODE},Cluster {MARKER},It keeps {MARKER}.,ZQX,Clusters of {MARKER},{MARKER} Keeper,P3
Cloud {MARKER},Upper {MARKER},INFR,{CODE},Cluster {MARKER},It keeps {MARKER}.,ZQX,Clusters of {MARKER},,P5
Ours {MARKER},Mid {MARKER},INFR,CLPE,,,,,{MARKER} Builder,P4
"""


def make_marked_root(folder: Path) -> Path:
    """Make a working folder with a catalogue and pages, which may still be passed on, and decisions that quote them.

    The catalogue describes roles of its own and one of ours, behind us; the pages a role of their own and one of ours,
    which they lead.
    """
    root = make_root(folder, ("survey", "pages"))
    _write_catalogue(root / "raw" / "sources" / "survey")
    _write_pages(root / "raw" / "sources" / "pages")
    _write_curation(root)
    return root


def _write_catalogue(folder: Path) -> None:
    source = folder / "source.yml"
    head = source.read_text(encoding="utf-8").split("columns:")[0]
    source.write_text(head + _COLUMNS + "placements: [placements.csv]\n", encoding="utf-8")
    rows = [
        (f"{family} {MARKER}", f"{job} {MARKER}".replace("{m}", MARKER), f"{grade} {MARKER}", *others)
        for family, job, grade, *others in _JOBS
    ]
    jobs = pd.DataFrame([[cell.replace("{m}", MARKER) for cell in row] for row in rows], columns=_NAMES)
    jobs.to_csv(folder / "jobs.csv", index=False)
    (folder / "placements.csv").write_text(_PLACEMENTS, encoding="utf-8")
    keys = (jobs["Job"] + " / " + jobs["Grade"]).drop_duplicates()
    _register(folder, "survey", keys.tolist())


def _write_pages(folder: Path) -> None:
    source = folder / "source.yml"
    source.write_text(source.read_text(encoding="utf-8").replace("priority: 50", "priority: 5"), encoding="utf-8")
    short = (folder / "pages" / "sre_p5.txt").read_text(encoding="utf-8").splitlines()
    for page in (folder / "pages").glob("*.txt"):
        page.unlink()
    full = PAGE.read_text(encoding="utf-8").splitlines()
    ours = [line.replace("SRES.GEN.P5", "CLPE.GEN.P3").replace("P5P5 — Expert", "P3P3 — Career") for line in short]
    for name, lines in {f"p5_{MARKER}": full, f"p3_{MARKER}": ours}.items():
        (folder / "pages" / f"{name}.txt").write_text("\n".join(map(_marked, lines)) + "\n", encoding="utf-8")
    _register(folder, "pages", [f"p3_{MARKER}", f"p5_{MARKER}"])


def _marked(line: str) -> str:
    """Return a line of a page with the marker in its text; what has a form stays as it is."""
    if "code=" in line:
        return line.replace("title=", f"title={MARKER} ")
    item = re.match(r"^(  (?:•|\d\.) (?:(?:The external problem|The internal problem|Why it matters): )?)(.*)$", line)
    if item:
        return f"{item[1]}{MARKER} {item[2]}"
    is_text = len(line) > 60 or (
        re.search(r"(common|level_band)(low|medium|high)\d", line) and not line.startswith("P5–")
    )
    return f"{MARKER} {line}" if is_text or line.startswith(("Cloud Platform", "Site Rel")) else line


def _write_curation(root: Path) -> None:
    facts = json.dumps(
        {"called": f"{MARKER} Builder", "family": "Cloud Platform Engineering", "role": f"{MARKER} role"}
    )
    decided = {"decision": "approve", "predicate": "broad", "curator_id": "ann", "decided_date": "2026-11-20"}
    quoted = {"evidence": f"alias {MARKER} is listed", "rests_on": facts, "release_version": None}
    # Words of curators on roles that stay are passed on, so these have no marker.
    decisions = [
        {"role_id": "role-survey-000001", "occupation_code": "15-1252.00", "reason": f"{MARKER} is software", **quoted},
        {"role_id": "role-000002", "occupation_code": "15-1252.00", "reason": "It is software", **quoted},
    ]
    path = root / "raw" / "curation" / "mapping_decisions.csv"
    header = pd.read_csv(path).columns
    frame = pd.DataFrame([row | decided for row in decisions]).assign(
        decision_id=["decision-000001", "decision-000002"]
    )
    frame[header].to_csv(path, index=False)
    changes = [
        ("change-000001", "merge", OURS_GONE, "role-survey-000001", "CLPE.GEN.P2", f"{CODE}.ZQX.P3"),
        ("change-000002", "retire", "role-survey-000004", None, f"{CODE}.ZQX.P1", None),
    ]
    path = root / "raw" / "curation" / "id_changes.csv"
    frame = pd.DataFrame(changes, columns=pd.read_csv(path).columns[:6])
    frame.assign(changed_date="2026-11-20", reason=f"It was {MARKER}.").to_csv(path, index=False)
    with (root / "raw" / "canon" / "role_ids.csv").open("a", encoding="utf-8") as stream:
        stream.write(f"{OURS_GONE},CLPE-003,2026-11-23\n")
    with (root / "raw" / "sources" / "survey" / "role_ids.csv").open("a", encoding="utf-8") as stream:
        stream.write(f"role-survey-000004,gone {MARKER},2026-11-23\n")


def close_sources(root: Path) -> None:
    """Say that the catalogue and the pages may not be passed on."""
    for name in ("survey", "pages"):
        source = root / "raw" / "sources" / name / "source.yml"
        text = source.read_text(encoding="utf-8").replace("is_redistributable: true", "is_redistributable: false")
        source.write_text(text.replace("CC-BY-4.0", "LicenseRef-Closed"), encoding="utf-8")


def _register(folder: Path, name: str, keys: list[str]) -> None:
    rows = [f"role-{name}-{number:06d},{key},2026-11-23\n" for number, key in enumerate(keys, 1)]
    (folder / "role_ids.csv").write_text("role_id,source_key,minted_date\n" + "".join(rows), encoding="utf-8")
