"""Movie Diary: a self-hosted, multi-user film diary. `start` prepares any process, `create_app` makes the web application."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from moviediary.config import Config


def start(config: "Config") -> None:
    """Hand the mechanisms what each needs of the configuration. Opens no connection and imports no Flask."""
    from moviediary import catalogue, database, http, jobs, logs, metrics, providers, storage, tallies, wiring

    logs.configure(config.log_level, config.log_format, config.log_requests)
    metrics.configure(config.metrics)
    tallies.configure(config.redis_url if config.metrics else "")
    database.configure(config.database_url)
    catalogue.configure(config.database_url)
    storage.configure(config.storage_url)
    http.configure(config.allow_private_addresses, config.contact)
    providers.configure(
        providers.Settings(
            order=config.metadata_providers,
            redis_url=config.redis_url,
            tmdb_key=config.tmdb_api_key,
            tmdb_api_url=config.tmdb_api_url,
            tmdb_image_url=config.tmdb_image_url,
            language=config.tmdb_language,
            omdb_key=config.omdb_api_key,
            omdb_api_url=config.omdb_api_url,
            wikidata_api_url=config.wikidata_api_url,
            wikidata_files_url=config.wikidata_files_url,
        )
    )
    _tell_others(config)
    _keep(config)
    jobs.configure(config.redis_url)
    wiring.connect(publishing=bool(config.websub_hub_url))


def _tell_others(config: "Config") -> None:
    """Choose who is told of events beside the site itself, and how."""
    from moviediary import mail, publishing
    from moviediary.feeds import hub
    from moviediary.nats import Nats
    from moviediary.notifications import unsubscribing
    from moviediary.streams import site

    hub.configure(config.websub_hub_url, config.base_url)
    mail.configure(config.mail_server)
    unsubscribing.configure(config.secret_key, config.base_url)
    site.configure(config.secret_key, config.allow_private_addresses)
    publishing.configure((Nats(config.nats_url),) if config.nats_url else ())


def _keep(config: "Config") -> None:
    """Say what belongs into a backup beside the tables, and where backups go."""
    from pathlib import Path

    from moviediary.backups import environment
    from moviediary.backups.making import Site
    from moviediary.upkeep import site

    folder = Path(config.backup_folder) if config.backup_folder else None
    site.configure(Site(environment.settings(config), config.secret_key), folder, config.backup_keep)


def create_app(config: "Config") -> "Flask":
    """The web application, on mechanisms that are ready."""
    from moviediary.web import build

    start_web(config)
    return build(config)


def start_web(config: "Config") -> None:
    """Prepare a process that answers people."""
    from moviediary import limits, providers, shelf, waiting

    start(config)
    limits.configure(config.redis_url, config.rate_limits)
    # Only here: the worker has one question at a time, and nobody waits for it.
    providers.limit(providers.AT_ONCE)
    waiting.limit(waiting.MOST)
    shelf.configure(config.redis_url)
