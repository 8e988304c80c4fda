import os
import re
import signal
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from io import BytesIO
from uuid import uuid4

import pytest
import time_machine
from pytest_httpserver import HTTPServer
from starting import cramped
from tries import STUCK, soon
from werkzeug.wrappers import Response

from moviediary import storage
from moviediary.movies.jobs import remove_orphans
from moviediary.movies.models import MovieDetails

ELSEWHERE = os.environ.get("TEST_S3_ENDPOINT", "")


@pytest.fixture
def folder(tmp_path):
    storage.configure(f"file://{tmp_path / 'not%20there' / 'files'}")
    return tmp_path / "not there" / "files"


class FakeBucket:
    """Answers like S3, keeps what it is given in a dict, and fails with the status `broken`."""

    def __init__(self):
        self.files, self.parts, self.broken, self.asked = {}, {}, 0, 0

    def answer(self, request):
        self.asked += 1
        if self.broken:
            return Response("<Error/>", self.broken)
        if "list-type" in request.args:
            return self._listed(request.path, request.args["prefix"], int(request.args.get("continuation-token", 0)))
        if "uploads" in request.args or "uploadId" in request.args:
            return self._in_parts(request)
        if request.method == "PUT":
            self.files[request.path] = request.get_data()
            self.stored_at = datetime.now(UTC)
            return Response(headers={"ETag": '"1"'})
        if request.method == "POST":
            keys = re.findall("<Key>(.*?)</Key>", request.get_data(as_text=True))
            for key in keys:
                self.files.pop(f"{request.path}/{key}", None)
            deleted = "".join(f"<Deleted><Key>{key}</Key></Deleted>" for key in keys)
            return _xml(f"<DeleteResult>{deleted}</DeleteResult>")
        data = self.files.get(request.path)
        headers = {"ETag": '"1"', "Last-Modified": "Sat, 21 Nov 2026 08:00:00 GMT"}
        return Response("<Error/>", 404) if data is None else Response(data, headers=headers)

    def _in_parts(self, request):
        """A large file, which comes in numbered parts; they may come in any order."""
        if "uploads" in request.args:
            self.parts[request.path] = {}
            return _xml("<InitiateMultipartUploadResult><UploadId>1</UploadId></InitiateMultipartUploadResult>")
        if request.method == "PUT":
            self.parts[request.path][int(request.args["partNumber"])] = request.get_data()
            return Response(headers={"ETag": '"1"'})
        parts = self.parts.pop(request.path)
        self.files[request.path] = b"".join(parts[number] for number in sorted(parts))
        self.stored_at = datetime.now(UTC)
        return _xml("<CompleteMultipartUploadResult><ETag>1</ETag></CompleteMultipartUploadResult>")

    def _listed(self, path, prefix, start):
        """Two at a time, as a real one lists a thousand."""
        keys = sorted(name.removeprefix(f"{path}/") for name in self.files)
        keys = [key for key in keys if key.startswith(prefix)]
        at = f"<LastModified>{self.stored_at.isoformat()}</LastModified><Size>1</Size>"
        contents = "".join(f"<Contents><Key>{key}</Key>{at}</Contents>" for key in keys[start : start + 2])
        more = f"<NextContinuationToken>{start + 2}</NextContinuationToken>" if keys[start + 2 :] else ""
        truncated = f"<IsTruncated>{'true' if more else 'false'}</IsTruncated>"
        return _xml(f"<ListBucketResult>{truncated}{contents}{more}</ListBucketResult>")


def _xml(text):
    return Response(text, content_type="application/xml")


@pytest.fixture(scope="module")
def bucket_server():
    fake = FakeBucket()
    with HTTPServer() as server:
        server.expect_request(re.compile(".*")).respond_with_handler(fake.answer)
        yield fake, server.url_for("")


@pytest.fixture
def bucket(bucket_server, monkeypatch):
    fake, address = bucket_server
    fake.files, fake.broken = {}, 0
    environment = {"ENDPOINT": address, "ACCESS_KEY_ID": "a", "SECRET_ACCESS_KEY": "b", "REGION": "us-east-1"}
    for name, value in environment.items():
        monkeypatch.setenv(f"AWS_{name}", value)
    storage.configure("s3://diary/pictures")
    return fake


