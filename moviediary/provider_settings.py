"""What the environment says of film databases."""

from collections.abc import Mapping
from typing import Any

from moviediary import settings
from moviediary.settings import ConfigError

# The film databases there are, in the order they are asked in. Wikidata needs no key.
PROVIDERS = ("tmdb", "omdb", "wikidata")


def film_databases(env: Mapping[str, str]) -> dict[str, Any]:
    """The fields of Config that are about them."""
    web = ("http", "https")
    return {
        "metadata_providers": _providers(env),
        "tmdb_api_key": env.get("TMDB_API_KEY", "").strip(),
        "tmdb_api_url": settings.url(env, "TMDB_API_URL", "https://api.themoviedb.org/3", web),
        "tmdb_image_url": settings.url(env, "TMDB_IMAGE_URL", "https://image.tmdb.org/t/p/original", web),
        "tmdb_language": settings.parsed(env, "TMDB_LANGUAGE", "en-US", settings.language),
        "omdb_api_key": env.get("OMDB_API_KEY", "").strip(),
        "omdb_api_url": settings.url(env, "OMDB_API_URL", "https://www.omdbapi.com/", web),
        "wikidata_api_url": settings.url(env, "WIKIDATA_API_URL", "https://www.wikidata.org/w/api.php", web),
        "wikidata_files_url": settings.url(
            env, "WIKIDATA_FILES_URL", "https://commons.wikimedia.org/wiki/Special:FilePath/", web
        ),
    }


def _providers(env: Mapping[str, str]) -> tuple[str, ...]:
    """Who is to be asked, in that order. Raises ConfigError where one is unknown, or lacks its key."""
    keyless = [name for name in ("tmdb", "omdb") if not env.get(f"{name.upper()}_API_KEY", "").strip()]
    said = env.get("METADATA_PROVIDERS", "").strip().lower()
    if not said:
        return tuple(name for name in PROVIDERS if name not in keyless)
    named = [name.strip() for name in said.split(",") if name.strip()] if said != "none" else []
    for name in named:
        if name not in PROVIDERS:
            raise ConfigError(f"METADATA_PROVIDERS names {name!r}, but may only name tmdb, omdb and wikidata, or be none.")
        if name in keyless:
            raise ConfigError(f"METADATA_PROVIDERS names {name}: set {name.upper()}_API_KEY, or leave {name} out.")
    return tuple(dict.fromkeys(named))
