#include "store/rocks/term_walk.h"

#include <algorithm>

#include "store/rocks/bytes.h"
#include "store/rocks/keys.h"
#include "store/rocks/posting_block.h"
#include "store/rocks/terms.h"

namespace osler::store::rocks {
namespace {

constexpr int kBlocksToStepOver = 4;  ///< A term with more is left by a seek.

std::string_view term_of(std::string_view key) {
  return key.size() < kPositionBytes ? std::string_view() : key.substr(0, key.size() - kPositionBytes);
}

}  // namespace

TermWalk::TermWalk(const Database& database, const Segments& segments, std::string_view begin, std::string_view end,
                   Direction direction)
    : end_(std::max(begin, end)),
      segments_(segments),
      direction_(direction),
      begin_(begin),
      scan_(direction == Direction::kAscending ? database.scan(Column::kPostings, begin_, end_)
                                               : database.scan_back(Column::kPostings, begin_, end_)) {
  for (const std::shared_ptr<const Delta>& delta : {segments_.frozen, segments_.active}) {
    if (!delta || delta->empty()) continue;
    deltas_.emplace_back(*delta);
    if (direction == Direction::kAscending) deltas_.back().seek(begin_);
    if (direction == Direction::kDescending) deltas_.back().seek_before(end_);
  }
  settle();
}

bool TermWalk::on_disk() const { return scan_.valid() && term_of(scan_.key()) == term_; }

/// Whether the cursor stands within the range.
bool TermWalk::holds(const Delta::Cursor& cursor) const {
  return cursor.valid() && cursor.term() >= begin_ && cursor.term() < end_;
}

/// Makes the least of all terms that the parts stand on the present one; downwards the greatest.
void TermWalk::settle() {
  const bool up = direction_ == Direction::kAscending;
  std::string_view best;
  valid_ = false;
  const auto offer = [&](std::string_view term) {
    if (!valid_ || (up ? term < best : term > best)) best = term;
    valid_ = true;
  };
  if (scan_.valid()) offer(term_of(scan_.key()));
  for (const Delta::Cursor& cursor : deltas_) {
    if (holds(cursor)) offer(cursor.term());
  }
  if (valid_) term_.assign(best);
}

void TermWalk::step_disk() {
  if (direction_ == Direction::kAscending) scan_.next();
  if (direction_ == Direction::kDescending) scan_.previous();
}

void TermWalk::leave_term_on_disk() {
  for (int steps = 0; on_disk(); ++steps) {
    if (steps < kBlocksToStepOver) {
      step_disk();
    } else if (direction_ == Direction::kAscending) {
      scan_.seek(end_of_prefix(term_));
    } else {
      scan_.seek_before(term_);
    }
  }
}

void TermWalk::next() {
  leave_term_on_disk();
  for (Delta::Cursor& cursor : deltas_) {
    if (!holds(cursor) || cursor.term() != term_) continue;
    if (direction_ == Direction::kAscending) cursor.next();
    if (direction_ == Direction::kDescending) cursor.previous();
  }
  settle();
}

void TermWalk::seek(std::string_view term) {
  scan_.seek(term);
  for (Delta::Cursor& cursor : deltas_) cursor.seek(term);
  settle();
}

void TermWalk::read(Positions& out) { static_cast<void>(read_few(~std::uint64_t{0}, out)); }

void TermWalk::read(PositionBits& out) {
  for (; on_disk(); step_disk()) {
    if (!read_block(scan_.value(), position_of_key(scan_.key()), out)) damaged_ = true;
  }
  Positions recent;
  for (const Delta::Cursor& cursor : deltas_) {
    if (holds(cursor) && cursor.term() == term_) cursor.read(recent);
  }
  for (const std::uint64_t position : recent) out.add(position);
}

bool TermWalk::read_few(std::uint64_t most, Positions& out) {
  const std::size_t before = out.size();
  for (; on_disk(); step_disk()) {
    if (out.size() - before + block_size(scan_.value()) > most) return false;
    if (!read_block(scan_.value(), position_of_key(scan_.key()), out)) damaged_ = true;
  }
  for (const Delta::Cursor& cursor : deltas_) {
    if (holds(cursor) && cursor.term() == term_) cursor.read(out);
  }
  return out.size() - before <= most;
}

void TermWalk::seek_block(std::uint64_t position) {
  std::string key = term_;
  append_u64(key, block_of(position));
  scan_.seek(key);
}

void TermWalk::read_among(const Positions& candidates, Positions& out) {
  for (auto at = candidates.begin(); at != candidates.end() && on_disk();) {
    const std::uint64_t base = position_of_key(scan_.key());
    at = std::lower_bound(at, candidates.end(), base);
    if (at == candidates.end()) break;
    if (*at >= base + kBlockPositions) {
      scan_.next();
      if (on_disk() && position_of_key(scan_.key()) + kBlockPositions <= *at) seek_block(*at);
      continue;
    }
    const auto end = std::lower_bound(at, candidates.end(), base + kBlockPositions);
    if (!read_block_among(scan_.value(), base, {at, end}, out)) damaged_ = true;
    at = end;
  }
  Positions recent;
  for (const Delta::Cursor& cursor : deltas_) {
    if (holds(cursor) && cursor.term() == term_) cursor.read(recent);
  }
  make_ascending(recent);
  for (const std::uint64_t position : intersection(recent, candidates)) out.push_back(position);
}

std::uint64_t TermWalk::count(std::uint64_t enough) {
  std::uint64_t count = 0;
  for (; on_disk() && count < enough; step_disk()) count += block_size(scan_.value());
  for (const Delta::Cursor& cursor : deltas_) {
    if (holds(cursor) && cursor.term() == term_) count += cursor.count();
  }
  return count;
}

Status TermWalk::status() const {
  if (damaged_) return internal_error("damaged index: a term's list of versions cannot be read");
  return scan_.status();
}

}  // namespace osler::store::rocks