@pytest.fixture
def elsewhere(monkeypatch):
    """A bucket named diary on a server that is not ours, such as moto's: TEST_S3_ENDPOINT says where."""
    environment = {"ENDPOINT": ELSEWHERE, "ACCESS_KEY_ID": "test", "SECRET_ACCESS_KEY": "test", "REGION": "us-east-1"}
    for name, value in environment.items():
        monkeypatch.setenv(f"AWS_{name}", value)
    storage.configure(f"s3://diary/{uuid4()}")


@pytest.fixture(params=["folder", "bucket", *(["elsewhere"] if ELSEWHERE else [])])
def store(request):
    return request.getfixturevalue(request.param)


def test_what_was_stored_comes_back_as_it_was(store):
    storage.put("posters/ab12.webp", b"\0\xff" * 70_000)
    assert storage.get("posters/ab12.webp") == b"\0\xff" * 70_000


def test_storing_the_same_file_again_is_no_error(store):
    storage.put("posters/ab12.webp", b"x")
    storage.put("posters/ab12.webp", b"x")
    assert storage.get("posters/ab12.webp") == b"x"


def test_a_file_that_is_not_there_is_none(store):
    assert storage.get("posters/ab12.webp") is None


def test_a_file_of_many_megabytes_is_read_from_any_place_in_it(store):
    storage.put_file("exports/part-1", BytesIO(b"x" * 12_000_000 + b"end"))
    with storage.opened("exports/part-1") as file:
        file.seek(-5, os.SEEK_END)
        assert file.read() == b"xxend"
    with pytest.raises(FileNotFoundError), storage.opened("exports/part-2"):
        pass


def test_a_deleted_file_is_gone_and_deleting_it_again_is_no_error(store):
    storage.put("posters/ab12.webp", b"x")
    storage.delete("posters/ab12.webp")
    storage.delete("posters/ab12.webp")
    assert storage.get("posters/ab12.webp") is None


@pytest.mark.parametrize(
    "name", ["../secret", "a/../../secret", "/etc/passwd", "", ".hidden", "a//b", "a\0b", "a/", "é.webp", "a\n"]
)
def test_a_name_that_could_lead_out_is_refused(folder, name):
    (folder.parent).mkdir()
    (folder.parent / "secret").write_text("secret")
    with pytest.raises(ValueError, match="is no name for a file"):
        storage.put(name, b"x")
    storage.delete(name)
    assert storage.get(name) is None
    assert (folder.parent / "secret").read_text() == "secret"


def test_a_folder_is_no_file(folder):
    storage.put("posters/ab12.webp", b"x")
    assert storage.get("posters") is None
    assert storage.get("posters/ab12.webp/deeper") is None


def test_a_file_can_be_read_by_the_server_in_front(folder):
    storage.put("posters/ab12.webp", b"x")
    assert (folder / "posters" / "ab12.webp").stat().st_mode & 0o777 == 0o644


def test_an_empty_file_left_by_a_power_cut_is_repaired_by_storing_again(folder):
    storage.put("posters/ab12.webp", b"whole")
    (folder / "posters" / "ab12.webp").write_bytes(b"")
    storage.put("posters/ab12.webp", b"whole")
    assert storage.get("posters/ab12.webp") == b"whole"


def test_a_file_that_does_not_fit_leaves_nothing_behind(folder):
    storage.put("posters/first.webp", b"x")
    put = f"storage.configure({folder.as_uri()!r}); storage.put('posters/ab12.webp', b'x' * 200_000)"
    told = cramped("-c", f"from moviediary import storage; {put}", env=dict(os.environ), most=100_000)
    assert "File too large" in told.stderr
    assert [path.name for path in (folder / "posters").iterdir()] == ["first.webp"]


def test_nobody_ever_reads_half_a_file(folder):
    storage.put("posters/ab12.webp", b"x" * 500_000)
    seen, over = set(), threading.Event()

    def read():
        while not over.is_set():
            seen.add(len(storage.get("posters/ab12.webp") or b""))

    reader = threading.Thread(target=read)
    reader.start()
    for _ in range(50):
        storage.put("posters/ab12.webp", b"x" * 500_000)
    over.set()
    reader.join()
    assert seen == {500_000}


