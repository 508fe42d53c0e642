#!/bin/bash -eu
# SPDX-License-Identifier: Apache-2.0
# Builds every fuzz target as OSS-Fuzz and ClusterFuzzLite want it: compilers, flags and engine from
# $CC, $CXX, $CFLAGS, $CXXFLAGS, $LIB_FUZZING_ENGINE; targets, dictionaries, options and seed
# corpora into $OUT.
source=$SRC/tenon
build=$WORK/tenon

cmake -G Ninja -S "$source" -B "$build" -DCMAKE_BUILD_TYPE=None \
  -DCMAKE_C_COMPILER="$CC" -DCMAKE_CXX_COMPILER="$CXX" \
  -DCMAKE_C_FLAGS="$CFLAGS" -DCMAKE_CXX_FLAGS="$CXXFLAGS" \
  -DTENON_FUZZ=ON -DTENON_FUZZ_ENGINE="$LIB_FUZZING_ENGINE" -DTENON_WERROR=OFF
cmake --build "$build"

for path in "$source"/fuzz/*.cpp; do
  target=$(basename "$path" .cpp)
  cp "$build/fuzz/$target" "$OUT/"
  cp "$source/fuzz/dictionary/$target.dict" "$source/fuzz/options/$target.options" "$OUT/"
  seeds=("$source/fuzz/corpus/$target")
  [ ! -d "$source/fuzz/regression/$target" ] || seeds+=("$source/fuzz/regression/$target")
  rm -f "$OUT/${target}_seed_corpus.zip"
  find "${seeds[@]}" -type f -print0 | xargs -0 zip -qj "$OUT/${target}_seed_corpus.zip"
done
