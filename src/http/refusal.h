#pragma once
// Why bytes did not become a request.

#include <string_view>

namespace osler::http {

struct Refusal {
  int status = 0;              ///< 400, 413, 414, 415, 431, 501 or 505.
  std::string_view what = {};  ///< One sentence for a person; static text.
};

}  // namespace osler::http
