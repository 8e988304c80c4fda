"""What the columns of people's own tables are called, in seven languages, and how well a name fits a field of ours."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import combinations

from moviediary.text import fold

# Columns that look like one of ours and are not: what others think of a film, what it is, when a line was written.
NONE = ""
# Names that say it outright, separated by commas; longer ones come first by themselves, as they cover more of a header.
_OUTRIGHT: Mapping[str, str] = {
    "title": """title, name, film, movie, film title, movie title, film name, movie name, titel, filmtitel, film titel,
        filmname, titre, titre du film, titre francais, titulo, titulo de la pelicula, pelicula, titolo, titolo del film,
        titolo italiano, titulo do filme, filme, titel van de film, filmnaam, naam, nom, nombre, nome, what, local title,
        english title""",
    "original_title": """original title, original, originale, title original, original name, originaltitel, original titel,
        titre original,
        vo title, titulo original, titolo originale, oorspronkelijke titel, originele titel, title in original language""",
    "year": """year, release year, year of release, film year, movie year, release, released, release date, jahr,
        erscheinungsjahr, produktionsjahr, annee, annee de sortie, date de sortie, ano, ano de estreno, fecha de estreno,
        anno, anno di uscita, ano de lancamento, jaar, jaar van uitgave, uitgebracht, yr, premiere date""",
    "director": """director, directors, directed by, director s, regie, regisseur, regisseurin, realisateur,
        realisateurs, realisation, realise par, director a, direccion, dirigida por, regista, registi, regia, diretor,
        realizador, direcao, dir, filmmaker""",
    "imdb": """imdb, imdb id, imdb number, imdb url, imdb link, imdb const, const, tconst, imdb nummer, ids imdb, numero
        imdb, id imdb""",
    "tmdb": """tmdb, tmdb id, themoviedb, themoviedb id, tmdb number, tmdb url, tmdb link, ids tmdb, id tmdb, moviedb
        id, the movie db id""",
    "wikidata": "wikidata, wikidata id, wikidata item, wikidata url, qid, id wikidata",
    "uri": "letterboxd uri, letterboxd url, letterboxd link, letterboxd, boxd it, lb url, lb uri, letterboxd uri film",
    "watched": """watched date, date watched, watched on, watched at, last watched, last watched at, watch date, viewing
        date, viewed on, date viewed, date of viewing, date seen, seen on, seen at, viewed, watch day, day watched,
        gesehen am, gesehen, angesehen, angesehen am, sehdatum, geschaut am, geschaut, vu le, date de visionnage, date
        vue, visionne le, regarde le, date vu, visto el, fecha de visionado, fecha vista, vista el, visto il, data
        visione, data di visione, visto em, assistido em, assistido, data assistido, gezien op, gezien, bekeken, bekeken
        op, kijkdatum, datum gezien, watched, seen""",
    "time": """time, watch time, watched time, time watched, start time, uhrzeit, zeit, heure, hora, ora, orario, tijd,
        tijdstip, start""",
    "rating": """rating, my rating, your rating, user rating, own rating, personal rating, score, my score, stars, star
        rating, rating 10, rating10, my stars, grade, bewertung, meine bewertung, wertung, sterne, punkte, note, ma note,
        mon avis note, etoiles, calificacion, mi calificacion, nota, mi nota, puntuacion, estrellas, valoracion, voto, il
        mio voto, valutazione, stelle, punteggio, avaliacao, minha nota, minha avaliacao, classificacao, estrelas, cijfer,
        mijn cijfer, waardering, beoordeling, sterren, rating out of 5, rating out of 10, rating out of 100, vote, my vote""",
    "heart": """heart, like, liked, loved, love, favorite, favourite, favorites, favourites, is favorite, herz, favorit,
        lieblingsfilm, gefallt mir, coeur, coup de coeur, favori, prefere, corazon, favorita, favorito, me gusta, me
        gusto, cuore, preferito, mi piace, coracao, gostei, hart, favoriet, leuk, fav, is liked""",
    "rewatch": """rewatch, re watch, rewatched, is rewatch, seen before, again, rewatch?, repeat, wiederholung, schon
        gesehen, erneut gesehen, zum wiederholten mal, revu, deja vu, revisionnage, revisto, ya vista, repetida, rivisto,
        gia visto, revisao, ja visto, herzien, al gezien, opnieuw gekeken, herhaling""",
    "tags": """tags, tag, labels, label, keywords, schlagworter, schlagworte, etiquettes, mots cles, etiquetas,
        etichette, trefwoorden""",
    "text": """review, my review, review text, text, notes, comment, comments, my comments, thoughts, my thoughts, memo,
        diary, opinion, kritik, kommentar, kommentare, notiz, notizen, gedanken, rezension, meinung, critique,
        commentaire, commentaires, avis, mon avis, pensees, resena, comentario, comentarios, critica, opinione,
        recensione, commento, commenti, pensieri, resenha, opiniao, recensie, opmerking, opmerkingen, commentaar, mening,
        remarks, impressions""",
    "spoiler": "spoiler, spoilers, has spoilers, contains spoilers, contains spoiler, spoiler alert, is spoiler",
    "medium": """medium, where, where watched, watched where, watched in, location, place, venue, platform, service,
        streaming service, source of viewing, format, how, how watched, wo, wo gesehen, ort, plattform, ou, lieu,
        plateforme, support, donde, lugar, plataforma, formato, dove, luogo, piattaforma, onde, local, waar, waar gezien,
        plek, watched via, watched on platform""",
    "finished": """finished, completed, watched to the end, did finish, finished watching, zu ende gesehen, beendet,
        termine, fini, vu en entier, terminada, terminado, acabada, finito, completato, terminato, acabado, afgekeken,
        uitgekeken, dnf status""",
    "audience": """audience, privacy, visibility, visible to, shared with, sichtbarkeit, sichtbar fur, visibilite,
        visible pour, visibilidad, privacidad, visibilita, visibilidade, privacidade, zichtbaarheid, zichtbaar voor,
        access, public, private""",
    "source_id": """entry id, review id, viewing id, history id, log id, uuid, guid, entry uuid, entry number, record
        id, play id""",
    "kind": """type, kind, media type, title type, category, status, media, item type, typ, art, medientyp, type de
        media, categorie, tipo, tipo de titulo, categoria, estado, stato, soort, watch status, list""",
    NONE: """imdb rating, imdb score, imdb votes, tmdb rating, tmdb score, tmdb votes, metascore, metacritic, rotten
        tomatoes, tomatometer, average rating, avg rating, community rating, critic rating, critics rating, letterboxd
        rating, letterboxd average, num votes, votes, vote count, vote average, popularity, mpaa rating, content rating,
        age rating, certificate, fsk, runtime, runtime mins, duration, length, laufzeit, dauer, duree, duracion, durata,
        duracao, duur, genre, genres, date rated, date added, added, added at, added on, created, created at, updated,
        updated at, modified, date created, date modified, listed at, rated at, hinzugefugt am, date d ajout, fecha de
        agregado, position, rank, season, season number, episode, episode number, country, countries, language, languages,
        poster, poster path, image, cast, actors, actor, starring, writer, writers, studio, budget, revenue, plot,
        overview, synopsis, description, tagline, tvdb, tvdb id, trakt, trakt id, show title, series title, episode title,
        watch count, times watched, plays, rating count, next watch, release country, theatrical release""",
}
# Names that say it only if no other column does.
_PERHAPS: Mapping[str, str] = {
    "watched": """date, day, when, datum, tag, jour, fecha, dia, data, giorno, dag, wann, quand, cuando, quando,
        wanneer, completed at, finished at, end date, date finished, logged, logged at, date logged, timestamp""",
    "uri": "url, uri, link, website, address",
    "text": "description, note, nota, feedback",
    "tags": "list, lists, collection",
    "kind": "watched, seen, gesehen, angesehen, vu, visto, vista, assistido, gezien, bekeken, owned",
    "director": "by, von, de, di, van",
}
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=\d)(?=[A-Z][a-z])")
WEAK = 0.6


# What is longer than that is a sentence.
WORDS = 12


def _phrases(table: Mapping[str, str], weight: float) -> Iterator[tuple[tuple[str, ...], tuple[str, float]]]:
    for field, names in table.items():
        for name in names.split(","):
            yield tuple(fold(name).split()), (field, weight)


# By words: the fields that they name, and how surely.
_KNOWN: dict[tuple[str, ...], dict[str, float]] = {}
for _words, (_field, _weight) in (*_phrases(_PERHAPS, WEAK), *_phrases(_OUTRIGHT, 1.0)):
    _KNOWN.setdefault(_words, {})[_field] = _weight


@lru_cache(maxsize=1024)
def fitting(header: str) -> Mapping[str, float]:
    """The fields that a header may name, each with how much of it the name covers, up to 1. NONE is one of them."""
    said = tuple(fold(_CAMEL.sub(" ", header[:200])).split())[:WORDS]
    letters = sum(map(len, said))
    found: dict[str, float] = {}
    for begin, end in combinations(range(len(said) + 1), 2):
        for field, weight in _KNOWN.get(said[begin:end], {}).items():
            cover = weight * sum(map(len, said[begin:end])) / letters
            found[field] = max(found.get(field, 0.0), cover)
    # A word for one thing inside of the name of another, as in "original title", is no word for it.
    least = max(found.get(NONE, 0.0), max(found.values(), default=0.0) / 2)
    return {field: cover for field, cover in found.items() if cover > least or field == NONE}
