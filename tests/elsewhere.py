"""Exports of other systems, in the columns they have and had."""

IMDB = (
    "Const,Your Rating,Date Rated,Title,Original Title,URL,Title Type,IMDb Rating,Runtime (mins),Year,Genres,Num Votes,"
    "Release Date,Directors\n"
    'tt0079944,9,2020-05-14,Stalker,Сталкер,https://www.imdb.com/title/tt0079944/,Movie,8.1,162,1979,"Drama",1,1979-05-25,'
    "Andrei Tarkovsky\n"
    'tt0098936,8,2020-05-15,Twin Peaks,Twin Peaks,,TV Series,8.8,47,1990,"Crime",1,1990-04-08,\n'
    'tt0087182,7,2020-05-16,Dune,Dune,,tvMovie,6.3,137,1984,"Sci-Fi",1,1984-12-03,"David Lynch, Alan Smithee"\n'
)
IMDB_OLD = (
    "const,Your Rating,Date Rated,Title,URL,Title Type,Year,Directors\ntt0079944,9,2020-05-14,Stalker,,movie,1979,X\n"
    "tt1,8,2020-05-14,Pilot,,tvEpisode,1979,X\n"
)
IMDB_LIST = (
    "Position,Const,Created,Modified,Description,Title,Original Title,URL,Title Type,IMDb Rating,Runtime (mins),Year,Genres,"
    "Num Votes,Release Date,Directors,Your Rating,Date Rated\n"
    '1,tt0079944,2020-01-01,2020-01-01,"seen, twice",Stalker,,,Movie,8.1,162,1979,,,,,9,2020-05-14\n'
)
MOVARY = {
    "history.csv": "title,year,tmdbId,imdbId,watchedAt,comment,location\n"
    "Ran,1985,11645,tt0089881,2020-05-14,*wow*,Cinema Paradiso\nRan,1985,11645,tt0089881,2020-05-14,,\nM,1931,832,,,,Sofa\n",
    "ratings.csv": "title,year,tmdbId,imdbId,userRating\nRan,1985,11645,tt0089881,9\n",
    "watchlist.csv": "title,year,tmdbId,imdbId,addedAt\nZ,1969,2721,tt0065234,2020-05-14 20:15:00\n",
    "read me.txt": "About this export\n",
}
YAMTRACK = (
    '"media_id","source","media_type","title","image","season_number","episode_number","score","progress","status","start_date",'
    '"end_date","notes","progressed_at"\n'
    '"11645","tmdb","movie","Ran","http://i","","","7.5","1","Completed","","2020-05-14 22:15:00+00:00","_good_",""\n'
    '"11645","tmdb","movie","Ran","http://i","","","8.0","1","Completed","","2020-05-15","",""\n'
    '"832","tmdb","movie","M","","","","0.0","1","Dropped","2020-01-02 00:00:00+00:00","","",""\n'
    '"2721","tmdb","movie","Z","","","","","0","Planning","","","",""\n'
    '"1","manual","movie","Home","","","","10","1","Completed","","","",""\n'
    '"1399","tmdb","tv","Show","","1","","9","1","Completed","","","",""\n'
    '"9","tmdb","movie","Odd","","","","","1","Imagined","","","",""\n'
)
TMDB = (
    "TMDb ID,IMDb ID,Type,Name,Release Date,Season Number,Episode Number,Rating,Your Rating,Date Rated\n"
    "11645,tt0089881,movie,乱,1985-06-01T00:00:00Z,,,8.1,9,2023-05-02T22:29:50Z\n"
    "832,tt0022100,movie,M,1931-05-11T00:00:00Z,,,8.1,,\n"
    "1399,,tv,Show,,1,,8.4,10,2023-05-02T09:29:50Z\n"
)
NETFLIX = 'Title,Date\n"Mission: Impossible","3/25/21"\n"Show: Season 1: Pilot","3/4/21"\nRan,3/4/21\n'
WATCHARR = [
    {
        "id": 1,
        "status": "FINISHED",
        "rating": 7.5,
        "thoughts": "*Fine*",
        "content": {
            "tmdbId": 11645,
            "title": "Ran",
            "type": "movie",
            "release_date": "1985-06-01T00:00:00Z",
            "imdb_id": "tt0089881",
        },
        "activity": [
            {"type": "IMPORTED_ADDED_WATCHED", "customDate": "2020-05-14T22:15:00Z", "createdAt": "2024-01-01T00:00:00Z"},
            {"type": "IMPORTED_ADDED_WATCHED", "customDate": "2021-05-14T00:00:00Z"},
            {"type": "ADDED_WATCHED", "createdAt": "2024-01-01T00:00:00Z"},
        ],
        "tags": [{"name": "Samurai"}],
    },
    {
        "status": "PLANNED",
        "rating": 0,
        "thoughts": "",
        "content": {"tmdbId": 2721, "title": "Z", "type": "movie"},
        "activity": [],
    },
    {"status": "DROPPED", "rating": 0, "thoughts": "", "content": {"tmdbId": 832, "title": "M", "type": "movie"}},
    {"status": "FINISHED", "rating": 8, "thoughts": "", "content": {"tmdbId": 1399, "title": "Show", "type": "tv"}},
    {"status": "FINISHED", "rating": 8, "thoughts": "", "game": {"name": "Game"}},
    None,
    {"name": "Ran", "year": 1985, "type": "movie", "rating": 8, "status": "FINISHED", "datesWatched": ["0001-01-01T00:00:00Z"]},
]
