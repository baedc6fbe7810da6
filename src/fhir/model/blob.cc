#include "fhir/model/blob.h"

#include <cstring>

// The build passes the path of the compiled blob. The bytes become part of the read-only data of the binary.
__asm__(
    ".pushsection .rodata\n"
    ".balign 64\n"
    "osler_definitions_begin:\n"
    ".incbin \"" OSLER_DEFINITIONS_BLOB
    "\"\n"
    "osler_definitions_end:\n"
    ".byte 0\n"
    ".popsection\n");

extern "C" {
extern const std::byte osler_definitions_begin[];  // NOLINT(modernize-avoid-c-arrays)
extern const std::byte osler_definitions_end[];    // NOLINT(modernize-avoid-c-arrays)
}

namespace osler::fhir::blob {
namespace {

constexpr std::size_t kHeaderBytes = 32;

struct Header {
  char magic[8];
  std::uint32_t format_version;
  std::uint32_t section_count;
  std::uint64_t content_hash;
  std::uint64_t total_bytes;
};
static_assert(sizeof(Header) == kHeaderBytes);

}  // namespace

std::span<const std::byte> Blob::linked_bytes() {
  const auto size = static_cast<std::size_t>(osler_definitions_end - osler_definitions_begin);
  return {osler_definitions_begin, size};
}

Result<Blob> Blob::open(std::span<const std::byte> bytes) {
  Header header{};
  Blob blob;
  if (bytes.size() < sizeof(header) + sizeof(blob.places_))
    return internal_error("definitions blob: expected a header");
  std::memcpy(&header, bytes.data(), sizeof(header));
  const bool known = std::string_view(header.magic, sizeof(header.magic)) == kMagic &&
                     header.format_version == kFormatVersion && header.section_count == kSectionCount;
  if (!known) return internal_error("definitions blob: expected format version " + std::to_string(kFormatVersion));
  if (header.total_bytes != bytes.size()) return internal_error("definitions blob: expected another length");

  blob.bytes_ = bytes;
  blob.content_hash_ = header.content_hash;
  std::memcpy(blob.places_, bytes.data() + sizeof(header), sizeof(blob.places_));
  for (const Place& place : blob.places_) {
    const std::uint64_t end = place.offset + std::uint64_t{place.count} * place.row_bytes;
    if (end > bytes.size()) return internal_error("definitions blob: a section leaves the file");
  }
  const Place& strings = blob.places_[static_cast<std::size_t>(Section::kStrings)];
  blob.strings_ = {reinterpret_cast<const char*>(bytes.data() + strings.offset), strings.count};
  return blob;
}

// FNV-1a over little-endian 64-bit words.
std::uint64_t Blob::computed_hash() const {
  std::uint64_t hash = 0xcbf29ce484222325U;
  for (std::size_t at = kHeaderBytes; at + sizeof(std::uint64_t) <= bytes_.size(); at += sizeof(std::uint64_t)) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes_.data() + at, sizeof(word));
    hash = (hash ^ word) * 0x100000001b3U;
  }
  return hash;
}

}  // namespace osler::fhir::blob
