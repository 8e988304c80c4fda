"""Keeping a site: backups and what a restore changes, moving to another database or store, checks of the site's health."""
