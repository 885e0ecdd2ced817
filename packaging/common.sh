# Sourced by packaging/run, packaging/test and .ci/run: set-up and build, the same way for all of them.
#
# Environment:
#   TRABECULA_PRESET       CMake preset to build (release)
#   TRABECULA_CMAKE_ARGS   further arguments for CMake, blank-separated, for example
#                          "-DCMAKE_PREFIX_PATH=/opt/libtorch" or "-DTRABECULA_BUILD_MODELS=OFF"
#   TRABECULA_SKIP_DEPS    1: do not look for missing packages
#   TRABECULA_JOBS         compiler processes at once (one a core, at most one for 1.5 GB of memory)
# shellcheck shell=bash

preset=${TRABECULA_PRESET:-release}
# shellcheck disable=SC2034  # for those who source this
build_dir=build/$preset

say() { printf '\n== %s\n' "$*"; }

# Compiling against LibTorch and VTK takes over 1 GB a process: never more of them than fit.
jobs() {
  local cores memory_kb by_memory
  cores=$(nproc)
  memory_kb=$(awk '/^MemAvailable:/ {print $2}' /proc/meminfo)
  by_memory=$((memory_kb / 1500000))
  if [ "$by_memory" -lt 1 ]; then by_memory=1; fi
  echo "${TRABECULA_JOBS:-$((cores < by_memory ? cores : by_memory))}"
}

# install_packages GROUP...
install_packages() {
  if [ "${TRABECULA_SKIP_DEPS:-0}" = 1 ]; then return; fi
  say "Packages"
  packaging/install-deps.sh "$@"
}

# configure PRESET [CMAKE-ARGUMENT...]
configure() {
  local name=$1
  shift
  say "Configuring (preset $name, in build/$name)"
  local extra=()
  read -r -a extra <<<"${TRABECULA_CMAKE_ARGS:-}"
  cmake --preset "$name" "$@" "${extra[@]}"
}

# build PRESET [TARGET...]
build() {
  local name=$1
  shift
  say "Building (build/$name, $(jobs) at once)"
  cmake --build "build/$name" -j "$(jobs)" ${1:+--target "$@"}
}
