#include "server/sample_data.h"

#include <cstddef>

// The assembler copies the file into the binary.
__asm__(
    ".section .rodata\n"
    ".global osler_sample_data_begin\n"
    ".global osler_sample_data_end\n"
    "osler_sample_data_begin:\n"
    ".incbin \"" OSLER_SAMPLE_DATA "\"\n"
    "osler_sample_data_end:\n"
    ".byte 0\n"
    ".previous\n");

extern "C" {
extern const char osler_sample_data_begin[];
extern const char osler_sample_data_end[];
}

namespace osler::server {

std::string_view sample_data() {
  return {osler_sample_data_begin, static_cast<std::size_t>(osler_sample_data_end - osler_sample_data_begin)};
}

}  // namespace osler::server
