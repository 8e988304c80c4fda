"""Who may see what of ada's diary, as a table: the people, the pages, and what each of them finds there.

Ada's profile is locked and she logged four films, one for each audience; olga logged the same films for everyone. So each page
is compared with the same page of a site on which ada said only what whoever asks may know.
"""

from dataclasses import dataclass

AUDIENCES = ("everyone", "members", "followers", "me")
TITLES = {"everyone": "Daylight", "members": "Parlour", "followers": "Whispers", "me": "Cellar"}
YEARS = {"everyone": 2020, "members": 2021, "followers": 2022, "me": 2023}
RATINGS = {"everyone": "2", "members": "4", "followers": "6", "me": "10"}
DIRECTOR = "Agnes Varda"

# What each of them may know of. For those across a block there is no ada at all.
NOBODY = None
SEES = {
    "anonymous": ("everyone",),
    "stranger": ("everyone", "members"),
    "chief": ("everyone", "members"),
    "requester": ("everyone", "members"),
    "muter": ("everyone", "members"),
    "follower": ("everyone", "members", "followers"),
    "blocked": NOBODY,
    "blocker": NOBODY,
    "ada": AUDIENCES,
}
# The first one of them is the admin.
CAST = ("chief", "ada", "olga", "stranger", "requester", "muter", "follower", "blocked", "blocker")
# What is the same for whoever asks, as no cookie is looked at, shows what everyone may see.
ASKING = ("anonymous", "follower", "blocked", "ada")
ALL = dict.fromkeys(ASKING, ("everyone",))
WHOLE = dict.fromkeys(ASKING, AUDIENCES)
NOTHING = dict.fromkeys(SEES, ())


@dataclass(frozen=True, eq=False)
class Case:
    """A page: its route and its address, once for each audience where it has {entry}, {movie} or {year} in it.

    `shown` are the entries whose words stand on it, by who asks. `counted` says that the whole page is to be the one of a site
    without the rest. `muted` says that who muted ada finds nothing of her in its lists; `titled` that only titles stand there.
    """

    route: str
    address: str
    shown: dict | None = None
    counted: bool = True
    muted: bool = False
    titled: bool = False
    signed_in: bool = False

    @property
    def each(self) -> bool:
        return any(name in self.address for name in ("{entry}", "{movie}", "{year}"))


