# One image for all: the web process by default, and with another command the worker or the migrations (see compose.yaml).
FROM python:3.13-slim

WORKDIR /app
ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1

COPY requirements.txt .
RUN pip install --no-cache-dir --only-binary :all: --require-hashes -r requirements.txt

COPY . .

# Database, posters and secret live in var/ unless the environment says otherwise. Only this folder is writable.
RUN useradd --system diary && mkdir var && chown diary var
USER diary
VOLUME /app/var

ENV PORT=8000
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=15s \
    CMD ["python", "-c", "import http.client, os; web = http.client.HTTPConnection('127.0.0.1', int(os.environ['PORT']), timeout=4); web.request('GET', '/healthz'); raise SystemExit(web.getresponse().status != 200)"]

CMD ["sh", "-c", "exec python -m gunicorn app:app --bind 0.0.0.0:$PORT"]
