#include "fhir/terms/shipped.h"

#include <algorithm>
#include <cstring>

// The build passes the path of the compiled content. The bytes become part of the read-only data of the binary.
__asm__(
    ".pushsection .rodata\n"
    ".balign 64\n"
    "osler_shipped_begin:\n"
    ".incbin \"" OSLER_SHIPPED_CONTENT
    "\"\n"
    "osler_shipped_end:\n"
    ".byte 0\n"
    ".popsection\n");

extern "C" {
extern const char osler_shipped_begin[];  // NOLINT(modernize-avoid-c-arrays)
extern const char osler_shipped_end[];    // NOLINT(modernize-avoid-c-arrays)
}

namespace osler::fhir::terms {
namespace {

constexpr std::string_view kMagic = "OSLRSHP1";
constexpr std::size_t kHeaderBytes = 16;

}  // namespace

Result<ShippedSource> ShippedSource::open() {
  ShippedSource source;
  source.bytes_ = {osler_shipped_begin, static_cast<std::size_t>(osler_shipped_end - osler_shipped_begin)};
  if (source.bytes_.size() < kHeaderBytes || !source.bytes_.starts_with(kMagic)) return internal_error("shipped content: expected its header");
  std::memcpy(&source.count_, source.bytes_.data() + kMagic.size(), sizeof(source.count_));
  if (kHeaderBytes + std::uint64_t{source.count_} * sizeof(Row) > source.bytes_.size()) return internal_error("shipped content: its rows leave it");
  for (std::size_t i = 0; i < source.count_; ++i) {
    const Row row = source.row(i);
    const std::uint64_t end = std::max({std::uint64_t{row.url_offset} + row.url_size, std::uint64_t{row.version_offset} + row.version_size,
                                        std::uint64_t{row.text_offset} + row.text_size});
    if (end > source.bytes_.size()) return internal_error("shipped content: a text leaves it");
  }
  return source;
}

ShippedSource::Row ShippedSource::row(std::size_t index) const {
  Row row{};
  std::memcpy(&row, bytes_.data() + kHeaderBytes + index * sizeof(Row), sizeof(row));
  return row;
}

Result<std::vector<Document>> ShippedSource::find(ResourceKind kind, std::string_view url) const {
  const auto key_of = [this](std::size_t index) {
    const Row one = row(index);
    return std::pair(one.kind, part(one.url_offset, one.url_size));
  };
  const std::pair wanted(static_cast<std::uint32_t>(kind), url);
  std::size_t found = 0;
  for (std::size_t end = count_; found < end;) {
    const std::size_t middle = found + (end - found) / 2;
    if (key_of(middle) < wanted) found = middle + 1;
    else end = middle;
  }
  if (found == count_ || key_of(found) != wanted) return std::vector<Document>{};
  const Row one = row(found);
  return std::vector<Document>{{std::string(part(one.version_offset, one.version_size)), found, std::string(part(one.text_offset, one.text_size))}};
}

Result<std::vector<std::string>> ShippedSource::urls(ResourceKind kind) const {
  std::vector<std::string> all;
  for (std::size_t i = 0; i < count_; ++i) {
    const Row one = row(i);
    if (one.kind == static_cast<std::uint32_t>(kind)) all.emplace_back(part(one.url_offset, one.url_size));
  }
  return all;
}

}  // namespace osler::fhir::terms
