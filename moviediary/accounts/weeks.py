"""On which day a week begins, by territory: Unicode CLDR's supplemental week data, of which Monday is the rule."""

MONDAY, FRIDAY, SATURDAY, SUNDAY = 0, 4, 5, 6
FIRST_DAYS = {
    SUNDAY: """
        AG AS BD BR BS BT BW BZ CA CO DM DO ET GT GU HK HN ID IL IN JM JP KE KH KR LA MH MM MO MT MX MZ NI NP PA PE PH PK PR PT
        PY SA SG SV TH TT TW UM US VE VI WS YE ZA ZW
    """,
    SATURDAY: "AE AF BH DJ DZ EG IQ IR JO KW LY OM QA SD SY",
    FRIDAY: "MV",
}
BY_TERRITORY = {territory: day for day, territories in FIRST_DAYS.items() for territory in territories.split()}
# What a browser means that names a language and no territory.
HOMES = {"he": "IL", "ja": "JP", "ko": "KR", "hi": "IN", "th": "TH", "fa": "IR", "id": "ID", "ne": "NP", "bn": "BD"}


def first_day(languages: list[str]) -> int:
    """The day a week begins with for a reader of languages such as "en-US", the preferred one first; 0 is Monday."""
    for language in languages:
        parts = language.replace("_", "-").split("-")
        territory = next((part.upper() for part in parts[1:] if len(part) == 2), HOMES.get(parts[0].lower(), ""))
        if territory:
            return BY_TERRITORY.get(territory, MONDAY)
    return MONDAY
