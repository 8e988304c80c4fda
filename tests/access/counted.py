"""What is counted, as a table: whatever a member sends is a write, and some of it is counted on its own besides."""

# By route, the limit besides WRITE; of a stranger's, the only one.
COUNTED = {
    "accounts.login": "SIGN_IN_CLIENT",
    "accounts.register": "REGISTER",
    "bringing.create": "IMPORT",
    "exporting.create": "EXPORT",
    "mapping.examples": "SEARCH",
    "mapping.save": "IMPORT",
    "matching.matched": "SEARCH",
    "movies.request_poster": "POSTER",
    "movies.upload": "POSTER",
    "notifying.unsubscribed": "WRITE",
    "reporting.create": "REPORT",
    "reviewing.read": "IMPORT",
    "reviewing.run": "IMPORT",
    "settings.change_email": "SIGN_IN",
    "settings.delete_account": "SIGN_IN",
    "settings.password": "SIGN_IN",
    "webhooks.send_again": "WEBHOOK",
    "webhooks.test": "WEBHOOK",
}
# Who sends there need not be a member.
STRANGERS = {"accounts.login", "accounts.register", "notifying.unsubscribed"}
UNCOUNTED = {
    "accounts.logout": "ends a session, and to begin the next one is counted",
    "settings.end_session": "shuts out whoever has stolen a session, and may send as much as its member",
    "settings.password": "does so, too; passwords have limits of their own",
    "subscribing.revoke_key": "shuts out whoever knows the address of a private feed",
}
# Pages for which film databases are asked about what stands in the address.
ASK_OTHERS = {"choosing.index", "choosing.show", "logform.found", "logform.new", "matching.match", "search.further"}
