#include "store/rocks/run_keys.h"

#include <algorithm>
#include <array>
#include <functional>
#include <numeric>
#include <variant>

#include "store/rocks/bytes.h"

namespace osler::store::rocks {
namespace {

constexpr std::size_t kKeyBeforeId = 4 + 2;  ///< Partition and type.
constexpr std::size_t kKeySlotsAtFirst = 64;

/// The kinds of Expect that are nothing but a kind, by their place in it.
Expect expect_of(std::size_t kind) {
  static const std::array<Expect, std::variant_size_v<Expect>> kKinds{ExpectAbsent{}, ExpectNotLive{}, ExpectVersion{}, ExpectLive{}, ExpectAny{}};
  return kKinds[kind];
}

}  // namespace

std::string_view RunKeys::key(std::size_t i) const {
  const std::size_t begin = i == 0 ? 0 : ends_[i - 1];
  return std::string_view(bytes_).substr(begin, ends_[i] - begin);
}

Scope RunKeys::scope(std::size_t i) const {
  ByteReader in(key(i));
  const Partition partition = Partition::from_number(in.u32());
  return {partition, static_cast<TypeId>(in.u16())};
}

std::string_view RunKeys::id(std::size_t i) const { return key(i).substr(kKeyBeforeId); }

bool RunKeys::is_brief(const RunVersion& version) {
  return version.before == 0 && version.first == 0 && version.version == 1 && !version.was_live &&
         !std::holds_alternative<ExpectVersion>(version.expect);
}

RunVersion RunKeys::operator[](std::size_t i) const {
  const Brief& brief = briefs_[i];
  if (brief.at != kNotLong) return whole_[brief.at];
  RunVersion version;
  version.expect = expect_of(brief.expect);
  version.staged = brief.staged;
  version.action = brief.action;
  return version;
}

/// Where the key is, or would be.
std::size_t RunKeys::slot_of(std::string_view current_key) const {
  std::size_t slot = std::hash<std::string_view>()(current_key) % slots_.size();
  while (slots_[slot] != 0 && key(slots_[slot] - 1) != current_key) slot = (slot + 1) % slots_.size();
  return slot;
}

void RunKeys::grow() {
  slots_.assign(std::max(kKeySlotsAtFirst, slots_.size() * 2), 0);
  for (std::size_t i = 0; i < size(); ++i) slots_[slot_of(key(i))] = static_cast<std::uint32_t>(i + 1);
}

bool RunKeys::add(std::string_view current_key, const RunVersion& version) {
  if (2 * (size() + 1) > slots_.size()) grow();
  const std::size_t slot = slot_of(current_key);
  if (slots_[slot] != 0) return false;
  bytes_ += current_key;
  ends_.push_back(static_cast<std::uint32_t>(bytes_.size()));
  Brief brief{version.staged, kNotLong, version.action, static_cast<std::uint8_t>(version.expect.index())};
  if (!is_brief(version)) {
    brief.at = static_cast<std::uint32_t>(whole_.size());
    whole_.push_back(version);
  }
  briefs_.push_back(brief);
  slots_[slot] = static_cast<std::uint32_t>(size());
  return true;
}

void RunKeys::seal() {
  count();
  by_key_.resize(size());
  std::iota(by_key_.begin(), by_key_.end(), 0U);
  std::sort(by_key_.begin(), by_key_.end(), [this](std::uint32_t a, std::uint32_t b) { return key(a) < key(b); });
}

void RunKeys::count() {
  parts_.clear();
  for (std::size_t i = 0; i < size(); ++i) {
    const Scope own = scope(i);
    auto part =
        std::find_if(parts_.begin(), parts_.end(), [&](const RunPart& other) { return other.scope.type == own.type; });
    if (part == parts_.end()) part = parts_.insert(parts_.end(), RunPart{own, 0, 0, 0});
    const RunVersion version = (*this)[i];
    const bool is_live = version.action != Action::kDelete;
    part->versions += 1;
    part->live += (is_live ? 1 : 0) - (version.was_live ? 1 : 0);
    part->last = i;
  }
}

std::optional<std::size_t> RunKeys::find(std::string_view current_key) const {
  if (slots_.empty()) return std::nullopt;
  const std::uint32_t found = slots_[slot_of(current_key)];
  return found == 0 ? std::nullopt : std::optional<std::size_t>(found - 1);
}

CurrentState PlacedRun::state(std::size_t i) const {
  const RunVersion version = (*keys)[i];
  CurrentState state;
  state.position = Position{base + i};
  state.first = version.first == 0 ? state.position : Position{version.first};
  state.version = Version{version.version};
  state.created_ms = version.first == 0 ? time_ms : version.created_ms;
  state.action = version.action;
  return state;
}

}  // namespace osler::store::rocks
