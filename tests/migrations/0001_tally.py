"""The tables of the tally, in place of the site's own."""

from tally import MODELS


def up(migrator, db):
    with db.bind_ctx(MODELS, bind_refs=False, bind_backrefs=False):
        db.create_tables(MODELS)
