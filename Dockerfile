# The portal as one image: web, worker, beat, the one-shot installation and the demo's mail catcher are its commands.
FROM python:3.13-slim-bookworm AS packages
COPY requirements.txt /tmp/requirements.txt
RUN python -m venv /opt/venv \
    && /opt/venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r /tmp/requirements.txt

FROM python:3.13-slim-bookworm
RUN apt-get update -qq \
    && apt-get install -qq -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --create-home --home-dir /srv/deh --uid 10001 deh
COPY --from=packages /opt/venv /opt/venv
WORKDIR /srv/deh
COPY --chown=deh:deh . .
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    VAR_DIR=/var/lib/deh \
    DATA_PACK=/srv/data \
    PORT=8000
RUN install -d -o deh -g deh /var/lib/deh /var/lib/deh/evidence /var/lib/deh/static /srv/data
USER deh
VOLUME /var/lib/deh
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=6s --start-period=30s --retries=4 CMD ["python", "-m", "dehportal.probe"]
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", "--blocking-threads", "8", "--respawn-failed-workers", "--no-ws", "dehportal.wsgi:application"]
