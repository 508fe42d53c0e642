# SPDX-License-Identifier: Apache-2.0
set(CMAKE_C_COMPILER clang-19)
set(CMAKE_CXX_COMPILER clang++-19)
