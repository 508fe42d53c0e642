#!/bin/bash -eu
# SPDX-License-Identifier: Apache-2.0
exec "$SRC/tenon/fuzz/oss-fuzz/build.sh"