PERSONAL = [
    # Lists over all members.
    Case("diary.feed", "/", SEES, muted=True),
    Case("following.feed", "/following", {**NOTHING, "follower": SEES["follower"]}, signed_in=True),
    Case("profiles.members", "/members"),
    Case("search.index", "/search?q=ada"),
    Case("search.index", "/search?q=whispers"),
    Case("search.suggestions", "/search/suggestions?q=ada"),
    Case("search.further", "/search/further?q=ada", signed_in=True),
    Case("subscribing.subscribe", "/subscribe"),
    Case("subscribing.subscribe", "/subscribe?member=ada"),
    # An entry.
    Case("reviewpage.show", "/reviews/{entry}", SEES),
    Case("reacting.likes", "/reviews/{entry}/likes"),
    Case("reacting.boosts", "/reviews/{entry}/boosts"),
    Case("commenting.index", "/reviews/{entry}/comments"),
    Case("diary.changes", "/reviews/{entry}/history"),
    Case("embedding.settings", "/settings/embedding?review={entry}", signed_in=True, counted=False),
    # Films, and who made them.
    Case("moviepage.show", "/movies/{movie}", SEES, muted=True),
    Case("moviepage.show", "/movies/{movie}?rating=1", muted=True),
    Case("moviepage.show", "/movies/{movie}?rating=3", muted=True),
    Case("moviepage.poster", "/movies/{movie}/poster", counted=False),
    Case("peoplepage.show", "/people/{person}"),
    # A diary.
    Case("profiles.show", "/members/ada", SEES),
    Case("following_lists.followers", "/members/ada/followers"),
    Case("following_lists.following", "/members/ada/following"),
    Case("profiles.show", "/members/ada?year={year}"),
    Case("profiles.entries", "/members/ada/diary", SEES),
    Case("profiles.entries", "/members/ada/diary?rated=1", SEES),
    Case("profiles.entries", "/members/ada/diary?watched={year}"),
    Case("profiles.ratings", "/members/ada/ratings"),
    Case("calendar.history", "/members/ada/history"),
    Case("calendar.section", "/members/ada/history/{year}"),
    Case("calendar.this_month", "/members/ada/calendar"),
    Case("calendar.month", "/members/ada/calendar/{year}-05"),
    Case("trends.show", "/members/ada/trends?period=all"),
    Case("trends.show", "/members/ada/trends?year={year}"),
    Case("trends.everything", "/members/ada/trends/directors?period=all"),
]
SAME_FOR_ALL = [
    Case("feeds.everyone", "/feed.rss", ALL),
    Case("feeds.everyone", "/feed.atom", ALL),
    Case("feeds.everyone", "/feed.json", ALL),
    Case("feeds.member", "/members/ada/feed.rss", ALL),
    Case("feeds.member", "/members/ada/feed.atom", ALL),
    Case("feeds.member", "/members/ada/feed.json", ALL),
    Case("feeds.member", "{private}", WHOLE),
    Case("feeds.reviews", "/members/ada/reviews.rss", ALL),
    Case("feeds.movie", "/movies/{movie}/feed.rss", ALL),
    Case("embedding.member", "/embed/members/ada", ALL, titled=True),
    Case("embedding.member", "/embed/members/ada?show=stats"),
    Case("embedding.review", "/embed/reviews/{entry}", ALL),
    Case("oembedding.describe", "/oembed?url=http://localhost/reviews/{entry}"),
    Case("sharing.member", "/members/ada/card.jpg"),
    Case("sharing.year", "/members/ada/{year}/card.jpg"),
    Case("sharing.review", "/reviews/{entry}/card.jpg"),
    Case("sharing.movie", "/movies/{movie}/card.jpg"),
    Case("sitemaps.places", "/sitemap-reviews-1.xml"),
    Case("subscribing.subscriptions", "/subscriptions.opml"),
]
# Pages with {entry} or {year} in their address that are not there where the entry is not.
ABSENT = {
    *(
        "reviewpage.show",
        "reacting.likes",
        "reacting.boosts",
        "commenting.index",
        "diary.changes",
        "embedding.settings",
        "embedding.review",
        "oembedding.describe",
    ),
    *("sharing.review", "sharing.year"),
}
# What only ada may do, each with a button pressed: 404 for whom the entry does not exist, 403 for those who see it.
DEEDS = [
    Case("diary.edit", "/reviews/{entry}/edit"),
    Case("diary.save", "/reviews/{entry}/edit"),
    Case("diary.delete", "/reviews/{entry}/deletion"),
    Case("diary.restore", "/reviews/{entry}/restoration"),
    Case("commenting.close", "/reviews/{entry}/closure"),
    Case("commenting.open_again", "/reviews/{entry}/closure/removal"),
]
# What everybody may try who sees the entry, and who finds ada: 404 for all others, as for an address that nobody has.
OPEN_DEEDS = [
    Case("reacting.like", "/reviews/{entry}/like"),
    Case("reacting.unlike", "/reviews/{entry}/like/removal"),
    Case("reacting.boost", "/reviews/{entry}/boost"),
    Case("reacting.unboost", "/reviews/{entry}/boost/removal"),
    Case("commenting.create", "/reviews/{entry}/comments"),
    Case("relating.unfollow", "/members/ada/follow/removal"),
    Case("relating.follow", "/members/ada/follow"),
    Case("relating.mute", "/members/ada/mute"),
    Case("following_lists.remove", "/followers/ada/removal"),
    Case("following_lists.accept", "/follow-requests/ada/acceptance"),
    Case("following_lists.reject", "/follow-requests/ada/rejection"),
    # The last, as nothing is there after it.
    Case("relating.block", "/members/ada/block"),
]
# Routes with somebody's name or an entry's id in their address that show nothing of a diary.
ELSEWHERE = {
    "admin.promote": "accounts, for admins, who are told of all of them",
    "admin.demote": "the same",
    "relating.unblock": "whom one blocks stands in one's own settings",
    "relating.unmute": "the same",
}
