"""How big a poster of ours is."""

from io import BytesIO

from PIL import Image

from moviediary import storage
from moviediary.movies.models import picture_file


def size(name: str) -> tuple[int, int] | None:
    """Width and height of a stored poster, or None where there is none. Nothing of it is unpacked."""
    data = storage.get(picture_file(name)) if name else None
    if data is None:
        return None
    with Image.open(BytesIO(data), formats=("WEBP",)) as picture:
        return picture.size
