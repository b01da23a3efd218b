"""Fetching: whole, resumed or refused downloads from a server on this machine, and local copies."""

import gzip
import hashlib
import json
import shutil
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from tenacity import wait_none

from flows.cli import app as cli
from flows.commands import fetch
from flows.ingest import SourceFolder
from flows.ingest.folder import open_folder
from schemas.errors import BadCall, BadData
from tests.conftest import REPOSITORY

CONTENT = bytes(range(256)) * 1000
SHA256 = hashlib.sha256(CONTENT).hexdigest()
SOURCE = {
    "source_id": "acme",
    "kind": "occupation_codes",
    "scheme": "soc_2010",
    "publisher": "Acme",
    "title": "Data of Acme",
    "edition": "1",
    "licence_spdx": "CC-BY-4.0",
    "licence_url": "https://example.org/licence",
    "attribution": "Acme",
    "url": "https://example.org",
    "accessed_date": "2026-11-23",
    "priority": 50,
    "is_redistributable": True,
}


class Server(ThreadingHTTPServer):
    """Serves CONTENT; `breaks` counts the answers that end after `cut` bytes; `asked` lists the Range headers."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[str | None] = []
        self.breaks = 0
        self.cut = 1000
        self.has_ranges = True
        self.status = 200
        self.encoding: str | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/data.zip"


class Handler(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        wanted = self.headers.get("Range")
        self.server.asked.append(wanted)
        if self.server.status != 200:
            return self._answer(self.server.status, b"no")
        if not wanted or not self.server.has_ranges:
            return self._answer(200, CONTENT)
        start = int(wanted.removeprefix("bytes=").removesuffix("-"))
        if start >= len(CONTENT):
            return self._answer(416, b"", f"bytes */{len(CONTENT)}")
        return self._answer(206, CONTENT[start:], f"bytes {start}-{len(CONTENT) - 1}/{len(CONTENT)}")

    def _answer(self, status: int, body: bytes, content_range: str | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        if content_range:
            self.send_header("Content-Range", content_range)
        if self.server.encoding:
            self.send_header("Content-Encoding", self.server.encoding)
        self.end_headers()
        is_broken, self.server.breaks = self.server.breaks > 0, max(0, self.server.breaks - 1)
        self.wfile.write(body[: self.server.cut] if is_broken else body)
        self.close_connection = is_broken

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setattr(fetch, "wait_exponential", lambda **given: wait_none())
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def source(folder: Path, *files: dict, **changes: object) -> SourceFolder:
    folder.mkdir(parents=True, exist_ok=True)
    cells = {name: value for name, value in {**SOURCE, "files": files, **changes}.items() if value is not None}
    (folder / "source.yml").write_text(json.dumps(cells), encoding="utf-8")
    return open_folder(folder)


def onet(folder: Path, edition: str) -> SourceFolder:
    return source(folder, EDITIONS, kind="onet", scheme=None, edition=edition)


def write_archive(path: Path, **files: str) -> bytes:
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in {"occupations": OCCUPATIONS, **files}.items():
            archive.writestr(f"db/{name}.txt", text)
    return path.read_bytes()


def bring(
    folder: SourceFolder, given: Path | None = None, source_id: str = "acme", edition: str | None = None
) -> list[str]:
    return list(fetch.fetch_source([folder], source_id, given, edition))


def fetched(folder: SourceFolder) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((folder.path / "fetched").glob("*"))}


def test_a_download_comes_whole_and_its_digest_is_told(server: Server, tmp_path: Path):
    acme = source(tmp_path, {"path": "fetched/data.zip", "url": server.url, "sha256": SHA256})
    (line,) = bring(acme)
    assert fetched(acme) == {"data.zip": CONTENT}
    assert server.asked == [None]
    assert SHA256 in line
    assert "digest as named" in line


def test_a_file_without_a_named_digest_is_taken_and_said_to_be_unchecked(server: Server, tmp_path: Path):
    (line,) = bring(source(tmp_path, {"path": "fetched/data.zip", "url": server.url}))
    assert "no digest is named" in line


def test_a_broken_download_goes_on_where_it_stopped(server: Server, tmp_path: Path):
    server.breaks = 2
    acme = source(tmp_path, {"path": "fetched/data.zip", "url": server.url, "sha256": SHA256})
    bring(acme)
    assert fetched(acme) == {"data.zip": CONTENT}
    assert server.asked == [None, "bytes=1000-", "bytes=2000-"]


def test_a_server_without_ranges_sends_all_anew(server: Server, tmp_path: Path):
    server.breaks, server.has_ranges = 1, False
    acme = source(tmp_path, {"path": "fetched/data.zip", "url": server.url, "sha256": SHA256})
    bring(acme)
    assert fetched(acme) == {"data.zip": CONTENT}
    assert server.asked == [None, "bytes=1000-"]


def test_what_an_earlier_run_left_is_gone_on_from(server: Server, tmp_path: Path):
    acme = source(tmp_path, {"path": "fetched/data.zip", "url": server.url, "sha256": SHA256})
    (tmp_path / "fetched").mkdir()
    (tmp_path / "fetched" / "data.zip.part").write_bytes(CONTENT[:5000])
    bring(acme)
    assert fetched(acme) == {"data.zip": CONTENT}
    assert server.asked == ["bytes=5000-"]


@pytest.mark.parametrize(("left", "asked"), [(CONTENT, 1), (CONTENT + b"of a longer edition", 2)])
def test_a_left_part_that_is_complete_is_taken_and_a_longer_one_is_not(
    left: bytes, asked: int, server: Server, tmp_path: Path
):
    acme = source(tmp_path, {"path": "fetched/data.zip", "url": server.url})
    (tmp_path / "fetched").mkdir()
    (tmp_path / "fetched" / "data.zip.part").write_bytes(left)
    bring(acme)
    assert fetched(acme) == {"data.zip": CONTENT}
    assert len(server.asked) == asked


def test_a_download_that_keeps_breaking_ends_after_four_attempts_and_keeps_its_part(server: Server, tmp_path: Path):
    server.breaks = 99
    acme = source(tmp_path, {"path": "fetched/data.zip", "url": server.url, "sha256": SHA256})
    with pytest.raises(BadData, match="goes on where it stopped"):
        bring(acme)
    assert len(server.asked) == fetch.ATTEMPTS == 4
    assert fetched(acme) == {"data.zip.part": CONTENT[:4000]}


def test_nobody_listening_is_bad_data_that_names_the_url(server: Server, tmp_path: Path):
    acme = source(tmp_path, {"path": "fetched/data.zip", "url": "http://127.0.0.1:1/data.zip"})
    with pytest.raises(BadData, match=r"127\.0\.0\.1:1/data\.zip: the download broke off"):
        bring(acme)


@pytest.mark.parametrize("url", ["http://127.0.0.1:port/data.zip", "ftp://127.0.0.1/data.zip", "data.zip"])
def test_a_url_that_is_none_is_bad_data(url: str, server: Server, tmp_path: Path):
    with pytest.raises(BadData, match=r"data\.zip: is no address .* Mend the url"):
        bring(source(tmp_path, {"path": "fetched/data.zip", "url": url}))


def test_a_wrong_digest_is_refused_and_the_earlier_file_stays(server: Server, tmp_path: Path):
    acme = source(tmp_path, {"path": "fetched/data.zip", "url": server.url, "sha256": "0" * 64})
    (tmp_path / "fetched").mkdir()
    (tmp_path / "fetched" / "data.zip").write_bytes(b"earlier")
    with pytest.raises(BadData, match=SHA256):
        bring(acme)
    assert fetched(acme) == {"data.zip": b"earlier"}


@pytest.mark.parametrize(("status", "remedy"), [(404, "Mend the url"), (503, "later")])
def test_an_answer_that_is_an_error_is_not_asked_for_again(status: int, remedy: str, server: Server, tmp_path: Path):
    server.status = status
    acme = source(tmp_path, {"path": "fetched/data.zip", "url": server.url})
    with pytest.raises(BadData, match=remedy) as caught:
        bring(acme)
    assert server.url in str(caught.value)
    assert str(status) in str(caught.value)
    assert (len(server.asked), fetched(acme)) == (1, {})


def test_packed_files_are_kept_as_they_are_sent(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    packed = gzip.compress(b"a,b\n1,2\n" * 99)
    monkeypatch.setattr(f"{__name__}.CONTENT", packed)
    server.encoding, server.breaks, server.cut = "gzip", 1, 20
    acme = source(tmp_path, {"path": "fetched/data.csv.gz", "url": server.url})
    bring(acme)
    assert fetched(acme) == {"data.csv.gz": packed}


def test_a_file_without_url_says_where_to_get_it(tmp_path: Path):
    with pytest.raises(BadCall, match=r"example\.org.*canon fetch acme --from FILE"):
        bring(source(tmp_path, {"path": "fetched/data.zip"}))


def test_a_source_with_nothing_to_fetch_is_a_bad_call(tmp_path: Path):
    with pytest.raises(BadCall, match="no files to fetch"):
        bring(source(tmp_path, {"path": "data.zip"}))


def test_an_unknown_source_is_a_bad_call_that_lists_the_known(tmp_path: Path):
    acme = source(tmp_path, {"path": "fetched/data.zip"})
    with pytest.raises(BadCall, match=r"'amce'\. Known are: acme"):
        bring(acme, source_id="amce")


def test_one_file_is_taken_from_a_copy_under_any_name(tmp_path: Path):
    copy = tmp_path / "download (1).zip"
    copy.write_bytes(CONTENT)
    acme = source(tmp_path / "acme", {"path": "fetched/data.zip", "sha256": SHA256})
    bring(acme, copy)
    assert fetched(acme) == {"data.zip": CONTENT}
    assert copy.is_file()


def test_several_files_are_taken_from_a_folder_that_holds_them_all(tmp_path: Path):
    copies = tmp_path / "copies"
    copies.mkdir()
    (copies / "a.csv").write_bytes(b"a")
    acme = source(
        tmp_path / "acme", {"path": "fetched/a.csv"}, {"path": "fetched/b.csv"}, kind="role_page", scheme=None
    )
    with pytest.raises(BadCall, match=r"b\.csv"):
        bring(acme, copies)
    with pytest.raises(BadCall, match="a folder that holds"):
        bring(acme, copies / "a.csv")
    (copies / "b.csv").write_bytes(b"b")
    assert len(bring(acme, copies)) == 2
    assert fetched(acme) == {"a.csv": b"a", "b.csv": b"b"}


def test_a_copy_that_is_not_there_is_a_bad_call(tmp_path: Path):
    acme = source(tmp_path / "acme", {"path": "fetched/data.zip"})
    with pytest.raises(BadCall, match=r"is no file to take as data\.zip"):
        bring(acme, tmp_path / "nowhere.zip")


OCCUPATIONS = "O*NET-SOC Code\tTitle\tDescription\n11-1011.00\tChief Executives\tThey lead.\n"
EDITIONS = {"path": "fetched/db_{edition}_text.zip", "sha256_by_edition": {"31.0": SHA256}}


def test_an_edition_comes_from_its_url_to_its_place_and_the_one_in_use_stays(server: Server, tmp_path: Path):
    acme = source(tmp_path, {**EDITIONS, "url": server.url + "?{edition}"}, edition="30.1")
    line, stays = bring(acme, edition="31.0")
    assert fetched(acme) == {"db_31_0_text.zip": CONTENT}
    assert "digest as named" in line
    assert "edition 30.1 stays the one that is published" in stays
    assert len(bring(acme)) == 1
    assert set(fetched(acme)) == {"db_30_1_text.zip", "db_31_0_text.zip"}


def test_a_download_of_an_edition_with_another_digest_is_refused(server: Server, tmp_path: Path):
    files = {**EDITIONS, "url": server.url, "sha256_by_edition": {"31.0": "0" * 64}}
    with pytest.raises(BadData, match=SHA256):
        bring(source(tmp_path, files), edition="31.0")


def test_a_copy_of_another_layout_is_not_held_to_the_digest_of_the_download(tmp_path: Path):
    copy = tmp_path / "db_31_0_excel.zip"
    write_archive(copy)
    acme = onet(tmp_path / "acme", "30.1")
    assert "no digest is named" in bring(acme, copy, edition="31.0")[0]
    copy = copy.rename(tmp_path / "db_31_0_text.zip")
    with pytest.raises(BadData, match="was not taken"):
        bring(acme, copy, edition="31.0")


def test_an_archive_that_says_it_is_another_edition_is_told(tmp_path: Path):
    copy = tmp_path / "db.zip"
    write_archive(copy, **{"Read Me": "O*NET 29.3 Database\n"})
    assert "says of itself that it is edition 29.3, not 30.1" in bring(onet(tmp_path / "acme", "30.1"), copy)[1]
    assert len(bring(onet(tmp_path / "older", "29.3"), copy)) == 1


def test_what_is_no_archive_of_onet_is_refused_and_the_earlier_one_stays(tmp_path: Path):
    good, other, cut, page = (tmp_path / name for name in ("good.zip", "other.zip", "cut.zip", "page.zip"))
    content = write_archive(good)
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("holiday.csv", "day,place\n1,sea\n")
    cut.write_bytes(content[: len(content) // 2])
    page.write_text("<html>Please sign in</html>", encoding="utf-8")
    acme = onet(tmp_path / "acme", "30.1")
    bring(acme, good)
    for bad, message in ((other, "no table of O*NET at all"), (cut, "no zip file"), (page, "no zip file")):
        with pytest.raises(BadData, match=message.replace("*", ".")) as refused:
            bring(acme, bad)
        assert bad.name in str(refused.value)
        assert "It was not taken." in str(refused.value)
        assert fetched(acme) == {"db_30_1_text.zip": content}


def test_an_archive_within_an_archive_is_taken(tmp_path: Path):
    write_archive(tmp_path / "db.zip")
    with zipfile.ZipFile(tmp_path / "sent.zip", "w") as archive:
        archive.write(tmp_path / "db.zip", "sent/db.zip")
    assert len(bring(onet(tmp_path / "acme", "30.1"), tmp_path / "sent.zip")) == 1


def test_a_folder_of_tables_is_packed_into_one_archive_that_is_always_the_same(tmp_path: Path):
    tables = tmp_path / "tables"
    (tables / "deep").mkdir(parents=True)
    (tables / "a.csv").write_bytes(b"a")
    (tables / "deep" / "b.txt").write_text(OCCUPATIONS, encoding="utf-8")
    (tables / ".hidden").write_bytes(b"c")
    acme = onet(tmp_path / "acme", "30.1")
    first = bring(acme, tables, edition="31.0")
    assert bring(acme, tables, edition="31.0") == first
    with zipfile.ZipFile(acme.path / "fetched/db_31_0_text.zip") as archive:
        assert {name: archive.read(name).decode() for name in archive.namelist()} == {
            "a.csv": "a",
            "deep/b.txt": OCCUPATIONS,
        }


def test_of_a_folder_of_archives_the_one_of_the_edition_is_taken(tmp_path: Path):
    archives = tmp_path / "archives"
    archives.mkdir()
    contents = {name: write_archive(archives / name, note=name) for name in ("db_29_3_excel.zip", "db_30_1_text.zip")}
    acme = onet(tmp_path / "acme", "30.1")
    bring(acme, archives, edition="29.3")
    assert fetched(acme) == {"db_29_3_text.zip": contents["db_29_3_excel.zip"]}
    with pytest.raises(BadCall, match=r"db_30_1_text\.zip; which is edition 30\.2\?"):
        bring(acme, archives, edition="30.2")


@pytest.mark.parametrize("name", ["nothing", "nowhere"])
def test_a_folder_without_files_is_a_bad_call(name: str, tmp_path: Path):
    (tmp_path / "nothing").mkdir()
    with pytest.raises(BadCall, match=name):
        bring(onet(tmp_path / "acme", "30.1"), tmp_path / name)


def test_the_command_fetches_and_tells_of_each_file(server: Server, tmp_path: Path, monkeypatch, capsys):
    canon = tmp_path / "raw" / "canon"
    canon.mkdir(parents=True)
    shutil.copy(REPOSITORY / "raw" / "canon" / "source.yml", canon)
    acme = source(tmp_path / "raw" / "sources" / "acme", {"path": "fetched/data.zip", "url": server.url})
    monkeypatch.setattr("sys.argv", ["canon", "fetch", "acme", "--root", str(tmp_path)])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert not ended.value.code
    assert fetched(acme) == {"data.zip": CONTENT}
    assert SHA256 in capsys.readouterr().out
