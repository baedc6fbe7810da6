#pragma once
// What the caller is not told: for whoever runs the server, found by the request id that the caller has.

#include <string_view>

#include "base/error.h"

namespace osler {

/// One line on standard error for an error of kind kInternal; nothing for any other, which the answer explains itself.
void note_internal_error(const Error& error, std::string_view request_id);

}  // namespace osler
