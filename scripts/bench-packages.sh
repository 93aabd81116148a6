#!/bin/sh
# Installs the Debian packages that the bench compares with, those only that are missing.
set -eu

# Debian keeps nginx where the PATH of most users does not look.
PATH="$PATH:/usr/sbin"
missing=""
need() { # command, package
  command -v "$1" >/dev/null 2>&1 || missing="$missing $2"
}
need nginx nginx-light
need taskset util-linux
need wrk wrk
need ab apache2-utils
need h2load nghttp2-client
need hey hey

if [ -z "$missing" ]; then
  echo "bench: every package is installed"
  exit 0
fi
if ! command -v apt-get >/dev/null 2>&1; then
  echo "bench: missing:$missing, and there is no apt-get; install them by hand" >&2
  exit 1
fi
if [ "$(id -u)" -ne 0 ]; then
  echo "bench: missing:$missing; run as root: apt-get install --no-install-recommends$missing" >&2
  exit 1
fi
apt-get update -q
# Word splitting is wanted: one argument per package.
# shellcheck disable=SC2086
DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $missing
