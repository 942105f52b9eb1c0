# docker build -t vigil . && docker run -d --env-file .env -v vigil-data:/data -v vigil-keys:/keys vigil
FROM python:3.11-slim
WORKDIR /opt/vigil
RUN apt-get update && apt-get install -y --no-install-recommends make && rm -rf /var/lib/apt/lists/* \
    && useradd --system --create-home vigil && mkdir -m 700 /data /keys && chown vigil /data /keys /opt/vigil
USER vigil
COPY --chown=vigil . .
RUN make setup
ENV VIGIL_DATA_DIR=/data VIGIL_PRIVACY__KEY_FILE=/keys/keys
VOLUME ["/data", "/keys"]
# Inside a container stdout is no terminal: the first invite comes from `docker exec -it ... .venv/bin/vigil invite --role admin`.
CMD [".venv/bin/vigil", "run"]
