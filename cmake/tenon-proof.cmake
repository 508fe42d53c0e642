# SPDX-License-Identifier: Apache-2.0
include_guard(GLOBAL)

#[[
tenon_add_proof(NAME
  SOURCES file...        C files, each of whose functions has an ACSL contract
  [HEADERS file...]      their headers; the folders are searched for #include
  [INCLUDES folder...]   further folders of headers
  [ASSUMPTIONS file]     a table of what is assumed, in the form of tenon's ASSUMPTIONS.md
  [SECONDS n])           for each prover on a goal, at most; 20 by default

Proves C files with Frama-C by the rules of tenon's own core: the target NAME proves what has
changed since it last did, the test NAME (CTest) proves anew. Both print `NAME: G goals, G proved`
and fail on an unproved goal, a warning, an admit, a function without a complete contract, and an
assumed contract that neither tenon proved nor the table lists. A row of the table names functions
in its first cell, and in its last cell the files, from the table's folder on, that test them.

Needs frama-c, why3, z3, cvc4 and gcc as Debian 12 has them: without them the proof fails.
]]
function(tenon_add_proof name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "ASSUMPTIONS;SECONDS" "SOURCES;HEADERS;INCLUDES")
  if(arg_UNPARSED_ARGUMENTS OR NOT arg_SOURCES)
    message(FATAL_ERROR "tenon_add_proof(${name} SOURCES file... [HEADERS file...]"
      " [INCLUDES folder...] [ASSUMPTIONS file] [SECONDS n])")
  endif()
  find_package(Python3 3.11 REQUIRED COMPONENTS Interpreter)
  foreach(list SOURCES HEADERS INCLUDES ASSUMPTIONS)
    set(paths)
    foreach(path IN LISTS arg_${list})
      cmake_path(ABSOLUTE_PATH path BASE_DIRECTORY "${CMAKE_CURRENT_SOURCE_DIR}" NORMALIZE)
      list(APPEND paths "${path}")
    endforeach()
    set(arg_${list} ${paths})
  endforeach()
  set(folders ${arg_INCLUDES})
  foreach(header IN LISTS arg_HEADERS)
    cmake_path(GET header PARENT_PATH folder)
    list(APPEND folders "${folder}")
  endforeach()
  list(REMOVE_DUPLICATES folders)
  list(TRANSFORM folders PREPEND "--include=")
  list(TRANSFORM arg_ASSUMPTIONS PREPEND "--assumptions=" OUTPUT_VARIABLE assumptions)
  set(seconds)
  if(arg_SECONDS)
    set(seconds "--seconds=${arg_SECONDS}")
  endif()
  # -B: nothing is written where the package is installed.
  set(command "${Python3_EXECUTABLE}" -B "${TENON_PROOFS}/project.py" "--name=${name}"
    "--tenon=${TENON_INCLUDE}" ${folders} ${assumptions} ${seconds} ${arg_SOURCES})
  set(stamp "${CMAKE_CURRENT_BINARY_DIR}/${name}.proved")
  add_custom_command(OUTPUT "${stamp}"
    COMMAND ${command} COMMAND "${CMAKE_COMMAND}" -E touch "${stamp}"
    DEPENDS ${arg_SOURCES} ${arg_HEADERS} ${arg_ASSUMPTIONS} "${TENON_PROOFS}/project.py"
    COMMENT "Proving ${name}" VERBATIM)
  add_custom_target(${name} DEPENDS "${stamp}")
  add_test(NAME ${name} COMMAND ${command})
endfunction()
