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

bool is_of_id(char c) { return is_digit(c) || (to_lower(c) >= 'a' && to_lower(c) <= 'z') || c == '-' || c == '.'; }

}  // namespace

bool names_one(const std::filesystem::path& file, const std::set<std::string, std::less<>>& ids) {
  std::ifstream in(file, std::ios::binary);
  std::array<char, kChunkBytes> chunk{};
  std::string word;
  while (in) {
    in.read(chunk.data(), chunk.size());
    for (const char c : std::string_view(chunk.data(), static_cast<std::size_t>(in.gcount()))) {
      if (is_of_id(c)) {
        if (word.size() <= kIdBytesMax) word += c;  // One more than an id has: it is none.
        continue;
      }
      if (!word.empty() && ids.contains(word)) return true;
      word.clear();
    }
  }
  return ids.contains(word);
}

Task<Result<PurgedFiles>> purge_files(Jobs& jobs, std::vector<const BulkFiles*> folders, std::string organization,
                                      store::Environment environment, std::set<std::string, std::less<>> ids, Loop& loop) {
  PurgedFiles purged;
  OSLER_CO_TRY(const std::vector<Job> all, jobs.list(organization, kJobsMax));
  for (const Job& job : all) {
    const auto has_some = [&](const BulkFiles* files) { return names_one(files->path_of(job.id), ids); };
    if (job.environment != environment || std::ranges::none_of(folders, has_some)) continue;
    if (!is_over(job.status)) {
      purged.left.push_back(job.id);
      continue;
    }
    OSLER_CO_RETURN_IF_ERROR(co_await jobs.erase(Jobs::key_of(job), loop));
    for (const BulkFiles* files : folders) files->remove(job.id);
    purged.removed += 1;
  }
  co_return purged;
}

}  // namespace osler::jobs
