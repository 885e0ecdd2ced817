#!/usr/bin/env bash
# Installs the Debian packages that Trabecula is built from: the one place where they are named.
#
#   packaging/install-deps.sh [--list] [GROUP...]
#
# GROUP is build, core, gui, models, tests or checks; all of them where none is given. --list only prints
# the packages. Calls apt-get (through sudo where it must) only if a package is missing. Never asks.
set -euo pipefail

declare -A packages=(
  [build]="build-essential cmake ninja-build ccache pkg-config git"
  [core]="libdcmtk-dev libopenjp2-7-dev libjxl-dev libcharls-dev libpng-dev libjpeg-dev zlib1g-dev libssl-dev
          nlohmann-json3-dev libcli11-dev libhwy-dev libfftw3-dev"
  # The desktop, and what shows its window where there is no display.
  [gui]="qt6-base-dev libqt6opengl6-dev qt6-svg-dev qt6-qpa-plugins libqt6sql6-sqlite libvtk9-dev libglew-dev
         libgl-dev libegl1-mesa-dev libx11-dev libgl1-mesa-dri fonts-dejavu-core xvfb xauth"
  [models]="libtorch-dev libopenblas0-pthread"
  # Test libraries, and other people's coders that ours are compared with.
  [tests]="libgtest-dev libgmock-dev libbenchmark-dev python3 python3-numpy python3-pydicom dcmtk libjxl-tools
           libopenjp2-tools"
  # clang with its sanitizers and libFuzzer builds the fuzz targets.
  [checks]="clang clang-format clang-tidy libclang-rt-14-dev"
)
readonly all_groups=(build core gui models tests checks)

say() { printf 'install-deps: %s\n' "$*"; }
die() {
  printf 'install-deps: %s\n' "$*" >&2
  exit 1
}

is_installed() {
  [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null || true)" = installed ]
}

as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  else
    sudo "$@"
  fi
}

main() {
  local list_only=false
  if [ "${1:-}" = --list ]; then
    list_only=true
    shift
  fi
  local groups=("$@")
  if [ ${#groups[@]} -eq 0 ]; then groups=("${all_groups[@]}"); fi

  local wanted=() missing=() group package
  for group in "${groups[@]}"; do
    [ -n "${packages[$group]:-}" ] || die "no group '$group'; there are: ${all_groups[*]}"
    for package in ${packages[$group]}; do wanted+=("$package"); done
  done
  if $list_only; then
    printf '%s\n' "${wanted[@]}"
    return
  fi

  command -v dpkg-query >/dev/null || die "this needs Debian 12 or a system with apt; install by hand: ${wanted[*]}"
  for package in "${wanted[@]}"; do
    if ! is_installed "$package"; then missing+=("$package"); fi
  done
  if [ ${#missing[@]} -eq 0 ]; then
    say "all ${#wanted[@]} packages are there (${groups[*]})"
    return
  fi

  say "installing ${#missing[@]} of ${#wanted[@]} packages: ${missing[*]}"
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || die "not root and no sudo; as root: apt-get install ${missing[*]}"
  fi
  local apt=(env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0)
  as_root "${apt[@]}" update </dev/null
  as_root "${apt[@]}" install --no-install-recommends "${missing[@]}" </dev/null
  say "done"
}

main "$@"
