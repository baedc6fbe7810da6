#pragma once
// The conformance resources that R4 ships, linked into this binary. Format: docs/formats/shipped-content.md.

#include "fhir/terms/source.h"

namespace osler::fhir::terms {

/// Immutable; its epoch never changes.
class ShippedSource final : public Source {
 public:
  /// Errors: kInternal if the linked bytes are not of this format.
  static Result<ShippedSource> open();

  Result<std::vector<Document>> find(ResourceKind kind, std::string_view url) const override;
  Result<std::vector<std::string>> urls(ResourceKind kind) const override;
  std::uint64_t epoch() const override { return 1; }

 private:
  struct Row {
    std::uint32_t kind, url_offset, url_size, version_offset, version_size, text_offset, text_size;
  };
  Row row(std::size_t index) const;
  std::string_view part(std::uint32_t offset, std::uint32_t size) const { return bytes_.substr(offset, size); }
  std::string_view bytes_;
  std::uint32_t count_ = 0;
};

}  // namespace osler::fhir::terms
