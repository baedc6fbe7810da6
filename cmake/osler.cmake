# How a folder of src/ becomes a target, and the flags that every target shares.

add_library(osler_flags INTERFACE)
target_compile_features(osler_flags INTERFACE cxx_std_20)
target_compile_options(osler_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror
  -march=x86-64-v2 -fno-omit-frame-pointer -ffile-prefix-map=${CMAKE_SOURCE_DIR}=.)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # g++ 12 reports these in inlined standard headers where there is nothing to see.
  target_compile_options(osler_flags INTERFACE -fcoroutines -Wno-maybe-uninitialized -Wno-restrict
    -Wno-stringop-overflow -Wno-array-bounds -Wno-stringop-overread -Wno-dangling-pointer)
endif()
target_include_directories(osler_flags INTERFACE ${CMAKE_SOURCE_DIR}/src)
if(OSLER_SANITIZE)
  target_compile_options(osler_flags INTERFACE -fsanitize=${OSLER_SANITIZE} -fno-sanitize-recover=all)
  target_link_options(osler_flags INTERFACE -fsanitize=${OSLER_SANITIZE})
  if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    # clang 14 cannot instrument coroutines with the function check.
    target_compile_options(osler_flags INTERFACE -fno-sanitize=function)
  endif()
endif()
if(OSLER_FUZZ)
  # Without it the fuzzers would see which branches only their own file takes.
  target_compile_options(osler_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()
if(OSLER_FAULTS)
  target_compile_definitions(osler_flags INTERFACE OSLER_FAULTS=1)
endif()
if(CMAKE_BUILD_TYPE STREQUAL "Release")
  target_compile_options(osler_flags INTERFACE -fstack-protector-strong -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2 -fcf-protection)
  target_link_options(osler_flags INTERFACE -Wl,-z,relro,-z,now)
endif()
find_program(OSLER_MOLD mold)
if(OSLER_MOLD)
  target_link_options(osler_flags INTERFACE -fuse-ld=mold)
endif()

# osler_folder(<name> DEPENDS <folders…> LINK <libraries…>)
# One static library of every *.cc beside the calling CMakeLists.txt, and one test program <name>_test of every
# *_test.cc. <name> is the path under src/ with underscores: fhir_model. DEPENDS names folders on lower floors only;
# tools/check_layers compares it with the includes.
function(osler_folder name)
  cmake_parse_arguments(ARG "" "" "DEPENDS;LINK;TEST_LINK" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cc)
  set(tests ${sources})
  list(FILTER sources EXCLUDE REGEX "_test\\.cc$")
  list(FILTER tests INCLUDE REGEX "_test\\.cc$")
  list(TRANSFORM ARG_DEPENDS PREPEND osler_)
  if(sources)
    add_library(osler_${name} STATIC ${sources})
    target_link_libraries(osler_${name} PUBLIC osler_flags ${ARG_DEPENDS} ${ARG_LINK})
  else()
    add_library(osler_${name} INTERFACE)
    target_link_libraries(osler_${name} INTERFACE osler_flags ${ARG_DEPENDS} ${ARG_LINK})
  endif()
  if(tests)
    add_executable(${name}_test ${tests})
    target_link_libraries(${name}_test PRIVATE osler_${name} ${ARG_TEST_LINK} GTest::gmock GTest::gtest_main)
    target_compile_definitions(${name}_test PRIVATE OSLER_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
    add_test(NAME ${name}_test COMMAND ${name}_test)
    set_property(GLOBAL APPEND PROPERTY OSLER_TESTS ${name}_test)
  endif()
endfunction()
