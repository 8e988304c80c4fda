"""Nothing more fits on the disk: whoever writes is told so and keeps their words, readers notice nothing, and it passes."""

import io
from pathlib import Path

import pytest
from disk import Disk, built
from people import Page
from PIL import Image
from processes import Processes, Visitor, _Answer
from servers import until
from tries import numbers

from moviediary import database
from moviediary.backups import reading
from moviediary.deliveries import Delivery
from moviediary.diary.models import Review

pytestmark = pytest.mark.real
WRITES = numbers(5, 100)
HASTY = Path(__file__).with_name("hasty_worker.py")


@pytest.fixture
def disk(tmp_path):
    return Disk(tmp_path, built(tmp_path))


@pytest.fixture
def site(disk, tmp_path, redis_url, sqlite_template):
    site = Processes(disk.folder, redis_url, **disk.env)
    (disk.folder / "diary.db").write_bytes(sqlite_template.read_bytes())
    site.worker_file = HASTY
    site.start_web()
    site.start_worker()
    database.configure(site.env["DATABASE_URL"])
    yield site
    site.stop()
    database.disconnect()


def sent(visitor, path, data, **files):
    answer = visitor.session.post(visitor.address + path, data=data, files=files or None, timeout=30, allow_redirects=False)
    return Page(_Answer(answer))


def picture():
    file = io.BytesIO()
    Image.effect_noise((300, 450), 90).save(file, "PNG")
    return file.getvalue()


def files_of(disk):
    return {path for path in (disk.folder / "files").rglob("*") if path.is_file()}


def nothing_waits():
    with database.connected():
        return not Delivery.select().where(Delivery.done_at.is_null()).exists()


def test_a_full_disk_loses_nothing_and_passes(site, disk, figure):
    alice = Visitor(site.address)
    alice.register("alice")
    logged = alice.send("/reviews/new?by_hand=1", "/reviews", title="Ordet", year="1955", text="Before.")
    movie = logged.location.partition("?")[0]
    form = {**alice.get("/reviews/new?by_hand=1").form("/reviews"), "title": "Stalker", "year": "1979", "text": "Kept."}
    poster, bringing = alice.get(f"{movie}/correction").form(f"{movie}/poster-file"), alice.get("/imports").form("/imports")
    until(nothing_waits, "all is delivered")
    before = files_of(disk)
    disk.fill()
    answers = [sent(alice, "/reviews", form) for _ in range(WRITES)]
    uploads = [
        sent(alice, f"{movie}/poster-file", poster, file=("x.png", picture())),
        sent(alice, "/imports", bringing, file=("diary.csv", b"Date,Name,Year\n2020-01-01,Heat,1995\n" * 5000)),
    ]
    readable = [alice.session.get(alice.address + path, timeout=30).status_code for path in ("/", movie, "/members/alice/diary")]
    left = files_of(disk) - before
    disk.make_room()
    again = sent(alice, "/reviews", answers[-1].form("/reviews"))
    with database.connected():
        texts, whole = sorted(row[0] for row in Review.select(Review.text).tuples()), database.selected("PRAGMA integrity_check")
    statuses = {answer.status for answer in answers}
    figure(
        f"{WRITES} films, a poster and an import on a full disk",
        f"answered {sorted(statuses | {answer.status for answer in uploads})}, {len(left)} files left, then {again.status}, "
        f"integrity {whole[0][0]}",
    )
    assert statuses == {507}
    assert {answer.form("/reviews")["text"] for answer in answers} == {"Kept."}
    assert all("The disk is full" in answer.text for answer in (*answers, *uploads))
    assert readable == [200, 200, 200]
    assert (left, again.status) == (set(), 303)
    assert (texts, whole) == (["Before.", "Kept."], [("ok",)])
    until(nothing_waits, "all is delivered after that", seconds=60)


def test_a_backup_onto_a_full_disk_leaves_nothing_and_says_so(site, disk, figure):
    alice = Visitor(site.address)
    alice.register("alice")
    alice.send("/reviews/new?by_hand=1", "/reviews", title="Ordet", year="1955")
    until(nothing_waits, "all is delivered")
    folder = disk.folder / "backups"
    folder.mkdir()
    older = site.command("backup", str(folder / "older.zip"))
    assert older.returncode == 0, older.stderr
    kept = (folder / "older.zip").read_bytes()
    disk.fill()
    told = [site.command("backup", str(folder / name), *more) for name, more in (("new.zip", ()), ("older.zip", ("--force",)))]
    left = sorted(path.name for path in folder.iterdir())
    disk.make_room()
    again = site.command("backup", str(folder / "new.zip"))
    figure("2 backups onto a full disk", f"{len(left) - 1} files left, then {'made' if again.returncode == 0 else 'not made'}")
    assert {done.returncode for done in told} == {1}
    assert [done.stderr for done in told] == [f"Error: {folder}: {reading.WITHOUT_ROOM}. No backup was made.\n"] * 2
    assert (left, (folder / "older.zip").read_bytes()) == (["older.zip"], kept)
    assert again.returncode == 0, again.stderr
    assert " holds " in again.stdout


def test_a_site_whose_disk_is_full_can_be_backed_up_onto_another(site, disk, tmp_path, figure):
    Visitor(site.address).register("alice")
    until(nothing_waits, "all is delivered")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    disk.fill()
    made = site.command("backup", str(elsewhere / "diary.zip"))
    disk.make_room()
    figure("a backup of a site whose disk is full", f"exit {made.returncode}, {[path.name for path in elsewhere.iterdir()]}")
    assert (made.returncode, made.stdout.partition(" ")[0]) == (0, str(elsewhere / "diary.zip"))
    assert "The admin page will not name it" in made.stderr
    assert "No backup was made" not in made.stderr
    assert [path.name for path in elsewhere.iterdir()] == ["diary.zip"]
