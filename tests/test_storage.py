import errno
import os
import re
import resource
import signal
import threading
import time

import pytest
from pytest_httpserver import HTTPServer
from werkzeug.wrappers import Response

from moviediary import storage


@pytest.fixture
def folder(tmp_path):
    storage.configure(f"file://{tmp_path / 'not%20there' / 'files'}")
    return tmp_path / "not there" / "files"


class FakeBucket:
    """Answers like S3, keeps what it is given in a dict, and fails with the status `broken`."""

    def __init__(self):
        self.files, self.broken = {}, 0

    def answer(self, request):
        if self.broken:
            return Response("<Error/>", self.broken)
        if request.method == "PUT":
            self.files[request.path] = request.get_data()
            return Response(headers={"ETag": '"1"'})
        if request.method == "POST":
            keys = re.findall("<Key>(.*?)</Key>", request.get_data(as_text=True))
            for key in keys:
                self.files.pop(f"{request.path}/{key}", None)
            deleted = "".join(f"<Deleted><Key>{key}</Key></Deleted>" for key in keys)
            return Response(f"<DeleteResult>{deleted}</DeleteResult>", content_type="application/xml")
        data = self.files.get(request.path)
        headers = {"ETag": '"1"', "Last-Modified": "Sat, 21 Nov 2026 08:00:00 GMT"}
        return Response("<Error/>", 404) if data is None else Response(data, headers=headers)


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


@pytest.fixture(params=["folder", "bucket"])
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
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, limits[1]))
    try:
        with pytest.raises(OSError, match="too large") as caught:
            storage.put("posters/ab12.webp", b"x" * 200_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, handler)
    assert caught.value.errno == errno.EFBIG
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
    began = time.monotonic()
    for call in (lambda: storage.get("posters/ab12.webp"), lambda: storage.put("posters/ab12.webp", b"x")):
        with pytest.raises(OSError, match="the bucket does not answer"):
            call()
    assert time.monotonic() - began < 5


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


def _ended(child):
    """The exit status of a process; it is killed where it hangs."""
    for _ in range(100):
        pid, status = os.waitpid(child, os.WNOHANG)
        if pid:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.05)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return None
