# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# tests/consumer, a project that knows tenon only as an installed package, with both compilers, and
# tests/consumer/aarch64, one that cross-compiles. Its proofs are run once.

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

# The consumer's own C is proved, and says how much of it.
consumer_proves() {
  ctest --test-dir "$1" -R '^bank$' --verbose | tee "$1/bank.log"
  grep -Eq ' bank: ([1-9][0-9]*) goals, \1 proved$' "$1/bank.log" && grep -q '^100% tests passed' "$1/bank.log"
}

# consumer_refuses BUILD SOURCE: the proof fails, for the reason that the source names.
consumer_refuses() {
  local wanted
  wanted=$(sed -n 's,^/\* must be refused: \(.*\) \*/$,\1,p' "$2")
  ctest --test-dir "$1" -R "^red_$(basename "$2" .c)\$" --verbose | tee "$1/red.log"
  [ -n "$wanted" ] && grep -q '^0% tests passed' "$1/red.log" && grep -qF "$wanted" "$1/red.log"
}

consumer_target_fails() {
  local output
  if output=$(cmake --build "$1" --target red_no_contract 2>&1); then return 1; fi
  printf '%s\n' "$output"
  grep -q '^red_no_contract: 0 goals, 0 proved' <<<"$output"
}

consumer_proofs() {
  local build=$1 red
  need frama-c why3 z3 cvc4 || return
  check "the consumer's proof" consumer_proves "$build"
  check 'a build of a target that does not prove fails' consumer_target_fails "$build"
  for red in tests/consumer/proofs/red/*.c; do
    check "the consumer's $(basename "$red") is refused" consumer_refuses "$build" "$red"
  done
  # A package that may be read-only, and belongs to root.
  check 'proving writes nothing into the package' \
    test -z "$(find "${build%/build}/prefix" -newer "$build/CMakeCache.txt" -print -quit)"
}

section_consumer() {
  local preset work
  for preset in host-clang host-gcc; do
    build "$preset" || continue
    consumer_configured "$preset" tests/consumer || continue
    work=build/consumer/$preset
    report "consumer, $preset" "$work/build/tiny-hypervisor"
    check "tenon_check_typestate refuses a misuse, $preset" consumer_refuses_misuse "$work/build"
    [ "$preset" != host-clang ] || consumer_proofs "$work/build"
  done
  build aarch64 || return
  consumer_configured aarch64 tests/consumer/aarch64 || return
  check 'tenon_check_typestate refuses a misuse, aarch64' \
    consumer_refuses_misuse build/consumer/aarch64/build
}
