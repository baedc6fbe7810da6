// The conditions whose answer stands in the records alone: each candidate is read.
#include "store/alone.h"
#include "store/matches.h"
#include "store/rocks/evaluate.h"

namespace osler::store::rocks {
namespace {

/// What reading one text costs, in entries of the index walked meanwhile.
constexpr std::uint64_t kEntriesPerTextRead = 32;

}  // namespace

/// Those of the candidates that meet the condition; nothing if it is of another kind.
Result<std::optional<Positions>> Evaluator::by_text(const Expr& expr, const Positions& candidates) const {
  std::optional<Positions> found;
  const auto* mentioned = std::get_if<Mentions>(&expr.node);
  const auto* asked = std::get_if<Holds>(&expr.node);
  if (mentioned == nullptr && asked == nullptr) return found;
  if (candidates.empty()) return std::optional(Positions());
  if (extractor_ == nullptr) {
    index_.spend();  // The committer reads no record: it cannot know.
    return std::optional(Positions());
  }
  OSLER_RETURN_IF_ERROR(may_read(candidates.size()));
  if (mentioned != nullptr) {
    OSLER_TRY(found, mentioning(candidates, *mentioned));
  } else {
    OSLER_TRY(found, holding(candidates, *asked));
  }
  return found;
}

Status Evaluator::may_read(std::size_t candidates) const {
  if (candidates <= mentions_read_max_) return {};
  return too_costly("the text of more than " + std::to_string(mentions_read_max_) +
                    " records would have to be read (limits.text_candidates): narrow the search by other parameters");
}

Result<Positions> Evaluator::mentioning(const Positions& candidates, const Mentions& mentioned) const {
  Positions found;
  std::string text;
  for (const std::uint64_t position : candidates) {
    if (index_.is_spent()) return found;
    index_.take(kEntriesPerTextRead);
    OSLER_RETURN_IF_ERROR(records_.folded_text(Position{position}, mentioned.field, *extractor_, text));
    if (mentions(text, mentioned.phrase)) found.push_back(position);
  }
  return found;
}

Result<Positions> Evaluator::holding(const Positions& candidates, const Holds& asked) const {
  Positions found;
  std::vector<Contained> contained;
  for (const std::uint64_t position : candidates) {
    if (index_.is_spent()) return found;
    index_.take(kEntriesPerTextRead);
    OSLER_TRY(const Values values, records_.values_with_contained(Position{position}, *extractor_, contained));
    if (holds(values.entries, contained, asked)) found.push_back(position);
  }
  return found;
}

}  // namespace osler::store::rocks
