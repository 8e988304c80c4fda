"""Settings: what is unset has a sensible value, what is senseless is told in a sentence."""

import traceback
from concurrent.futures import ThreadPoolExecutor

import pytest

from moviediary.backups import environment
from moviediary.config import RATE_LIMITS, READ_BY_OTHERS, ROOT, Config
from moviediary.settings import ConfigError


def test_without_any_setting_everything_is_kept_in_one_folder(tmp_path):
    config = Config.from_env({}, tmp_path / "var")
    assert config.database_url == f"sqlite:///{tmp_path / 'var' / 'diary.db'}"
    assert config.redis_url == f"unix://{tmp_path / 'var' / 'redis.sock'}"
    assert config.storage_url == f"file://{tmp_path / 'var' / 'files'}"
    assert (config.host, config.port, config.secure_cookies, config.allow_registration) == ("127.0.0.1", 8000, False, False)


def test_the_secret_is_made_once_and_only_its_owner_reads_it(tmp_path):
    first, second = (Config.from_env({}, tmp_path).secret_key for _ in range(2))
    assert first == second
    assert len(first) >= 40
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


def test_processes_that_start_at_once_agree_on_the_secret(tmp_path):
    with ThreadPoolExecutor(8) as pool:
        secrets = set(pool.map(lambda _: Config.from_env({}, tmp_path).secret_key, range(32)))
    assert len(secrets) == 1
    assert secrets != {""}


@pytest.mark.parametrize(("base_url", "secure"), [("https://diary.example", True), ("http://diary.example", False), ("", False)])
def test_cookies_are_secure_where_the_site_is(tmp_path, base_url, secure):
    assert Config.from_env({"BASE_URL": base_url}, tmp_path).secure_cookies is secure


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "eighty"),
        ("PORT", "70000"),
        ("SECURE_COOKIES", "perhaps"),
        ("TRUSTED_PROXIES", "-1"),
        ("DATABASE_URL", "mysql://localhost/diary"),
        ("DATABASE_URL", "postgresql://localhost/diary"),
        ("REDIS_URL", "http://localhost"),
        ("NATS_URL", "http://localhost"),
        ("NATS_URL", "localhost:4222"),
        ("NATS_URL", "nats://"),
        ("NATS_URL", "nats://localhost:99999"),
        ("NATS_URL", "nats://localhost:0"),
        ("NATS_URL", "nats://localhost/subject"),
        ("NATS_URL", "nats://:secret@localhost"),
        ("NATS_URL", "nats://one:4222,two:4222"),
        ("NATS_URL", "nats://pass/word@localhost"),
        ("STORAGE_URL", "ftp://files"),
        ("BASE_URL", "diary.example"),
        ("TMDB_API_URL", "file:///etc/passwd"),
        ("RATE_LIMIT_WRITE", "often"),
        ("RATE_LIMIT_WRITE", "0 per minute"),
        ("LOG_LEVEL", "loud"),
        ("METADATA_PROVIDERS", "imdb"),
        ("METADATA_PROVIDERS", "wikidata,imdb"),
        ("METADATA_PROVIDERS", "none,wikidata"),
        ("METADATA_PROVIDERS", "tmdb"),
        ("METADATA_PROVIDERS", "wikidata,omdb"),
        ("TMDB_LANGUAGE", "english"),
        ("TMDB_LANGUAGE", "en_US"),
        ("WIKIDATA_API_URL", "file:///etc/passwd"),
        ("WIKIDATA_FILES_URL", "commons"),
        ("CONTACT", "ada@example.org\r\nX-Evil: 1"),
        ("CONTACT", "Ada (me)"),
        ("CONTACT", "x" * 300),
        ("LOG_FORMAT", "xml"),
        ("LOG_REQUESTS", "sometimes"),
        ("METRICS", "prometheus"),
        ("MONITOR_TOKEN", "short"),
        ("MONITOR_TOKEN", "with spaces and more"),
    ],
)
def test_a_senseless_value_is_told_in_a_sentence_that_names_what_to_set(tmp_path, name, value):
    with pytest.raises(ConfigError) as told:
        Config.from_env({name: value}, tmp_path)
    assert name in str(told.value) or "SECRET_KEY" in str(told.value)
    assert str(told.value).endswith(".")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "postgresql://diary:canary/cd@host/diary"),
        ("DATABASE_URL", "postgresql://diary:canary?cd@host/diary"),
        ("DATABASE_URL", "postgresql://diary:canary#cd@host/diary"),
        ("DATABASE_URL", "postgres://diary:canary[cd@host/diary"),
        ("DATABASE_URL", "postgres://diary:12/canary@host/diary"),
        ("DATABASE_URL", "postgres://diary:12#canary@host/diary"),
        ("DATABASE_URL", "postgres://diary:12?canary@host/diary"),
        ("DATABASE_URL", "postgres://diary:canary@host:0/diary"),
        ("REDIS_URL", "redis://:canary/cd@host:6379/0"),
        ("REDIS_URL", "rediss://:12/canary@host:6379/0"),
        ("REDIS_URL", "redis://:canary@host:63790000/0"),
        ("TMDB_API_URL", "https://[canary"),
        ("STORAGE_URL", "s3://[canary"),
    ],
)
def test_an_address_that_is_torn_at_its_password_is_told_how_to_write_it_and_no_part_of_it_is_shown(tmp_path, name, value):
    with pytest.raises(ConfigError, match=f"^{name} cannot be read .* %2F") as told:
        Config.from_env({"SECRET_KEY": "x", name: value}, tmp_path)
    assert "canary" not in "".join(traceback.format_exception(told.value))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "postgresql://diary:can%2Fary@host/diary?user=ada@server"),
        ("DATABASE_URL", "postgresql://diary:a@b@[::1]:5432/diary"),
        ("DATABASE_URL", "postgresql:///diary?host=/run/postgresql"),
        ("REDIS_URL", "redis://:can%2Fary@host:6379/0"),
        ("REDIS_URL", "unix://ada:secret@/run/redis@0.sock?db=1"),
        ("DATABASE_URL", "sqlite:////srv/films@home/diary.db"),
        ("TMDB_API_URL", "https://copy.example:8443/@tmdb"),
    ],
)
def test_an_address_that_is_whole_is_taken_as_it_is(tmp_path, name, value):
    assert value in vars(Config.from_env({"SECRET_KEY": "x", name: value}, tmp_path)).values()


