#include "cli/import_lanes.h"

#include <algorithm>
#include <optional>
#include <tuple>
#include <utility>

#include "base/processors.h"
#include "base/thread_name.h"

namespace osler::cli {
namespace {

constexpr std::size_t kLanesMax = 8;
constexpr std::size_t kQueuedOfEachLane = 2;

/// Sends one batch at a time.
class Sender {
 public:
  explicit Sender(FhirTarget& target) : target_(target) {}

  /// The whole batch at once. Nothing: done; else why it was refused, having done nothing.
  std::optional<std::string> send_whole(const ImportBatch& batch, ImportCounts& counts) {
    if (batch.is_bundle) return send_bundle(batch, counts);
    if (batch.lines.size() == 1) return send_line(batch, batch.lines.front(), counts);
    const auto response = target_.send(http::Method::kPost, "", transaction_of(batch));
    if (!response.ok()) return fail_all(batch, response.error().message, counts);
    if (response->status >= 300) return first_issue(*response);
    counts.resources += batch.lines.size();
    return std::nullopt;
  }

  /// Each line for itself.
  void send_each(const ImportBatch& batch, ImportCounts& counts) {
    for (const ImportLine& line : batch.lines) {
      const auto refused = send_line(batch, line, counts);
      if (refused) counts.fail(batch.file, line.line, 1, *refused);
    }
  }

 private:
  /// Whoever does not answer may have done it: that is told, not tried again.
  std::optional<std::string> fail_all(const ImportBatch& batch, const std::string& why, ImportCounts& counts) {
    for (const ImportLine& line : batch.lines) counts.fail(batch.file, line.line, std::max<std::size_t>(batch.entries, 1), why);
    return std::nullopt;
  }

  std::optional<std::string> send_line(const ImportBatch& batch, const ImportLine& line, ImportCounts& counts) {
    const bool has_id = !line.id.empty();
    const std::string path = has_id ? "/" + line.type + "/" + line.id : "/" + line.type;
    const auto response = target_.send(has_id ? http::Method::kPut : http::Method::kPost, path, line.text);
    if (!response.ok()) {
      counts.fail(batch.file, line.line, 1, response.error().message);
      return std::nullopt;
    }
    if (response->status >= 300) return first_issue(*response);
    ++counts.resources;
    return std::nullopt;
  }

  std::optional<std::string> send_bundle(const ImportBatch& batch, ImportCounts& counts) {
    const std::size_t line = batch.lines.front().line;
    const auto response = target_.send(http::Method::kPost, "", batch.lines.front().text);
    if (!response.ok()) return fail_all(batch, response.error().message, counts);
    if (response->status >= 300) return first_issue(*response);
    const auto answer = parser_.parse(json::PaddedBytes(response->body), names_);
    if (!answer.ok()) return fail_all(batch, "the server's answer cannot be read", counts);
    std::size_t index = 0;
    for (const json::View entry : answer->root().member("entry")) {
      const std::string status = entry.member("response").member("status").text();
      if (status.starts_with('2')) {
        ++counts.resources;
      } else {
        counts.fail(batch.file, line, 1, "entry " + std::to_string(index) + ": " + status);
      }
      ++index;
    }
    return std::nullopt;
  }

  // The status and what the first issue says; never content.
  std::string first_issue(const http::Response& response) {
    std::string message = "HTTP " + std::to_string(response.status);
    const auto outcome = parser_.parse(json::PaddedBytes(response.body), names_);
    if (outcome.ok()) {
      if (const json::View diagnostics = outcome->root().member("issue").at(0).member("diagnostics")) message += ": " + diagnostics.text();
    }
    return message;
  }

