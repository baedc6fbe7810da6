#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <iostream>

#include "cli/command.h"
#include "cli/fhir_target.h"
#include "cli/import_batch.h"
#include "cli/import_lanes.h"
#include "cli/import_source.h"
#include "json/writer.h"

namespace osler::cli {
namespace {

struct Arguments {
  std::string url;
  std::string key;
  std::string data;
  std::string organization;
  std::string environment = "test";
  std::vector<std::string> paths;
  bool json = false;
};

double seconds_since(std::chrono::steady_clock::time_point began) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
}

/// A bar on a terminal, redrawn at most ten times a second; silent elsewhere.
class Progress {
 public:
  explicit Progress(std::size_t files) : files_(files), shown_(shows_progress()), began_(std::chrono::steady_clock::now()) {}
  void update(std::size_t read, std::size_t resources) {
    if (!shown_ || seconds_since(drawn_) < 0.1) return;
    drawn_ = std::chrono::steady_clock::now();
    constexpr std::size_t kWidth = 30;
    const std::size_t filled = files_ == 0 ? kWidth : kWidth * read / files_;
    const double elapsed = std::max(seconds_since(began_), 0.001);
    std::fprintf(stderr, "\r[%s%s] %zu/%zu files  %zu resources  %.0f/s ", std::string(filled, '#').c_str(),
                 std::string(kWidth - filled, '.').c_str(), read, files_, resources, static_cast<double>(resources) / elapsed);
  }
  void finish() const {
    if (shown_) std::fputc('\n', stderr);
  }

 private:
  std::size_t files_;
  bool shown_;
  std::chrono::steady_clock::time_point began_;
  std::chrono::steady_clock::time_point drawn_{};
};

/// Reads the files and has them sent.
ImportCounts import_all(const std::vector<std::filesystem::path>& files, FhirTarget& target) {
  Progress progress(files.size());
  ImportLanes lanes(target);
  BatchMaker maker([&](ImportBatch batch) { lanes.put(std::move(batch)); },
                   [&](const std::filesystem::path& file, std::size_t line, std::string message) { lanes.fail(file, line, std::move(message)); });
  for (std::size_t read = 0; read < files.size(); ++read) {
    auto content = read_import_file(files[read]);
    if (content.ok()) {
      maker.add_file(files[read], std::make_shared<const std::string>(*std::move(content)));
    } else {
      lanes.fail(files[read], 0, content.error().message);
    }
    progress.update(read + 1, lanes.resources());
  }
  ImportCounts counts = lanes.finish();
  progress.finish();
  return counts;
}

void print(const ImportCounts& summary, std::size_t files, double seconds, bool as_json) {
  for (const ImportCounts::Failure& failure : summary.failures) {
    std::cerr << failure.file << (failure.line > 0 ? ":" + std::to_string(failure.line) : "") << ": " << failure.message << '\n';
  }
  if (!as_json) {
    std::cout << summary.resources << " resources from " << files << " files in " << seconds << " s, " << summary.failed << " failed\n";
    return;
  }
  char written_seconds[32];
  std::snprintf(written_seconds, sizeof written_seconds, "%.3f", seconds);
  std::string text;
  json::Writer writer(text);
  writer.begin_object();
  writer.member("files", files);
  writer.member("resources", summary.resources);
  writer.member("failed", summary.failed);
  writer.key("seconds");
  writer.raw(written_seconds);
  writer.end_object();
  std::cout << text << '\n';
}

Result<std::unique_ptr<FhirTarget>> make_target(Arguments& arguments) {
  if (!arguments.url.empty()) {
    if (arguments.key.empty()) {
      if (const char* key = std::getenv("OSLER_API_KEY")) arguments.key = key;
    }
    if (arguments.key.empty()) return invalid_input("--url needs --key, or OSLER_API_KEY in the environment");
    return server_target(arguments.url, arguments.key);
  }
  const auto environment = arguments.environment == "live" ? store::Environment::kLive : store::Environment::kTest;
  return directory_target(arguments.data, arguments.organization, environment);
}

int import(Arguments& arguments) {
  if (arguments.url.empty() == arguments.data.empty()) return fail(kUsage, "import: give either --url (with --key) or --data");
  const auto files = import_files(arguments.paths);
  if (!files.ok()) return fail(files.error());
  const auto target = make_target(arguments);
  if (!target.ok()) return target.error().kind == ErrorKind::kInvalidInput ? fail(kUsage, target.error().message) : fail(target.error());
  const auto began = std::chrono::steady_clock::now();
  const ImportCounts summary = import_all(*files, **target);
  print(summary, files->size(), seconds_since(began), arguments.json);
  return summary.failed == 0 ? kOk : kFailure;
}

}  // namespace

void add_import(CLI::App& app, Action& action) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* command = app.add_subcommand("import", "Load FHIR Bundles (.json) and NDJSON (.ndjson), also .gz and .zst; folders are walked");
  command->footer("Examples:\n  OSLER_API_KEY=clk_test_… osler import --url http://127.0.0.1:8080 bundles/\n"
                  "  osler import --data /var/lib/osler --environment live patients.ndjson.gz observations.ndjson.gz");
  command->add_option("--url", arguments->url, "A running server");
  command->add_option("--key", arguments->key, "Its API key; better in OSLER_API_KEY, where no process list shows it");
  command->add_option("--data", arguments->data, "The data directory of a stopped server");
  command->add_option("--organization", arguments->organization, "With --data: id of the organization; else the first one");
  command->add_option("--environment", arguments->environment, "With --data: test or live")->check(CLI::IsMember({"test", "live"}))->capture_default_str();
  command->add_option("PATH", arguments->paths, "Files and folders")->required();
  command->add_flag("--json", arguments->json, "Print the summary as one JSON object");
  command->callback([arguments, &action] { action = [arguments] { return import(*arguments); }; });
}

}  // namespace osler::cli
