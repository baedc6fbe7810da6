#include "http/headers.h"

#include "base/ascii.h"

namespace osler::http {

namespace {

constexpr std::size_t kBytesAtFirst = 1'024;  ///< An answer's fields, in one allocation.

std::uint64_t kind_of(std::string_view name) {
  const auto first = name.empty() ? 0U : static_cast<unsigned>(static_cast<unsigned char>(to_lower(name.front())));
  return std::uint64_t{1} << ((name.size() * 7 + first) % 64);
}

void write_size(std::string& bytes, std::size_t at, std::size_t size) {
  const auto number = static_cast<std::uint32_t>(size);
  std::memcpy(bytes.data() + at, &number, sizeof number);
}

}  // namespace

void Headers::add(std::string_view name, std::string_view value) {
  if (bytes_.empty()) bytes_.reserve(kBytesAtFirst);
  const std::size_t at = bytes_.size();
  bytes_.append(kSizesBytes, '\0');
  write_size(bytes_, at, name.size());
  write_size(bytes_, at + sizeof(std::uint32_t), value.size());
  bytes_ += name;
  bytes_ += value;
  kinds_ |= kind_of(name);
}

Headers::Iterator Headers::find(std::string_view name) const {
  const Iterator end = fields().end();
  if ((kinds_ & kind_of(name)) == 0) return end;
  Iterator at = fields().begin();
  while (at != end && !equals_ignoring_case((*at).first, name)) ++at;
  return at;
}

void Headers::set(std::string_view name, std::string_view value) {
  Iterator at = find(name);
  if (at == fields().end()) return add(name, value);
  const auto begin = static_cast<std::size_t>(at.at_ - bytes_.data());
  bytes_.replace(begin + kSizesBytes + at.name_bytes(), at.value_bytes(), value);
  write_size(bytes_, begin + sizeof(std::uint32_t), value.size());
  at = ++Iterator(bytes_.data() + begin);
  while (at != fields().end()) {
    const auto place = static_cast<std::size_t>(at.at_ - bytes_.data());
    const bool is_same = equals_ignoring_case((*at).first, name);
    if (is_same) bytes_.erase(place, kSizesBytes + at.name_bytes() + at.value_bytes());
    at = Iterator(bytes_.data() + place);
    if (!is_same) ++at;
  }
}

void Headers::set_all(const Headers& others) {
  for (const auto& [name, value] : others.fields()) set(name, value);
}

std::optional<std::string_view> Headers::get(std::string_view name) const {
  const Iterator found = find(name);
  if (found == fields().end()) return std::nullopt;
  return trimmed((*found).second);
}

bool Headers::has_token(std::string_view name, std::string_view token) const {
  if ((kinds_ & kind_of(name)) == 0) return false;
  for (const auto& [key, value] : fields()) {
    if (!equals_ignoring_case(key, name)) continue;
    std::string_view rest = value;
    while (!rest.empty()) {
      if (equals_ignoring_case(next_item(rest, ','), token)) return true;
    }
  }
  return false;
}

}  // namespace osler::http
