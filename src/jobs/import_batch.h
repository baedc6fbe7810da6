#pragma once
// Lines of an import that are written together, with what became of each. Reading lines and knowing where they stand is
// bulk_import.cc's.

#include <functional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "jobs/import_line.h"

namespace osler::jobs {

/// A line that is left out, and why.
struct ImportFault {
  std::size_t input = 0;
  std::uint64_t number = 0;  ///< 0: the whole file.
  Error error;
};

struct ImportBatch {
  std::vector<ImportLine> lines;     ///< To be written.
  std::vector<ImportFault> faults;
  std::vector<ImportLine> waiting;   ///< Refer to what is not there yet.
  std::set<std::pair<TypeId, std::string>> ids;
  std::uint64_t bytes = 0;
  std::uint64_t seen = 0;            ///< Lines, bad ones too.

  void add(ImportLine line);
  void add_fault(std::size_t input, std::uint64_t number, Error error) { faults.push_back({input, number, std::move(error)}); }
  /// Two versions of one record belong into two batches.
  bool has(const ImportLine& line) const { return !line.id.empty() && ids.contains({line.type, line.id}); }

  /// The lines as one transaction, which refers to them.
  engine::Transaction transaction() const;
  /// Says what the engine said of a line in the words of whoever sent it.
  using Explain = std::function<Error(const ImportLine& line, Error error)>;
  /// Takes the lines out that the engine refused; all, if it says of none in particular. With `may_wait` those that only lack what they
  /// refer to are waiting then.
  void leave_out(const Error& error, bool may_wait, const fhir::Definitions& definitions, const Explain& explain);
};

}  // namespace osler::jobs
