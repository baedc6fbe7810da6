#pragma once
// For tests: a parameter that writers do not know, kUrl, and what finds its entries later.

#include <string>
#include <utility>
#include <vector>

#include "store/contract_fixture_test.h"

namespace osler::store {

/// Finds kUrl alone: the parameter that is new.
class UrlExtractor final : public Extractor {
 public:
  Status extract(Partition partition, TypeId type, std::string_view text, std::vector<IndexEntry>& out) const override {
    OSLER_RETURN_IF_ERROR(all_.extract(partition, type, text, out));
    std::erase_if(out, [](const IndexEntry& entry) { return entry.parameter != kUrl; });
    return {};
  }
  Status folded_text(Partition, TypeId, std::string_view, ParameterId, std::string&) const override { return {}; }
  Status contained(Partition, TypeId, std::string_view, std::vector<Contained>&) const override { return {}; }
  ParameterEpoch epoch(Partition, ParameterId) const override { return 1; }
  bool is_complete(Partition, ParameterId) const override { return false; }

 private:
  TestExtractor all_;
};

/// A put whose text has a url that its writer does not index.
inline Put put_before(TypeId type, std::string id, std::string url_text, std::vector<IndexEntry> entries = {}) {
  std::vector<IndexEntry> known = entries;
  entries.push_back(url(std::move(url_text)));
  Put made = put(type, std::move(id), std::move(entries));
  made.entries = std::move(known);
  return made;
}

inline Expr has_url(std::string text) { return where(kUrl, IsUri{UriMatch::kEqual, std::move(text)}); }

}  // namespace osler::store
