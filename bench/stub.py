"""A film database that knows every number and answers at once."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO

from PIL import Image, ImageFilter


def _picture() -> bytes:
    out = BytesIO()
    # About as hard to pack as a real poster.
    grain = Image.effect_noise((500, 750), 60).convert("RGB").filter(ImageFilter.GaussianBlur(3))
    grain.save(out, "JPEG", quality=85)
    return out.getvalue()


def _facts(number: str) -> bytes:
    facts = {"title": "A film", "release_date": "1999-01-01", "poster_path": f"/{number}.jpg", "credits": {"crew": []}}
    return json.dumps({"id": int(number), **facts}).encode()


class Stub:
    def __enter__(self) -> "Stub":
        picture = _picture()

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            # Else the kernel holds the body back for 40 ms, until the head is acknowledged.
            disable_nagle_algorithm = True
            wbufsize = -1

            def log_message(self, *_: object) -> None:
                pass

            def do_GET(self) -> None:
                image = self.path.startswith("/t/")
                body = picture if image else _facts(self.path.partition("?")[0].rpartition("/")[2])
                self.send_response(200)
                self.send_header("Content-Type", "image/jpeg" if image else "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{self._server.server_address[1]}"
        self.settings = {"TMDB_API_KEY": "x", "TMDB_API_URL": f"{address}/3", "TMDB_IMAGE_URL": f"{address}/t"}
        self.settings |= {"HTTP_ALLOW_PRIVATE_ADDRESSES": "true", "METADATA_PROVIDERS": "tmdb"}
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
