# Builds a wheel and its environment in one stage, and runs them in another that has no build tool.
ARG PYTHON=3.11-slim-bookworm

FROM python:${PYTHON} AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /build
COPY requirements.lock requirements.build.lock ./
RUN python -m venv /opt/ovation \
    && /opt/ovation/bin/pip install --require-hashes -r requirements.lock \
    && pip install --require-hashes -r requirements.build.lock
COPY pyproject.toml README.md LICENSE ./
COPY app app
COPY web web
COPY migrations migrations
RUN pip wheel --no-deps --no-build-isolation --wheel-dir dist . \
    && /opt/ovation/bin/pip install --no-deps dist/*.whl

FROM python:${PYTHON}
# fonts for every script that people write in, for pages that are printed here
RUN apt-get update \
    && apt-get install --yes --no-install-recommends fonts-noto-core fonts-noto-cjk fonts-noto-color-emoji \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin ovation \
    && install --directory --owner ovation --group ovation --mode 0700 /data
COPY --from=build /opt/ovation /opt/ovation
ENV PATH=/opt/ovation/bin:$PATH PYTHONUNBUFFERED=1 OVATION_DATA_DIR=/data
WORKDIR /data
VOLUME /data
USER ovation
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8080/healthz', timeout=4)"]
ENTRYPOINT ["ovation"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8080"]
