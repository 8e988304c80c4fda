"""Movie Diary: a self-hosted, multi-user film diary. `start` prepares any process, `create_app` makes the web application."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from moviediary.config import Config


def start(config: "Config") -> None:
    """Hand the mechanisms what each needs of the configuration. Opens no connection and imports no Flask."""
    from moviediary import database, deliveries, http, jobs, logs, providers, storage, wiring

    logs.configure(config.log_level, config.log_format)
    database.configure(config.database_url)
    storage.configure(config.storage_url)
    http.configure(config.allow_private_addresses)
    providers.configure(config.tmdb_api_key, config.tmdb_api_url, config.tmdb_image_url, config.omdb_api_key, config.omdb_api_url)
    jobs.configure(config.redis_url, deliveries.describe)
    wiring.connect()


def create_app(config: "Config") -> "Flask":
    """The web application, on mechanisms that are ready."""
    from moviediary import limits, shelf
    from moviediary.web import build

    start(config)
    limits.configure(config.redis_url, config.rate_limits)
    shelf.configure(config.redis_url)
    return build(config)
