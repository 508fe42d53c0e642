# SPDX-License-Identifier: Apache-2.0
# The verbs that every folder of tenon is built with.
#
#   tenon_add_core(NAME FOLDERS dir... ISAS dir...)               the C core: all of it on a host, one
#                                                                 ISA and its assembly if cross
#   tenon_add_library(NAME SOURCES glob... [LINKS target...])     a C++ library of the package
#   tenon_add_unit_tests(DIR [FAKES dir])                         DIR/*_test.cpp, one program each
#   tenon_add_program(NAME SOURCES file... [LINKS target...])     a hosted program
#   tenon_add_freestanding(NAME SOURCES file... LINKER_SCRIPT file [LINKS target...])
#                                                                 an ELF that boots without an OS
#   tenon_add_guest(NAME SOURCES file... LINKER_SCRIPT file)      the same and a flat image of it
#   tenon_add_fuzz_target(NAME [BLIND] [LINKS target...])         NAME.cpp with the fuzzing engine
#   tenon_add_contracts(NAME FUNCTION...)                         their contracts, executed
#   tenon_add_folder(DIR)                                         a folder with a CMakeLists.txt
#   tenon_install()                                               the package find_package(tenon) finds
#
# A folder may still be empty: globs are taken again at each build, and a library without sources
# is an interface library until the first one appears.
include_guard(GLOBAL)
include(CMakePackageConfigHelpers)

set(TENON_C_FLAGS -Wall -Wextra -Wconversion -Wsign-conversion)
# Off where the compiler is another one than ours, and newer.
option(TENON_WERROR "Warnings are errors" ON)
if(TENON_WERROR)
  list(APPEND TENON_C_FLAGS -Werror)
endif()
# A designated initializer says what differs from zero; naming the rest would hide it.
set(TENON_CXX_FLAGS ${TENON_C_FLAGS} -Wno-missing-field-initializers -fno-exceptions -fno-rtti)

# Programs of the host (tests, tools) use libraries that throw.
add_library(tenon_hosted_options INTERFACE)
target_compile_options(tenon_hosted_options INTERFACE ${TENON_C_FLAGS}
  "$<$<COMPILE_LANGUAGE:CXX>:-Wno-missing-field-initializers>")
target_compile_features(tenon_hosted_options INTERFACE c_std_11 cxx_std_23)

# Whatever may end up in a hypervisor.
add_library(tenon_options INTERFACE)
target_compile_options(tenon_options INTERFACE
  "$<$<COMPILE_LANGUAGE:C>:${TENON_C_FLAGS};-Wmissing-prototypes;-Wstrict-prototypes;-Wredundant-decls>"
  "$<$<COMPILE_LANGUAGE:CXX>:${TENON_CXX_FLAGS}>")
target_compile_features(tenon_options INTERFACE c_std_11 cxx_std_23)
if(CMAKE_SYSTEM_NAME STREQUAL "Generic")
  # No floating-point or SIMD register but in the assembly that switches the guest's.
  if(CMAKE_SYSTEM_PROCESSOR STREQUAL "riscv64")
    set(TENON_MACHINE_FLAGS -march=rv64imac_zicsr_zifencei -mabi=lp64 -mcmodel=medany
      -msmall-data-limit=0 -mstrict-align -isystem "${PROJECT_SOURCE_DIR}/cmake/riscv64")
  elseif(CMAKE_SYSTEM_PROCESSOR STREQUAL "x86_64")
    # No interrupt of the host may write below its stack pointer.
    set(TENON_MACHINE_FLAGS -mgeneral-regs-only -mno-red-zone -fcf-protection=none)
  else()
    set(TENON_MACHINE_FLAGS -mgeneral-regs-only -mno-outline-atomics -mstrict-align)
  endif()
  target_compile_options(tenon_options INTERFACE
    -ffreestanding ${TENON_MACHINE_FLAGS} -fno-pie
    -fomit-frame-pointer
    -fno-stack-protector -fno-asynchronous-unwind-tables
    "$<$<COMPILE_LANGUAGE:CXX>:-fno-threadsafe-statics;-fno-use-cxa-atexit>")
endif()

