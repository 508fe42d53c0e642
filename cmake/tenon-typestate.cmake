# SPDX-License-Identifier: Apache-2.0
include_guard(GLOBAL)

#[[
tenon_check_typestate(TARGET)

Runs Clang's -Wconsumed over the C++ sources of TARGET at each of its builds and fails on a
finding: a token used after it was consumed, a Result used before it was asked.

It is a pass of its own, hosted and on syntax only, whatever TARGET is compiled with: under
-ffreestanding Clang no longer recognises std::move, and then -Wconsumed sees nothing. In a cross
build it is for the machine that the compiler names, whose hosted C++ headers it needs. Set
TENON_CLANGXX to the clang++ to use (19 or newer), TENON_TYPESTATE_FLAGS to what else it needs.
]]
function(tenon_check_typestate target)
  find_program(TENON_CLANGXX NAMES clang++-19 clang++-20 clang++-21 clang++
    DOC "The clang++ that runs tenon's typestate pass")
  if(NOT TENON_CLANGXX)
    message(FATAL_ERROR "tenon_check_typestate needs clang++ 19 or newer: set TENON_CLANGXX")
  endif()
  set(machine "")
  if(CMAKE_CROSSCOMPILING)
    execute_process(COMMAND "${CMAKE_CXX_COMPILER}" -dumpmachine OUTPUT_VARIABLE machine
      OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
    set(machine "--target=${machine}")
  endif()
  set(TENON_TYPESTATE_FLAGS "${machine}" CACHE STRING "Flags of tenon's typestate pass")
  # Once the directory is read, so that sources which are added later are checked too.
  cmake_language(EVAL CODE "cmake_language(DEFER CALL _tenon_check_typestate [[${target}]])")
endfunction()

function(_tenon_check_typestate target)
  get_target_property(sources ${target} SOURCES)
  get_target_property(directory ${target} SOURCE_DIR)
  set(includes "$<TARGET_PROPERTY:${target},INCLUDE_DIRECTORIES>")
  set(definitions "$<TARGET_PROPERTY:${target},COMPILE_DEFINITIONS>")
  set(stamps)
  foreach(source IN LISTS sources)
    if(source MATCHES "\\$<.*\\.(cpp|cc|cxx)")
      message(FATAL_ERROR "tenon_check_typestate(${target}) cannot see through ${source}: name the"
        " source without a generator expression")
    endif()
    cmake_path(ABSOLUTE_PATH source BASE_DIRECTORY "${directory}" OUTPUT_VARIABLE path)
    cmake_path(GET path EXTENSION LAST_ONLY extension)
    if(NOT extension MATCHES "^\\.(cpp|cc|cxx)$")
      continue()
    endif()
    string(MAKE_C_IDENTIFIER "${source}" id)
    set(stamp "${CMAKE_CURRENT_BINARY_DIR}/typestate/${target}/${id}.ok")
    set(depfile "${stamp}.d")
    add_custom_command(OUTPUT "${stamp}"
      COMMAND "${CMAKE_COMMAND}" -E make_directory
        "${CMAKE_CURRENT_BINARY_DIR}/typestate/${target}"
      COMMAND "${TENON_CLANGXX}" -std=c++23 -fsyntax-only -Wconsumed -Werror=consumed
        -Wno-unknown-warning-option ${TENON_TYPESTATE_FLAGS}
        "$<$<BOOL:${includes}>:-I$<JOIN:${includes},;-I>>"
        "$<$<BOOL:${definitions}>:-D$<JOIN:${definitions},;-D>>" -MD -MF "${depfile}"
        -MT "${stamp}" "${path}"
      COMMAND "${CMAKE_COMMAND}" -E touch "${stamp}"
      DEPENDS "${path}" DEPFILE "${depfile}"
      COMMENT "Checking the typestate of ${source}" COMMAND_EXPAND_LISTS VERBATIM)
    list(APPEND stamps "${stamp}")
  endforeach()
  add_custom_target(${target}-typestate DEPENDS ${stamps})
  add_dependencies(${target} ${target}-typestate)
endfunction()
