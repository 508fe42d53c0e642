# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# tests/consumer, a project that knows tenon only as an installed package, with both compilers, and
# tests/consumer/aarch64, one that cross-compiles.

consumer_refuses_misuse() {
  local output
  if output=$(cmake --build "$1" --target misuse-typestate 2>&1); then
    echo 'the typestate pass accepted a vCPU that is used after it was consumed'
    return 1
  fi
  printf '%s\n' "$output"
  grep -q "'run' .* while it is in the 'consumed' state" <<<"$output"
}

# consumer_configured PRESET FOLDER: installs the package and configures the project against it.
consumer_configured() {
  local preset=$1 work=build/consumer/$1
  rm -rf "$work"
  check "install $preset" cmake --install "build/$preset" --prefix "$PWD/$work/prefix" \
    && check "configure the consumer with $preset" cmake -G Ninja -S "$2" -B "$work/build" \
      -DCMAKE_TOOLCHAIN_FILE="$PWD/cmake/toolchain-$preset.cmake" \
      -DCMAKE_BUILD_TYPE=RelWithDebInfo -DCMAKE_PREFIX_PATH="$PWD/$work/prefix" \
    && check "build the consumer with $preset" cmake --build "$work/build"
}

section_consumer() {
  local preset work
  for preset in host-clang host-gcc; do
    build "$preset" || continue
    consumer_configured "$preset" tests/consumer || continue
    work=build/consumer/$preset
    report "consumer, $preset" "$work/build/tiny-hypervisor"
    check "tenon_check_typestate refuses a misuse, $preset" consumer_refuses_misuse "$work/build"
  done
  build aarch64 || return
  consumer_configured aarch64 tests/consumer/aarch64 || return
  check 'tenon_check_typestate refuses a misuse, aarch64' \
    consumer_refuses_misuse build/consumer/aarch64/build
}