@pytest.mark.parametrize(
    "address",
    [
        "https://films.example.org/films",
        "https://films.example.org/?x=1",
        "https://films.example.org?",
        "https://films.example.org/#top",
        "https://ada@films.example.org",
        "https://ada:secret@films.example.org",
        "https://",
        "https:films.example.org",
        "https://[x",
        "http://films.example.org:port",
    ],
)
def test_where_the_site_is_has_nothing_behind_its_host_and_nobody_before_it(tmp_path, address):
    with pytest.raises(ConfigError, match=r"^BASE_URL .*\.$"):
        Config.from_env({"BASE_URL": address}, tmp_path)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("https://films.example.org/", "https://films.example.org"),
        (" HTTPS://films.example.org:8443 ", "https://films.example.org:8443"),
        ("http://[::1]:8000", "http://[::1]:8000"),
    ],
)
def test_where_the_site_is_can_be_written_in_several_ways(tmp_path, said, meant):
    assert Config.from_env({"BASE_URL": said}, tmp_path).base_url == meant


@pytest.mark.parametrize(
    ("keys", "said", "asked"),
    [
        ("", "", ("wikidata",)),
        ("tmdb", "", ("tmdb", "wikidata")),
        ("omdb", "", ("omdb", "wikidata")),
        ("tmdb omdb", "", ("tmdb", "omdb", "wikidata")),
        ("tmdb omdb", " Wikidata, omdb ,", ("wikidata", "omdb")),
        ("tmdb", "wikidata,tmdb,wikidata", ("wikidata", "tmdb")),
        ("tmdb omdb", "none", ()),
        ("", ",", ()),
    ],
)
def test_film_databases_with_a_key_are_asked_first_unless_the_settings_say_otherwise(tmp_path, keys, said, asked):
    env = {f"{name.upper()}_API_KEY": "k" for name in keys.split()}
    assert Config.from_env({**env, "METADATA_PROVIDERS": said}, tmp_path).metadata_providers == asked


def test_who_asks_is_where_the_site_is_unless_somebody_is_named(tmp_path):
    env = {"BASE_URL": "https://films.example"}
    assert Config.from_env(env, tmp_path).contact == "https://films.example"
    assert Config.from_env({**env, "CONTACT": "ada@example.org"}, tmp_path).contact == "ada@example.org"
    assert Config.from_env({}, tmp_path).contact == ""


class Asked(dict):
    """An environment that remembers what was looked for."""

    def __init__(self, **values):
        super().__init__(**values)
        self.names = set()

    def get(self, name, default=None):
        self.names.add(name)
        return super().get(name, default)

    def __getitem__(self, name):
        self.names.add(name)
        return super().__getitem__(name)

    def __contains__(self, name):
        self.names.add(name)
        return super().__contains__(name)


def test_every_setting_stands_in_the_readme_and_in_backups(tmp_path):
    env = Asked(SMTP_URL="smtp://mail.example", MAIL_FROM="d@example.org", BASE_URL="https://films.example")
    Config.from_env(env, tmp_path)
    limits = {f"RATE_LIMIT_{name}" for name in RATE_LIMITS}
    assert len(env.names) > 40
    assert limits <= env.names
    readme = (ROOT / "README.md").read_text()
    assert not {name for name in env.names if f"`{name}`" not in readme}
    assert env.names == {*environment.PLAIN, *environment.SECRET, *READ_BY_OTHERS, *limits, "MAIL_FROM"}
