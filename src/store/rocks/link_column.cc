#include "store/rocks/link_column.h"

#include <algorithm>
#include <limits>

#include "store/rocks/bytes.h"
#include "store/rocks/run_keys.h"

namespace osler::store::rocks {
namespace {

constexpr std::uint64_t kLinksBetweenStops = 1'024;  ///< Terms between looks at whether it was stopped.
constexpr std::size_t kUnresolvedMax = 1'024;        ///< With more that leads nowhere there is no column.
constexpr std::size_t kLaterLinksMin = 4'096;        ///< So many later references are always looked through one by one,
constexpr std::size_t kLaterLinksOneIn = 32;         ///< or this part of all.
constexpr int kRecordsToStepOver = 8;                ///< What lies further off is sought.

/// The records of a type, asked for in ascending order of id.
class RecordWalk {
 public:
  RecordWalk(const Index& index, const Records& records, const Scope& scope)
      : run_(records.unsettled()), prefix_(current_key(scope.partition, {scope.type, ""})),
        scan_(index.database().scan(Column::kCurrent, prefix_, end_of_prefix(prefix_))) {}

  /// Where the record began; 0: there is none.
  Result<std::uint64_t> first_of(std::string_view id) {
    std::string key = prefix_;
    key += id;
    if (run_) {
      if (const auto state = run_->state(key)) return state->first.number;
    }
    for (int steps = 0; scan_.valid() && scan_.key() < key; ++steps) {
      if (steps < kRecordsToStepOver) scan_.next();
      else scan_.seek(key);
    }
    if (!scan_.valid() || scan_.key() != key) return std::uint64_t{0};
    OSLER_TRY(const CurrentState state, read_current_value(scan_.value()));
    return state.first.number;
  }
  Status status() const { return scan_.status(); }

 private:
  std::shared_ptr<const UnsettledRun> run_;
  std::string prefix_;
  Scan scan_;
};

/// The id in the term of a reference to a record of `target`; nothing for another.
Result<std::optional<std::string>> id_in(std::string_view term, TypeId target) {
  OSLER_TRY(std::vector<Atom> atoms, read_term(term.substr(kParameterPrefixBytes)));
  auto& reference = std::get<Reference>(atoms.front());
  if (reference.type != target) return std::optional<std::string>();
  return std::optional(std::move(reference.id));
}

}  // namespace

std::vector<NamedLink> named_links(const std::vector<RecentTerms::Version>& versions, ParameterId parameter, TypeId target) {
  std::vector<NamedLink> links;
  for (const RecentTerms::Version& version : versions) {
    const std::string prefix = tag_prefix(version.scope, parameter, Tag::kReference);
    for (std::size_t i = 0; i < version.terms->size(); ++i) {
      const std::string_view term = (*version.terms)[i];
      if (!term.starts_with(prefix)) continue;
      Result<std::optional<std::string>> id = id_in(term, target);
      if (id.ok() && *id) links.push_back({**std::move(id), version.position});
    }
  }
  return links;
}

Result<std::shared_ptr<const LinkColumn>> LinkColumn::make(const Index& index, const Records& records, const Scope& source,
                                                           ParameterId parameter, TypeId target, const std::atomic<bool>& stopped) {
  using Made = std::shared_ptr<const LinkColumn>;
  if (index.moment() > std::numeric_limits<std::uint32_t>::max()) return Made();
  const std::string prefix = tag_prefix(source, parameter, Tag::kReference);
  const auto sorted = std::make_shared<Sorted>();
  std::vector<NamedLink> unresolved;
  Positions positions;
  std::uint64_t looked_at = 0;
  RecordWalk targets(index, records, {source.partition, target});
  TermWalk terms = index.walk({prefix, end_of_prefix(prefix)});
  for (; terms.valid(); terms.next()) {
    if (++looked_at % kLinksBetweenStops == 0 && stopped) return Made();
    OSLER_TRY(const std::optional<std::string> id, id_in(terms.term(), target));
    if (!id) continue;
    OSLER_TRY(const std::uint64_t first, targets.first_of(*id));
    positions.clear();
    terms.read(positions);
    std::erase_if(positions, [&](std::uint64_t position) { return position > index.moment(); });
    const bool found = first != 0 && first <= std::numeric_limits<std::uint32_t>::max();
    if (!found) {
      for (const std::uint64_t position : positions) unresolved.push_back({*id, position});
      if (unresolved.size() > kUnresolvedMax) return Made();
      continue;
    }
    sorted->firsts.push_back(static_cast<std::uint32_t>(first));
    sorted->starts.push_back(static_cast<std::uint32_t>(sorted->positions.size()));
    for (const std::uint64_t position : positions) sorted->positions.push_back(static_cast<std::uint32_t>(position));
  }
  OSLER_RETURN_IF_ERROR(terms.status());
  OSLER_RETURN_IF_ERROR(targets.status());
  sorted->starts.push_back(static_cast<std::uint32_t>(sorted->positions.size()));
  sorted->firsts.shrink_to_fit();
  sorted->starts.shrink_to_fit();
  sorted->positions.shrink_to_fit();
  return Made(new LinkColumn(sorted, {}, std::move(unresolved), index.moment()));
}

Result<std::shared_ptr<const LinkColumn>> LinkColumn::with(const Records& records, Partition partition, TypeId target,
                                                           const std::vector<NamedLink>& since, std::uint64_t until) const {
  using Made = std::shared_ptr<const LinkColumn>;
  std::vector<Later> later = later_;
  std::vector<NamedLink> unresolved = unresolved_;
  for (const NamedLink& link : since) {
    OSLER_TRY(const std::optional<CurrentState> state, records.state(partition, {target, link.id}));
    if (state) later.push_back({state->first.number, link.position});
    else unresolved.push_back(link);
  }
  if (unresolved.size() > kUnresolvedMax || later.size() > std::max(kLaterLinksMin, sorted_->positions.size() / kLaterLinksOneIn)) return Made();
  return Made(new LinkColumn(sorted_, std::move(later), std::move(unresolved), until));
}

std::size_t LinkColumn::bytes() const {
  return (sorted_->firsts.capacity() + sorted_->starts.capacity() + sorted_->positions.capacity()) * sizeof(std::uint32_t) +
         later_.capacity() * sizeof(Later) + unresolved_.capacity() * sizeof(NamedLink);
}

}  // namespace osler::store::rocks
