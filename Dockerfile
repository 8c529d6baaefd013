# docker run --rm -v "$PWD:/src" glm-migrate check .
FROM python:3.13-slim

# git tells which files belong to the project; the tree that is mounted belongs to somebody else.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends git \
    && rm -rf /var/lib/apt/lists/* \
    && git config --system --add safe.directory '*'

COPY pyproject.toml hatch_build.py README.md LICENSE /tmp/glm-migrate/
COPY glm_migrate /tmp/glm-migrate/glm_migrate
RUN pip install --no-cache-dir /tmp/glm-migrate && rm -rf /tmp/glm-migrate

WORKDIR /src
ENTRYPOINT ["glm-migrate"]
CMD ["--help"]
