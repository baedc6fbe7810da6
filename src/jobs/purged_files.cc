#include "jobs/purged_files.h"

#include <algorithm>
#include <array>
#include <fstream>

#include "base/ascii.h"

namespace osler::jobs {
namespace {

constexpr std::size_t kChunkBytes = 64 << 10;
constexpr std::size_t kIdBytesMax = 64;
constexpr std::size_t kJobsMax = 100'000;

/// Looks for ids in text that comes in pieces.
class WordsOfIds {
 public:
  explicit WordsOfIds(const PurgedIds& ids) : ids_(ids) {}

  /// Whether one of the ids ended in this piece.
  bool find_in(std::string_view piece) {
    for (const char c : piece) {
      if (is_of_id(c)) {
        if (word_.size() <= kIdBytesMax) word_ += c;  // One more than an id has: it is none.
        continue;
      }
      if (ends_with_one()) return true;
      word_.clear();
    }
    return false;
  }
  bool ends_with_one() const { return !word_.empty() && ids_.contains(word_); }

 private:
  static bool is_of_id(char c) { return is_digit(c) || (to_lower(c) >= 'a' && to_lower(c) <= 'z') || c == '-' || c == '.'; }

  const PurgedIds& ids_;
  std::string word_;
};

}  // namespace

bool names_one(std::string_view text, const PurgedIds& ids) {
  WordsOfIds words(ids);
  return words.find_in(text) || words.ends_with_one();
}

bool names_one_in_file(const std::filesystem::path& file, const PurgedIds& ids) {
  std::ifstream in(file, std::ios::binary);
  std::array<char, kChunkBytes> chunk{};
  WordsOfIds words(ids);
  while (in) {
    in.read(chunk.data(), chunk.size());
    if (words.find_in({chunk.data(), static_cast<std::size_t>(in.gcount())})) return true;
  }
  return words.ends_with_one();
}

bool PurgedFiles::has_some(const Job& job, const PurgedIds& ids) const {
  return names_one(job.request, ids) ||
         std::ranges::any_of(folders_, [&](const BulkFiles* files) { return names_one_in_file(files->path_of(job.id), ids); });
}

Result<std::vector<store::RowChange>> PurgedFiles::forget(const PurgedIds& ids) {
  found_.clear();
  left_.clear();
  std::vector<store::RowChange> changes;
  OSLER_TRY(const std::vector<Job> all, jobs_.list(organization_, kJobsMax));
  for (const Job& job : all) {
    if (job.environment != environment_ || clean_.contains(job.id)) continue;
    const bool has = has_some(job, ids);
    if (!has && is_over(job.status)) clean_.insert(job.id);
    if (!has) continue;
    (is_over(job.status) ? found_ : left_).push_back(job.id);
    if (!is_over(job.status)) continue;
    for (store::RowChange& change : Jobs::erasure_of(Jobs::key_of(job))) changes.push_back(std::move(change));
  }
  return changes;
}

Task<Status> PurgedFiles::remove(PurgedIds ids, Loop& loop) {
  std::vector<std::string> committed = found_;
  OSLER_CO_TRY(std::vector<store::RowChange> meanwhile, forget(ids));
  if (!meanwhile.empty()) {
    const auto done = co_await access::commit_rows(jobs_.store(), std::move(meanwhile), nullptr, loop);
    if (!done.ok()) co_return done.error();
  }
  found_.insert(found_.end(), committed.begin(), committed.end());
  for (const std::string& job : found_) {
    for (const BulkFiles* files : folders_) files->remove(job);
  }
  co_return Status();
}

}  // namespace osler::jobs
