# The service alone. Built in one stage with a compiler at hand, for where no prebuilt SQLite add-on can be had.
FROM node:20-bookworm-slim AS build
RUN apt-get update \
  && apt-get install --yes --no-install-recommends g++ make python3 \
  && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci
COPY . .
RUN npm run build && npm prune --omit=dev

FROM node:20-bookworm-slim
ENV NODE_ENV=production \
  TRUNKLINE_DATA_DIR=/data \
  TRUNKLINE_HTTP_LISTEN=0.0.0.0:8080
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist/src dist/src
COPY --from=build /app/dist/db dist/db
COPY src/media/prompts src/media/prompts
COPY examples examples
RUN mkdir /data && chown node:node /data \
  && printf '#!/bin/sh\nexec node --enable-source-maps /app/dist/src/cli/main.js "$@"\n' > /usr/local/bin/trunkline \
  && chmod 755 /usr/local/bin/trunkline
USER node
VOLUME /data
EXPOSE 5060/udp 5060/tcp 8080/tcp
# SIGTERM drains: whoever stops the container waits TRUNKLINE_DRAIN_S.
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:8080/healthz').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--enable-source-maps", "dist/src/main.js"]