set(CMAKE_C_STANDARD 11)
set(CMAKE_CXX_STANDARD 23)
set(CMAKE_C_EXTENSIONS OFF)
set(CMAKE_CXX_EXTENSIONS OFF)

# What each library of the package has: its headers, its public name tenon::<name>, its export.
function(_tenon_finish name)
  get_target_property(type tenon_${name} TYPE)
  set(scope PUBLIC)
  if(type STREQUAL "INTERFACE_LIBRARY")
    set(scope INTERFACE)
  else()
    target_link_libraries(tenon_${name} PRIVATE $<BUILD_INTERFACE:tenon_options>)
  endif()
  target_include_directories(tenon_${name} ${scope}
    $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>
    $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
  target_compile_features(tenon_${name} ${scope} c_std_11 cxx_std_23)
  target_link_libraries(tenon_${name} ${scope} ${ARGN})
  set(output tenon_${name})
  if(name STREQUAL "tenon")
    set(output tenon)
  endif()
  set_target_properties(tenon_${name} PROPERTIES EXPORT_NAME ${name} OUTPUT_NAME ${output})
  add_library(tenon::${name} ALIAS tenon_${name})
  set_property(GLOBAL APPEND PROPERTY TENON_PACKAGE_TARGETS tenon_${name})
endfunction()

function(_tenon_library name)
  if(ARGN)
    add_library(tenon_${name} STATIC ${ARGN})
  else()
    add_library(tenon_${name} INTERFACE)
  endif()
endfunction()

# MEMORY defines memcpy and its kin, which a freestanding compiler calls; a host has its own.
function(tenon_add_core name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "MEMORY" "FOLDERS;ISAS")
  if(TENON_FREESTANDING)
    list(FILTER arg_ISAS INCLUDE REGEX "/${CMAKE_SYSTEM_PROCESSOR}(/|$)")
  endif()
  set(sources)
  foreach(folder IN LISTS arg_FOLDERS arg_ISAS)
    file(GLOB found CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/${folder}/*.c")
    list(APPEND sources ${found})
  endforeach()
  if(TENON_FREESTANDING)
    foreach(folder IN LISTS arg_ISAS)
      file(GLOB found CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/${folder}/*.S")
      list(APPEND sources ${found})
    endforeach()
  endif()
  if(TENON_FREESTANDING)
    set(memory "${PROJECT_SOURCE_DIR}/${arg_MEMORY}")
    set_source_files_properties("${memory}" PROPERTIES COMPILE_OPTIONS
      "-fno-builtin;$<$<C_COMPILER_ID:GNU>:-fno-tree-loop-distribute-patterns>")
    list(APPEND sources "${memory}")
  endif()
  _tenon_library(${name} ${sources})
  _tenon_finish(${name})
endfunction()

function(tenon_add_library name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;LINKS")
  list(TRANSFORM arg_SOURCES PREPEND "${PROJECT_SOURCE_DIR}/")
  file(GLOB sources CONFIGURE_DEPENDS ${arg_SOURCES})
  _tenon_library(${name} ${sources})
  _tenon_finish(${name} ${arg_LINKS})
endfunction()

function(tenon_add_program name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;LINKS")
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE tenon_hosted_options ${arg_LINKS})
endfunction()

# The assembly stubs have no meaning on a host: tests link the functions of FAKES in their place,
# and a test that brings its own definition of one wins over the library.
function(tenon_add_unit_tests dir)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "FAKES;MEMORY" "")
  find_package(GTest REQUIRED)
  set(group tenon_core)
  # Under other names than the host's own.
  add_library(tenon_memory STATIC "${PROJECT_SOURCE_DIR}/${arg_MEMORY}")
  target_link_libraries(tenon_memory PRIVATE tenon_hosted_options)
  target_include_directories(tenon_memory PRIVATE "${PROJECT_SOURCE_DIR}/include")
  foreach(function memcpy memmove memset memcmp)
    target_compile_definitions(tenon_memory PRIVATE ${function}=tenon_${function})
  endforeach()
  list(APPEND group tenon_memory)
  file(GLOB fakes CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/${arg_FAKES}/*.c"
    "${PROJECT_SOURCE_DIR}/${arg_FAKES}/*.cpp")
  if(fakes)
    add_library(tenon_fakes STATIC ${fakes})
    target_link_libraries(tenon_fakes PRIVATE tenon_hosted_options)
    target_include_directories(tenon_fakes PUBLIC "${PROJECT_SOURCE_DIR}/include"
      "${PROJECT_SOURCE_DIR}/tests")
    list(APPEND group tenon_fakes)
  endif()
  get_target_property(type tenon_core TYPE)
  if(type STREQUAL "STATIC_LIBRARY")
    list(JOIN group "," members)
    set(group "$<LINK_GROUP:RESCAN,${members}>")
  endif()
  file(GLOB tests CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/${dir}/*_test.cpp")
  set(programs "")
  foreach(test IN LISTS tests)
    cmake_path(GET test STEM name)
    tenon_add_program(${name} SOURCES ${test}
      LINKS tenon_tenon tenon_scripted ${group} GTest::gmock GTest::gtest_main)
    target_include_directories(${name} PRIVATE "${PROJECT_SOURCE_DIR}/tests")
    set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY
      "${PROJECT_BINARY_DIR}/tests/unit")
    # The oracle of decoder tests and the maker of random walks, for whoever includes them.
    foreach(library capstone rapidcheck)
      file(STRINGS ${test} includes REGEX "^#include <${library}[/.]")
      if(includes)
        target_link_libraries(${name} PRIVATE ${library})
      endif()
    endforeach()
    add_test(NAME ${name} COMMAND ${name})
    string(APPEND programs "$<TARGET_FILE:${name}>\n")
  endforeach()
  # What script/test runs, so that no program of a removed test is run by mistake.
  file(GENERATE OUTPUT "${PROJECT_BINARY_DIR}/unit-tests.txt" CONTENT "${programs}")
endfunction()

function(tenon_add_freestanding name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "LINKER_SCRIPT" "SOURCES;LINKS")
  cmake_path(ABSOLUTE_PATH arg_LINKER_SCRIPT BASE_DIRECTORY "${CMAKE_CURRENT_SOURCE_DIR}")
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE tenon_options ${arg_LINKS})
  target_link_options(${name} PRIVATE -nostdlib -static -no-pie -Wl,--build-id=none
    -Wl,--fatal-warnings -Wl,-z,noexecstack -Wl,-z,max-page-size=4096 -T "${arg_LINKER_SCRIPT}")
  set_target_properties(${name} PROPERTIES LINK_DEPENDS "${arg_LINKER_SCRIPT}" SUFFIX .elf)
endfunction()

function(tenon_add_guest name)
  tenon_add_freestanding(${name} ${ARGN})
  add_custom_command(TARGET ${name} POST_BUILD
    COMMAND "${CMAKE_OBJCOPY}" -O binary $<TARGET_FILE:${name}>
      "$<TARGET_FILE_DIR:${name}>/${name}.bin"
    BYPRODUCTS "${CMAKE_CURRENT_BINARY_DIR}/${name}.bin" VERBATIM)
endfunction()

# Whoever links NAME has each call of FUNCTION from another object checked (ld --wrap).
function(tenon_add_contracts name)
  find_package(Python3 REQUIRED COMPONENTS Interpreter)
  file(GLOB headers CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/include/tenon/core/*.h"
    "${PROJECT_SOURCE_DIR}/include/tenon/core/aarch64/*.h"
    "${PROJECT_SOURCE_DIR}/include/tenon/core/riscv64/*.h"
    "${PROJECT_SOURCE_DIR}/include/tenon/core/x86_64/*.h"
    "${PROJECT_SOURCE_DIR}/include/tenon/core/x86_64/*/*.h")
  set(generator "${PROJECT_SOURCE_DIR}/fuzz/contracts")
  set(output "${CMAKE_CURRENT_BINARY_DIR}/${name}.cpp")
  add_custom_command(OUTPUT "${output}"
    COMMAND Python3::Interpreter "${generator}/generate.py" "${output}" ${ARGN}
    DEPENDS "${generator}/generate.py" "${generator}/acsl.py" "${generator}/headers.py"
      "${generator}/translate.py" ${headers}
    COMMENT "Making C++ of contracts" VERBATIM)
  add_library(${name} STATIC "${output}")
  target_link_libraries(${name} PUBLIC fuzz_oracle)
  list(TRANSFORM ARGN PREPEND "-Wl,--wrap=" OUTPUT_VARIABLE wraps)
  target_link_options(${name} INTERFACE ${wraps})
endfunction()

# BLIND: the target itself is not explored, only what it calls.
function(tenon_add_fuzz_target name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "BLIND" "" "LINKS")
  tenon_add_program(${name} SOURCES ${name}.cpp LINKS fuzz_harness ${arg_LINKS} tenon_core)
  if(TENON_FUZZ_CONTRACTS)
    # The core calls the wrappers, and they the core.
    target_link_libraries(${name} PRIVATE
      $<LINK_GROUP:RESCAN,fuzz_contracts,fuzz_contracts_riscv64,fuzz_contracts_x86_64,tenon_core>)
  endif()
  separate_arguments(engine UNIX_COMMAND "${TENON_FUZZ_ENGINE}")
  target_link_libraries(${name} PRIVATE ${engine})
  if(arg_BLIND)
    target_compile_options(${name} PRIVATE ${TENON_FUZZ_BLIND})
  endif()
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/fuzz")
endfunction()

function(tenon_add_folder dir)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/${dir}")
  if(EXISTS "${PROJECT_SOURCE_DIR}/${dir}/CMakeLists.txt")
    add_subdirectory("${PROJECT_SOURCE_DIR}/${dir}")
  endif()
endfunction()

function(tenon_install)
  set(package "${CMAKE_INSTALL_LIBDIR}/cmake/tenon")
  get_property(targets GLOBAL PROPERTY TENON_PACKAGE_TARGETS)
  set(libraries "")
  foreach(target IN LISTS targets)
    get_target_property(type ${target} TYPE)
    if(type STREQUAL "STATIC_LIBRARY")
      string(APPEND libraries "$<TARGET_FILE:${target}>\n")
    endif()
  endforeach()
  # What script/check-freestanding looks into.
  file(GENERATE OUTPUT "${PROJECT_BINARY_DIR}/libraries.txt" CONTENT "${libraries}")
  install(TARGETS ${targets} EXPORT tenon-targets)
  install(EXPORT tenon-targets NAMESPACE tenon:: DESTINATION "${package}")
  install(DIRECTORY "${PROJECT_SOURCE_DIR}/include/tenon" TYPE INCLUDE)
  # The gate of the proofs, for tenon_add_proof: the same code, results and lists that tenon has.
  set(TENON_INSTALLED_PROOFS "${CMAKE_INSTALL_DATADIR}/tenon/proofs")
  install(DIRECTORY "${PROJECT_SOURCE_DIR}/proofs/" DESTINATION "${TENON_INSTALLED_PROOFS}"
    FILES_MATCHING PATTERN "*.py" PATTERN "why3.conf" PATTERN "ASSUMPTIONS.md"
    PATTERN "results/*/*.json" PATTERN "lemmas/*.h" PATTERN "lemmas/*.list"
    PATTERN "report*.py" EXCLUDE PATTERN "bad" EXCLUDE PATTERN "cache" EXCLUDE PATTERN "red" EXCLUDE PATTERN "spin" EXCLUDE
    PATTERN "__pycache__" EXCLUDE)
  configure_package_config_file("${PROJECT_SOURCE_DIR}/cmake/tenon-config.cmake.in"
    "${PROJECT_BINARY_DIR}/tenon-config.cmake" INSTALL_DESTINATION "${package}"
    PATH_VARS TENON_INSTALLED_PROOFS CMAKE_INSTALL_INCLUDEDIR)
  write_basic_package_version_file("${PROJECT_BINARY_DIR}/tenon-config-version.cmake"
    COMPATIBILITY SameMinorVersion)
  install(FILES "${PROJECT_BINARY_DIR}/tenon-config.cmake"
    "${PROJECT_BINARY_DIR}/tenon-config-version.cmake"
    "${PROJECT_SOURCE_DIR}/cmake/tenon-typestate.cmake"
    "${PROJECT_SOURCE_DIR}/cmake/tenon-proof.cmake" DESTINATION "${package}")
endfunction()
