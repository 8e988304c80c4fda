"""What is done when nobody asks, and how often: a part of the table of contents that is `wiring`."""

from datetime import timedelta

from moviediary import deliveries, figures
from moviediary.diary import actions as diary_actions
from moviediary.enrichment import jobs as enrichment_jobs
from moviediary.exports import jobs as export_jobs
from moviediary.imports import jobs as import_jobs
from moviediary.movies import jobs as movie_jobs
from moviediary.notifications import jobs as notification_jobs
from moviediary.people import jobs as people_jobs
from moviediary.schedule import Periodic
from moviediary.sharing import jobs as sharing_jobs
from moviediary.sitemaps import jobs as sitemap_jobs
from moviediary.upkeep import jobs as upkeep_jobs

SCHEDULE = [
    Periodic("purge deleted reviews", timedelta(hours=6), diary_actions.purge_deleted),
    Periodic("purge done deliveries", timedelta(days=1), deliveries.purge),
    Periodic("remove orphaned pictures", timedelta(days=1), movie_jobs.remove_orphans),
    Periodic("remove old cards", timedelta(days=1), sharing_jobs.remove_old),
    Periodic("refresh facts of films", timedelta(minutes=15), enrichment_jobs.refresh),
    Periodic("credit directors", timedelta(days=1), people_jobs.credit_the_uncredited),
    Periodic("remove old exports", timedelta(hours=1), export_jobs.remove_old),
    Periodic("make exports of every month", timedelta(hours=1), export_jobs.make_monthly),
    Periodic("lay out the sitemap", timedelta(hours=1), sitemap_jobs.lay_out),
    Periodic("send letters", timedelta(seconds=30), notification_jobs.look_for_letters),
    Periodic("begin digests", timedelta(minutes=5), notification_jobs.begin_digests),
    Periodic("remove old notifications", timedelta(days=1), notification_jobs.remove_old),
    Periodic("measure the site", timedelta(hours=1), figures.measure),
    Periodic("remove files of imports", timedelta(days=1), import_jobs.remove_orphans),
]

# What takes as long as the database is large.
LONG = [
    Periodic("make a backup", timedelta(hours=1), upkeep_jobs.back_up),
    Periodic("check the database", timedelta(hours=1), upkeep_jobs.check_integrity),
]
