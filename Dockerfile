# The shop's image: web, worker and beat differ by their command only (docker-compose.yml).
FROM python:3.11-slim

ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 PIP_NO_CACHE_DIR=1 DJANGO_SETTINGS_MODULE=portero.settings
WORKDIR /app
RUN useradd --system --uid 10001 --home-dir /app portero \
    && install -d -o portero /app/var/static /app/var/media /app/var/private /app/var/beat

COPY requirements.txt ./
RUN pip install --require-hashes -r requirements.txt
COPY . .
# Collecting needs settings, not services: these values are for this one command.
RUN SECRET_KEY=only-while-building DATABASE_URL=postgres://none@none/none REDIS_URL=redis://none/0 \
    python manage.py collectstatic --noinput --verbosity 0

USER portero
ENV HOST=0.0.0.0 PORT=8000
EXPOSE 8000
CMD ["python", "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", "portero.wsgi:application"]
