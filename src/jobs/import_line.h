#pragma once
// One line of an import, read: which resource it is, in FHIR's form. Writing it is bulk_import.h's.

#include <cstdint>
#include <string>

#include "jobs/bulk_export.h"

namespace osler::jobs {

/// A line on its way. Its text must stay where it is until the batch is written.
struct ImportLine {
  std::size_t input = 0;     ///< Of which file,
  std::uint64_t number = 0;  ///< and the how many-th of it, from 1.
  TypeId type = TypeId::kNone;
  std::string id = {};       ///< Empty: a new one is made.
  std::string fhir = {};
  bool is_simplified = false;
};

class ImportLineReader {
 public:
  /// All must outlive this.
  ImportLineReader(const BulkRoom& room, const ImportRequest& request, engine::Session& session) : room_(room), request_(request), session_(session) {}

  /// Reads `text` into `line`, whose input and number are known. Errors: what is wrong with it; kForbidden for a type that the caller
  /// may not write.
  Status read(std::string text, ImportLine& line) const;

 private:
  Status read_simplified(const std::string& text, ImportLine& line) const;
  Result<TypeId> type_of(const ImportLine& line, const std::string& named) const;

  const BulkRoom& room_;
  const ImportRequest& request_;
  engine::Session& session_;
};

}  // namespace osler::jobs
