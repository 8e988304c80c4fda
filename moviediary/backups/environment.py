"""The settings of a site as a backup keeps them: as the environment says them, and none that is a secret or may hold one."""

from moviediary.config import RATE_LIMITS, Config

# By the name in the environment. What is not named here is kept in no backup.
PLAIN = {
    "BASE_URL": "base_url",
    "HOST": "host",
    "PORT": "port",
    "SECURE_COOKIES": "secure_cookies",
    "ALLOW_REGISTRATION": "allow_registration",
    "CONTACT": "contact",
    "WEBSUB_HUB_URL": "websub_hub_url",
    "STORAGE_URL": "storage_url",
    "METADATA_PROVIDERS": "metadata_providers",
    "TMDB_API_URL": "tmdb_api_url",
    "TMDB_IMAGE_URL": "tmdb_image_url",
    "TMDB_LANGUAGE": "tmdb_language",
    "OMDB_API_URL": "omdb_api_url",
    "WIKIDATA_API_URL": "wikidata_api_url",
    "WIKIDATA_FILES_URL": "wikidata_files_url",
    "HTTP_ALLOW_PRIVATE_ADDRESSES": "allow_private_addresses",
    "TRUSTED_PROXIES": "trusted_proxies",
    "LOG_LEVEL": "log_level",
    "LOG_FORMAT": "log_format",
    "LOG_REQUESTS": "log_requests",
    "METRICS": "metrics",
    "BACKUP_FOLDER": "backup_folder",
    "BACKUP_KEEP": "backup_keep",
}
# Of these it is only said that there was something.
SECRET = {
    "DATABASE_URL": "database_url",
    "REDIS_URL": "redis_url",
    "SECRET_KEY": "secret_key",
    "NATS_URL": "nats_url",
    "SMTP_URL": "mail_server",
    "TMDB_API_KEY": "tmdb_api_key",
    "OMDB_API_KEY": "omdb_api_key",
    "MONITOR_TOKEN": "monitor_token",
}
# The same of what others read for themselves.
SECRET_TO_OTHERS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")


def settings(config: Config) -> dict[str, str | None]:
    """By their names, what settings are; None where one is not to be told."""
    told: dict[str, str | None] = {name: _text(getattr(config, field)) for name, field in PLAIN.items()}
    told |= {f"RATE_LIMIT_{name}": limit for name, limit in config.rate_limits.items() if limit != RATE_LIMITS.get(name)}
    if config.mail_server is not None:
        told["MAIL_FROM"] = str(config.mail_server.sender)
    told |= config.read_by_others
    hidden = [name for name, field in SECRET.items() if getattr(config, field)]
    hidden += [name for name in SECRET_TO_OTHERS if name in config.read_by_others]
    return {name: text for name, text in told.items() if text} | dict.fromkeys(hidden)


def _text(value: object) -> str:
    if isinstance(value, tuple):
        return ",".join(value) or "none"
    return str(value).lower() if isinstance(value, bool) else str(value)
