"""Files as people bring them, made in the test."""

import io
import json
import zipfile

from moviediary.sheets.contents import Contents, opened


def a_file(text: str | bytes, name: str = "films.csv") -> Contents:
    return opened(io.BytesIO(text if isinstance(text, bytes) else text.encode()), name)


def a_json(said: object, name: str = "films.json") -> Contents:
    return a_file(json.dumps(said), name)


def an_archive(members: dict[str, object], name: str = "export.zip") -> Contents:
    """A ZIP of texts, and of JSON of anything else."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for member, said in members.items():
            archive.writestr(member, said if isinstance(said, str | bytes) else json.dumps(said))
    return opened(file, name)
