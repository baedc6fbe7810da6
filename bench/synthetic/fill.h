#pragma once
// A text with holes: each '@' of `form` is replaced by the next value.

#include <initializer_list>
#include <string>
#include <string_view>

namespace osler::synthetic {

/// Appends `form` to `out`. There are as many values as holes; values are JSON text already.
inline void fill(std::string& out, std::string_view form, std::initializer_list<std::string_view> values) {
  const auto* value = values.begin();
  for (std::size_t hole = form.find('@'); hole != std::string_view::npos; hole = form.find('@')) {
    out.append(form.substr(0, hole)).append(*value++);
    form.remove_prefix(hole + 1);
  }
  out.append(form);
}

inline std::string filled(std::string_view form, std::initializer_list<std::string_view> values) {
  std::string out;
  fill(out, form, values);
  return out;
}

}  // namespace osler::synthetic
