"""What years, numbers and facts of films can look like, whoever says them: a member, a film database, or Redis."""

import re

# The year of the oldest film that survives, Roundhay Garden Scene.
FIRST_YEAR = 1888
# A film is announced ten years before next year at most.
YEARS_AHEAD = 11
IMDB = re.compile(r"tt\d{7,10}", re.ASCII)
PERSON = re.compile(r"nm\d{7,10}", re.ASCII)
WIKIDATA = re.compile(r"Q[1-9]\d{0,11}", re.ASCII)
LAST_TMDB = 10**9 - 1
# The longest film takes 85 hours.
MOST_MINUTES = 6000
# Characters, and how many names a list may have.
NAME, TAGLINE, OVERVIEW = 120, 500, 5000
MOST_NAMES = 20