def test_a_process_forked_after_the_store_was_used_can_use_it_too(folder):
    storage.put("posters/first.webp", b"x")
    child = os.fork()
    if not child:
        try:
            storage.put("posters/second.webp", b"y")
        finally:
            os._exit(0)
    assert _ended(child) == 0
    assert storage.get("posters/second.webp") == b"y"


def test_a_bucket_is_asked_under_its_prefix(bucket):
    storage.put("posters/ab12.webp", b"x")
    assert bucket.files == {"/diary/pictures/posters/ab12.webp": b"x"}


def test_a_bucket_that_is_down_is_an_error_of_the_system_within_seconds(bucket):
    bucket.broken = 503
    for call in (lambda: storage.get("posters/ab12.webp"), lambda: storage.put("posters/ab12.webp", b"x")):
        bucket.asked = 0
        with soon(2.5), pytest.raises(OSError, match="the bucket does not answer"):
            call()
        # Each time it waits longer for the next.
        assert bucket.asked <= 4


def test_a_bucket_that_was_only_chosen_before_a_fork_can_be_used_after_it(bucket):
    # In a process of its own, as this one has used buckets before.
    code = """
import os, sys
from moviediary import storage
storage.configure("s3://diary/pictures")
child = os.fork()
if not child:
    storage.put("posters/first.webp", b"x")
    os._exit(0)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
    assert storage.get("posters/first.webp") == b"x"


def test_a_bucket_says_so_instead_of_waiting_for_ever_after_a_fork(bucket):
    storage.put("posters/first.webp", b"x")
    child = os.fork()
    if not child:
        try:
            storage.get("posters/first.webp")
        except RuntimeError:
            os._exit(7)
        finally:
            os._exit(1)
    assert _ended(child) == 7


def pictures(*letters):
    """The names of pictures whose hashes consist of one letter, once they are stored."""
    for letter in letters:
        storage.put(f"posters/{letter * 40}.webp", b"x")
    return [f"posters/{letter * 40}.webp" for letter in letters]


def test_what_was_stored_before_a_moment_is_listed(store):
    names = pictures(*"abcde")
    storage.put("elsewhere/a", b"x")
    now = datetime.now(UTC)
    assert sorted(name for some in storage.old("posters", now + timedelta(minutes=1)) for name in some) == names
    assert [name for some in storage.old("posters", now - timedelta(minutes=1)) for name in some] == []
    assert list(storage.old("nothing", now)) == []


def test_pictures_that_no_movie_shows_are_removed_after_a_day(store, database):
    small, large, orphan, *others = pictures(*"abcdef")
    storage.put("posters/of-somebody-else.webp", b"x")
    MovieDetails.insert(movie_id=uuid4(), poster_small="a" * 40, poster_large="b" * 40).execute()
    remove_orphans()
    assert storage.get(orphan) == b"x"
    with time_machine.travel(datetime.now(UTC) + timedelta(days=1, minutes=1)):
        remove_orphans()
    kept = [name for name in (small, large, orphan, *others, "posters/of-somebody-else.webp") if storage.get(name)]
    assert kept == [small, large, "posters/of-somebody-else.webp"]


def test_a_picture_that_was_stored_again_is_young_again(folder, database):
    (orphan,) = pictures("a")
    long_ago = time.time() - 90_000
    os.utime(folder / orphan, (long_ago, long_ago))
    pictures("a")
    remove_orphans()
    assert storage.get(orphan) == b"x"


def test_half_written_files_are_removed_after_a_day(folder, database):
    pictures("a")
    old, young = (folder / "posters" / f".draft-{name}" for name in ("old", "young"))
    for path in (old, young):
        path.touch()
    long_ago = time.time() - 90_000
    os.utime(old, (long_ago, long_ago))
    remove_orphans()
    assert (old.exists(), young.exists()) == (False, True)


def test_nothing_to_remove_where_nothing_was_ever_stored(folder, database):
    remove_orphans()
    assert not folder.exists()


def _ended(child):
    """The exit status of a process; it is killed where it hangs."""
    for _ in range(20 * STUCK):
        pid, status = os.waitpid(child, os.WNOHANG)
        if pid:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.05)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return None
