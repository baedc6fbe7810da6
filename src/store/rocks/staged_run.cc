#include "store/rocks/staged_run.h"

#include <map>

#include "base/fault.h"
#include "store/rocks/bytes.h"
#include "store/rocks/judge.h"
#include "store/rocks/prepared.h"
#include "store/rocks/runs.h"
#include "store/write_rules.h"

namespace osler::store::rocks {
namespace {

constexpr std::size_t kTermBytesInMemory = std::size_t{4} << 20U;
constexpr std::size_t kVersionsMax = std::size_t{1} << 24U;  ///< Their keys are in memory.

/// Numbers that stand before each content.
struct ContentHead {
  std::uint32_t splice_at = 0;
  std::uint32_t dictionary = 0;
  std::uint32_t text_bytes = 0;
  std::uint32_t crc = 0;
  std::uint32_t bytes = 0;
};
constexpr std::size_t kContentHeadBytes = 20;

ContentHead read_head(std::string_view bytes) {
  ByteReader in(bytes);
  ContentHead head;
  for (std::uint32_t* number : {&head.splice_at, &head.dictionary, &head.text_bytes, &head.crc, &head.bytes})
    *number = in.u32();
  return head;
}

RunVersion version_after(const std::optional<CurrentState>& before, const Expect& expect, bool deletes) {
  RunVersion version;
  version.expect = expect;
  version.was_live = before && !before->is_deleted();
  if (before) {
    version.before = before->position.number;
    version.first = before->first.number;
    version.version = before->version.number + 1;
    version.created_ms = before->created_ms;
  }
  version.action = deletes ? Action::kDelete : version.was_live ? Action::kUpdate : Action::kCreate;
  return version;
}

}  // namespace

StagedRun::StagedRun(const Ground& ground, const Compressor& compressor, Partition partition, ScratchFile contents)
    : ground_(ground),
      compressor_(compressor),
      partition_(partition),
      contents_(std::move(contents)),
      terms_(ground.database, kTermBytesInMemory) {}

Result<std::shared_ptr<StagedRun>> StagedRun::make(const Ground& ground, const Compressor& compressor,
                                                   Partition partition) {
  OSLER_TRY(ScratchFile contents, ScratchFile::make(ground.database));
  return std::shared_ptr<StagedRun>(new StagedRun(ground, compressor, partition, std::move(contents)));
}

Result<Version> StagedRun::add(const RecordKey& key, const Expect& expect, bool deletes) {
  if (size() >= kVersionsMax) return invalid_input("expected fewer writes in one stage");
  const std::string current = current_key(partition_, key);
  if (keys_->find(current) || left_.find(current)) return invalid_input("expected one write for each record");
  OSLER_TRY(const std::optional<CurrentState> before, ground_.records.state(current));
  RunVersion version = version_after(before, expect, deletes);
  version.staged = static_cast<std::uint32_t>(size());
  const bool leaves = deletes && !version.was_live;
  (leaves ? left_ : *keys_).add(current, version);
  return leaves ? Version{} : Version{version.version};
}

Status StagedRun::append_content(const Content& content, std::uint32_t splice_at) {
  std::string head;
  const auto bytes = static_cast<std::uint32_t>(content.bytes.size());
  for (const std::uint32_t number : {splice_at, content.dictionary, content.text_bytes, content.crc, bytes})
    append_u32(head, number);
  OSLER_RETURN_IF_ERROR(contents_.append(head));
  return contents_.append(content.bytes);
}

/// After a failure half of a write may be there: nothing more can come of the stage.
Result<Version> StagedRun::kept(Result<Version> added) {
  if (!added.ok() && broken_.ok()) broken_ = added.error();
  return added;
}

Result<Version> StagedRun::put(Put put) {
  const auto add_all = [&]() -> Result<Version> {
    OSLER_RETURN_IF_ERROR(check_form(put));
    OSLER_RETURN_IF_ERROR(check_limits(put));
    const std::size_t number = keys_->size();
    OSLER_TRY(const Version version, add(put.key, put.expect, false));
    OSLER_RETURN_IF_ERROR(append_content(compressor_.compress(put.text), put.splice_at));
    OSLER_FAULT("run.while_staging");
    TermList terms;
    for (const IndexEntry& entry : put.entries) append_terms({partition_, put.key.type}, entry, terms);
    OSLER_RETURN_IF_ERROR(terms_.add(terms, number));
    return version;
  };
  return kept(add_all());
}

Result<Version> StagedRun::remove(Remove remove) {
  const auto add_all = [&]() -> Result<Version> {
    OSLER_RETURN_IF_ERROR(check_form(remove));
    OSLER_TRY(const Version version, add(remove.key, remove.expect, true));
    if (version.number != 0) OSLER_RETURN_IF_ERROR(append_content({}, 0));
    return version;
  };
  return kept(add_all());
}

Status StagedRun::seal() {
  if (!broken_.ok()) return broken_;
  OSLER_RETURN_IF_ERROR(contents_.flush());
  OSLER_RETURN_IF_ERROR(terms_.seal());
  keys_->seal();
  return {};
}

std::optional<Outcome> StagedRun::fallen(std::string_view current_key, const std::optional<CurrentState>& now) const {
  std::optional<RunVersion> version;
  if (const auto place = keys_->find(current_key)) version = (*keys_)[*place];
  if (const auto place = left_.find(current_key)) version = left_[*place];
  if (!version) return std::nullopt;
  const std::optional<VersionHeader> found = header_of(now);
  if (!holds(version->expect, found)) return Outcome(Refused{RefusedBy::kStaged, version->staged, found});
  if (version->before != (now ? now->position.number : 0)) return Outcome(Stale{});
  return std::nullopt;
}

/// The first refusal in the order of staging; without any, that something changed.
Result<std::optional<Outcome>> StagedRun::look_again() const {
  std::optional<Outcome> first;
  for (const RunKeys* keys : {sealed_.get(), &left_}) {
    for (std::size_t i = 0; i < keys->size(); ++i) {
      OSLER_TRY(const std::optional<CurrentState> now, ground_.records.state(keys->key(i)));
      std::optional<Outcome> outcome = fallen(keys->key(i), now);
      if (!outcome) continue;
      const auto* refused = std::get_if<Refused>(&*outcome);
      const auto* before = first ? std::get_if<Refused>(&*first) : nullptr;
      if (!first || (refused != nullptr && (before == nullptr || refused->index < before->index))) first = std::move(outcome);
    }
  }
  return first;
}

std::optional<bool> StagedRun::will_be_live(std::string_view current_key) const {
  if (const auto place = keys_->find(current_key)) return (*keys_)[*place].action != Action::kDelete;
  return left_.find(current_key) ? std::optional(false) : std::nullopt;
}

Result<std::vector<SortedFile>> StagedRun::files(std::uint64_t base, const Origin& origin) const {
  OSLER_FAULT("run.before_files");
  std::vector<SortedFile> files;
  OSLER_TRY(SortedFile frames, ground_.database.sorted_file(Column::kVersion));
  OSLER_RETURN_IF_ERROR(write_frames(base, origin, frames));
  OSLER_RETURN_IF_ERROR(frames.finish());
  files.push_back(std::move(frames));
  OSLER_RETURN_IF_ERROR(write_lists(base, files));
  OSLER_TRY(SortedFile postings, ground_.database.sorted_file(Column::kPostings));
  OSLER_RETURN_IF_ERROR(write_postings(base, postings));
  if (postings.empty()) return files;
  OSLER_RETURN_IF_ERROR(postings.finish());
  files.push_back(std::move(postings));
  return files;
}

Status StagedRun::write_frames(std::uint64_t base, const Origin& origin, SortedFile& file) const {
  ScratchFile::Reader reader(contents_, 0, contents_.end());
  std::string frame;
  FrameHeader head;
  head.partition = partition_;
  head.header.origin = origin;
  for (std::size_t i = 0; i < keys_->size(); ++i) {
    const RunVersion version = (*keys_)[i];
    OSLER_TRY(const std::string_view head_bytes, reader.take(kContentHeadBytes));
    const ContentHead content_head = read_head(head_bytes);
    OSLER_TRY(const std::string_view bytes, reader.take(content_head.bytes));
    const CurrentState state = PlacedRun{keys_.get(), base, kTimeOfRun}.state(i);
    head.key = {keys_->scope(i).type, std::string(keys_->id(i))};
    head.header.position = state.position;
    head.header.first = state.first;
    head.header.version = state.version;
    head.header.action = state.action;
    head.header.time_ms = kTimeOfRun;
    head.header.created_ms = state.created_ms;
    head.header.splice_at = content_head.splice_at;
    head.previous = Position{version.before};
    frame.clear();
    append_frame(frame, head, {content_head.dictionary, content_head.text_bytes, content_head.crc, std::string(bytes)});
    OSLER_RETURN_IF_ERROR(file.put(version_key(state.position), frame));
  }
  return {};
}

/// A file for each type: what others write to the list of a type meanwhile is below all of it.
Status StagedRun::write_lists(std::uint64_t base, std::vector<SortedFile>& files) const {
  std::map<TypeId, std::vector<std::uint32_t>> by_type;
  for (std::size_t i = 0; i < keys_->size(); ++i)
    by_type[keys_->scope(i).type].push_back(static_cast<std::uint32_t>(i));
  for (const auto& [type, places] : by_type) {
    OSLER_TRY(SortedFile file, ground_.database.sorted_file(Column::kIndex));
    for (const std::uint32_t i : places)
      OSLER_RETURN_IF_ERROR(file.put(every_version_key({partition_, type}, base + i), keys_->id(i)));
    OSLER_RETURN_IF_ERROR(file.finish());
    files.push_back(std::move(file));
  }
  return {};
}

Status StagedRun::write_postings(std::uint64_t base, SortedFile& file) const {
  Positions positions;
  return terms_.for_each([&](std::string_view term, const Positions& numbers) {
    positions.clear();
    for (const std::uint64_t number : numbers) positions.push_back(base + number);
    return write_term(file, term, positions);
  });
}

}  // namespace osler::store::rocks
