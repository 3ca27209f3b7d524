# One image for all services. Which one runs is the command:
#   apps/integration-api/dist/main.js (default), apps/sync-worker/dist/main.js, apps/catalog-projector/dist/main.js,
#   tools/cadastre/dist/main.js migrate | verify | api-key | make-key | relay … (--help)
ARG NODE_IMAGE=node:24-bookworm-slim

# What decides about dependencies, and nothing else: the layers behind it last until one of these files changes.
FROM ${NODE_IMAGE} AS manifests
WORKDIR /cadastre
COPY . .
RUN find . -type f ! -name package.json ! -name package-lock.json ! -path "./patches/*" -delete && find . -type d -empty -delete

FROM ${NODE_IMAGE} AS build
WORKDIR /cadastre
COPY --from=manifests /cadastre .
RUN npm ci --no-audit --no-fund
COPY . .
RUN npx tsc -b apps/integration-api apps/sync-worker apps/catalog-projector tools/cadastre
RUN find apps libs tools -type f \( -name "*.ts" -o -name "*.map" -o -name "*.tsbuildinfo" -o -name "tsconfig*.json" \) -delete && find apps libs tools -type d -empty -delete

# Without the embedded PostgreSQL, which is an optional dependency of npm start only.
FROM ${NODE_IMAGE} AS production
WORKDIR /cadastre
COPY --from=manifests /cadastre .
RUN npm ci --omit=dev --omit=optional --no-audit --no-fund

FROM ${NODE_IMAGE}
WORKDIR /cadastre
ENV NODE_ENV=production \
    CADASTRE_HTTP_HOST=0.0.0.0 \
    CADASTRE_HTTP_PORT=3000 \
    CADASTRE_WORKER_HTTP_HOST=0.0.0.0 \
    CADASTRE_WORKER_HTTP_PORT=3001 \
    CADASTRE_WORKER_SPOOL_DIR=/cadastre/spool \
    CADASTRE_PROJECTOR_HTTP_HOST=0.0.0.0 \
    CADASTRE_PROJECTOR_HTTP_PORT=3002
COPY --from=production /cadastre/node_modules node_modules
COPY --from=production /cadastre/package.json package.json
COPY --from=build /cadastre/apps apps
COPY --from=build /cadastre/libs libs
COPY --from=build /cadastre/tools tools
COPY infra/image/healthcheck.mjs infra/image/healthcheck.mjs
# Of the account node (1000): a volume that is mounted here takes the owner over.
RUN mkdir spool && chown 1000:1000 spool
USER node
EXPOSE 3000 3001 3002 50051
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=3s --start-period=30s --retries=3 CMD ["node", "infra/image/healthcheck.mjs"]
# Node is the first process: services start no others, and end in order on SIGTERM by themselves.
ENTRYPOINT ["node"]
# What a request makes is short-lived: with room for it the API collects garbage less often.
CMD ["--max-semi-space-size=64", "apps/integration-api/dist/main.js"]
