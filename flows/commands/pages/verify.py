"""What `canon verify` says: whether the release is whole, and what is off."""

import json
import sys

from rich.console import Console

from flows.verify import Verified

_CHECKED = "files, formats, manifest, contract, values, keys and checks agree"


def print_verified(verified: Verified, as_json: bool) -> None:
    """Write the outcome to standard output: the verdict first, then what is off and what could not be checked."""
    if as_json:
        sys.stdout.write(json.dumps(_answer(verified), indent=2, ensure_ascii=False) + "\n")
        return
    console = Console(highlight=False, soft_wrap=True, markup=False, emoji=False)
    name = verified.version or verified.folder.name
    if verified.faults:
        console.print(f"{name} is not whole: {verified.folder}", style="bold")
        for fault in verified.faults:
            console.print(f"  {fault.place}: {fault.message}")
    else:
        console.print(f"{name} is whole: {_CHECKED}.", style="bold")
        console.print(f"{verified.files:,} files, {verified.tables:,} tables, {verified.rows:,} rows.")
    for note in verified.notes:
        console.print(f"note: {note}")


def _answer(verified: Verified) -> dict[str, object]:
    return {
        "folder": str(verified.folder),
        "version": verified.version,
        "is_whole": not verified.faults,
        "files": verified.files,
        "tables": verified.tables,
        "rows": verified.rows,
        "faults": [vars(fault) for fault in verified.faults],
        "notes": list(verified.notes),
    }
