#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <iostream>

#include "cli/command.h"
#include "cli/fhir_target.h"
#include "cli/import_source.h"
#include "fhir/model/resource_id.h"
#include "json/parser.h"
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

struct Failure {
  std::string file;
  std::size_t line = 0;  ///< 0: the file as a whole.
  std::string message;
};

struct Summary {
  std::size_t files = 0;
  std::size_t resources = 0;
  std::size_t failed = 0;
  std::vector<Failure> failures;  ///< The first kFailuresMax.
  static constexpr std::size_t kFailuresMax = 1'000;

  void fail(const std::filesystem::path& file, std::size_t line, std::size_t count, std::string message) {
    failed += count;
    if (failures.size() < kFailuresMax) failures.push_back({file.string(), line, std::move(message)});
  }
};

double seconds_since(std::chrono::steady_clock::time_point began) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
}

/// A bar on a terminal, redrawn at most ten times a second; silent elsewhere.
class Progress {
 public:
  explicit Progress(std::size_t files) : files_(files), shown_(shows_progress()), began_(std::chrono::steady_clock::now()) {}
  void update(const Summary& summary) {
    if (!shown_ || seconds_since(drawn_) < 0.1) return;
    drawn_ = std::chrono::steady_clock::now();
    constexpr std::size_t kWidth = 30;
    const std::size_t filled = files_ == 0 ? kWidth : kWidth * summary.files / files_;
    const double elapsed = std::max(seconds_since(began_), 0.001);
    std::fprintf(stderr, "\r[%s%s] %zu/%zu files  %zu resources  %.0f/s  %zu failed ", std::string(filled, '#').c_str(),
                 std::string(kWidth - filled, '.').c_str(), summary.files, files_, summary.resources,
                 static_cast<double>(summary.resources) / elapsed, summary.failed);
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

class Importer {
 public:
  explicit Importer(FhirTarget& target) : target_(target) {}

  void import_file(const std::filesystem::path& file, Summary& summary) {
    const auto content = read_import_file(file);
    if (!content.ok()) return summary.fail(file, 0, 1, content.error().message);
    if (!is_ndjson(file)) return import_text(file, 0, *content, summary);
    std::string_view rest = *content;
    for (std::size_t line = 1; !rest.empty(); ++line) {
      const std::size_t end = rest.find('\n');
      const std::string_view text = rest.substr(0, end);
      if (text.find_first_not_of(" \r\t") != std::string_view::npos) import_text(file, line, text, summary);
      rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
    }
  }

 private:
  void import_text(const std::filesystem::path& file, std::size_t line, std::string_view text, Summary& summary) {
    const auto tree = parser_.parse(json::PaddedBytes(text), names_);
    if (!tree.ok()) return summary.fail(file, line, 1, tree.error().message);
    const json::View root = tree->root();
    const std::string type = root.member("resourceType").text();
    if (type.empty()) return summary.fail(file, line, 1, "expected a FHIR resource with a resourceType");
    const bool is_request = type == "Bundle" && (root.member("type").equals("transaction") || root.member("type").equals("batch"));
    if (is_request) return import_bundle(file, line, root, text, summary);
    const std::string id = root.member("id").text();
    const bool keeps_id = fhir::is_resource_id(id);
    send(file, line, keeps_id ? http::Method::kPut : http::Method::kPost, keeps_id ? "/" + type + "/" + id : "/" + type, text, 1, summary);
  }

  void import_bundle(const std::filesystem::path& file, std::size_t line, json::View bundle, std::string_view text, Summary& summary) {
    const std::size_t entries = bundle.member("entry").count();
    const auto response = target_.send(http::Method::kPost, "", text);
    if (!response.ok()) return summary.fail(file, line, entries, response.error().message);
    if (response->status >= 300) return summary.fail(file, line, std::max<std::size_t>(entries, 1), first_issue(*response));
    const auto answer = parser_.parse(json::PaddedBytes(response->body), names_);
    if (!answer.ok()) return summary.fail(file, line, entries, "the server's answer cannot be read");
    std::size_t index = 0;
    for (const json::View entry : answer->root().member("entry")) {
      const std::string status = entry.member("response").member("status").text();
      if (status.starts_with('2')) {
        ++summary.resources;
      } else {
        summary.fail(file, line, 1, "entry " + std::to_string(index) + ": " + status);
      }
      ++index;
    }
  }

  void send(const std::filesystem::path& file, std::size_t line, http::Method method, const std::string& path, std::string_view text,
            std::size_t count, Summary& summary) {
    const auto response = target_.send(method, path, text);
    if (!response.ok()) return summary.fail(file, line, count, response.error().message);
    if (response->status >= 300) return summary.fail(file, line, count, first_issue(*response));
    summary.resources += count;
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

void print(const Summary& summary, double seconds, bool as_json) {
  for (const Failure& failure : summary.failures) {
    std::cerr << failure.file << (failure.line > 0 ? ":" + std::to_string(failure.line) : "") << ": " << failure.message << '\n';
  }
  if (!as_json) {
    std::cout << summary.resources << " resources from " << summary.files << " files in " << seconds << " s, " << summary.failed << " failed\n";
    return;
  }
  char written_seconds[32];
  std::snprintf(written_seconds, sizeof written_seconds, "%.3f", seconds);
  std::string text;
  json::Writer writer(text);
  writer.begin_object();
  writer.member("files", summary.files);
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
  Summary summary;
  Progress progress(files->size());
  Importer importer(**target);
  for (const auto& file : *files) {
    importer.import_file(file, summary);
    ++summary.files;
    progress.update(summary);
  }
  progress.finish();
  print(summary, seconds_since(began), arguments.json);
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
