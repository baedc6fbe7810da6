#pragma once
// A file that travels inside the binary. osler_embed() in cmake/osler.cmake makes the function that lists them.

#include <string_view>

namespace osler {

struct EmbeddedFile {
  std::string_view name;   ///< Relative path, as the build named it.
  std::string_view bytes;  ///< Lives as long as the program.
};

}  // namespace osler