  FhirTarget& target_;
  json::Parser parser_;
  json::NameTable names_;
};

bool share_a_key(const std::set<std::string>& a, const std::set<std::string>& b) {
  const auto& [fewer, more] = a.size() < b.size() ? std::tie(a, b) : std::tie(b, a);
  return std::any_of(fewer.begin(), fewer.end(), [&](const std::string& key) { return more.contains(key); });
}

}  // namespace

void ImportCounts::fail(const std::filesystem::path& file, std::size_t line, std::size_t count, std::string message) {
  failed += count;
  if (failures.size() < kFailuresMax) failures.push_back({file.string(), line, std::move(message)});
}

ImportLanes::ImportLanes(FhirTarget& target) {
  // One lane more than cores: a lane sleeps while its batch goes to disk.
  const std::size_t lanes = std::clamp<std::size_t>(usable_processors() + 1, 2, kLanesMax);
  for (std::size_t i = 0; i < lanes; ++i) targets_.push_back(target.another());
  for (const auto& own : targets_) threads_.emplace_back([this, &own] { run(*own); });
}

ImportLanes::~ImportLanes() { finish(); }

void ImportLanes::put(ImportBatch batch) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return queue_.size() < targets_.size() * kQueuedOfEachLane; });
  queue_.push_back({next_number_++, std::move(batch)});
  changed_.notify_all();
}

void ImportLanes::fail(const std::filesystem::path& file, std::size_t line, std::string message) {
  const std::lock_guard lock(mutex_);
  ended_.emplace_back(next_number_, ImportCounts{}).second.fail(file, line, 1, std::move(message));
}

ImportCounts ImportLanes::finish() {
  {
    const std::lock_guard lock(mutex_);
    is_complete_ = true;
  }
  changed_.notify_all();
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
  std::stable_sort(ended_.begin(), ended_.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  ImportCounts all;
  for (auto& [number, counts] : ended_) {
    all.resources += counts.resources;
    all.failed += counts.failed;
    for (ImportCounts::Failure& failure : counts.failures) {
      if (all.failures.size() < ImportCounts::kFailuresMax) all.failures.push_back(std::move(failure));
    }
  }
  ended_.clear();
  return all;
}

std::size_t ImportLanes::resources() const {
  const std::lock_guard lock(mutex_);
  return resources_;
}

void ImportLanes::run(FhirTarget& target) {
  name_this_thread("import");
  Sender sender(target);
  Queued queued;
  while (take(queued)) {
    const ImportBatch& batch = queued.batch;
    ImportCounts counts;
    std::optional<std::string> refused = sender.send_whole(batch, counts);
    if (refused) {
      // It may refer to what is just being stored.
      wait_for_those_before(queued.number);
      if (batch.is_whole) refused = sender.send_whole(batch, counts);
    }
    if (refused && !batch.is_bundle) sender.send_each(batch, counts);
    if (refused && batch.is_bundle) counts.fail(batch.file, batch.lines.front().line, std::max<std::size_t>(batch.entries, 1), *refused);
    end(queued, std::move(counts));
  }
}

/// Takes the first batch once it may begin. False: there is none, and none will come.
bool ImportLanes::take(Queued& next) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return queue_.empty() ? is_complete_ : may_begin(queue_.front()); });
  if (queue_.empty()) return false;
  next = std::move(queue_.front());
  queue_.pop_front();
  under_way_.push_back(&next);
  changed_.notify_all();
  return true;
}

bool ImportLanes::may_begin(const Queued& next) const {
  if (next.batch.is_alone) return under_way_.empty();
  return std::none_of(under_way_.begin(), under_way_.end(), [&](const Queued* other) {
    return other->batch.is_alone || share_a_key(other->batch.keys, next.batch.keys);
  });
}

void ImportLanes::wait_for_those_before(std::uint64_t number) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] {
    return std::none_of(under_way_.begin(), under_way_.end(), [&](const Queued* other) { return other->number < number; });
  });
}

void ImportLanes::end(const Queued& done, ImportCounts counts) {
  const std::lock_guard lock(mutex_);
  std::erase(under_way_, &done);
  resources_ += counts.resources;
  ended_.emplace_back(done.number, std::move(counts));
  changed_.notify_all();
}

}  // namespace osler::cli
