# syntax=docker/dockerfile:1
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
# SQLite is C. Linked statically, the program needs nothing around it, so the last image has no shell and no libc.
RUN CGO_ENABLED=1 go build -trimpath -tags osusergo,netgo,timetzdata,sqlite_omit_load_extension \
      -ldflags '-s -w -linkmode external -extldflags "-static"' -o /out/kotsukotsu ./bot \
 && mkdir -p /out/data && chown 65532:65532 /out/data

FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=build /out/kotsukotsu /kotsukotsu
# A new volume takes over this folder's owner, so that the user below may write to it.
COPY --from=build --chown=65532:65532 /out/data /data
VOLUME /data
WORKDIR /data
ENV DATABASE_URL=sqlite:///data/kotsukotsu.db HTTP_ADDR=127.0.0.1:8081 LOG_FORMAT=json
USER 65532:65532
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD ["/kotsukotsu", "health"]
ENTRYPOINT ["/kotsukotsu"]
CMD ["run"]
