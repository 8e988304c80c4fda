"""What pages call the values that tables and forms name by a code."""

MEDIA = {
    "cinema": "Cinema",
    "streaming": "Streaming",
    "tv": "TV",
    "disc": "Disc",
    "download": "Download",
    "server": "Media server",
    "other": "Elsewhere",
}
AUDIENCES = {"everyone": "Everyone", "members": "Members", "followers": "Followers", "me": "Only me"}
