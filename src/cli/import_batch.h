#pragma once
// What an import sends at once: lines that become one transaction, or one Bundle as it is.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "json/parser.h"

namespace osler::cli {

/// One resource to be stored.
struct ImportLine {
  std::size_t line = 0;  ///< In its file; 0: the file as a whole.
  std::string_view text;
  std::string type;
  std::string id;  ///< Empty: the server gives one.
};

struct ImportBatch {
  std::filesystem::path file;
  std::shared_ptr<const std::string> content;  ///< Where the texts lie.
  std::vector<ImportLine> lines;               ///< One, if it is a Bundle with requests of its own.
  std::size_t bytes = 0;
  bool is_bundle = false;
  std::size_t entries = 0;     ///< Of the Bundle.
  bool is_whole = true;        ///< Happens wholly or not at all: may be tried again.
  bool is_alone = false;       ///< Nothing before it may be under way, and nothing after it.
  std::set<std::string> keys;  ///< "Type/id" of what it replaces: two batches with one key must come one after the other.
};

/// Makes batches of a file's resources, in their order.
class BatchMaker {
 public:
  using Take = std::function<void(ImportBatch)>;
  using Fail = std::function<void(const std::filesystem::path& file, std::size_t line, std::string message)>;
  BatchMaker(Take take, Fail fail) : take_(std::move(take)), fail_(std::move(fail)) {}

  void add_file(const std::filesystem::path& file, std::shared_ptr<const std::string> content);

 private:
  void add(std::size_t line, std::string_view text);
  void add_line(ImportLine line);
  void add_bundle(std::size_t line, std::string_view text, json::View bundle);
  void end_batch();

  Take take_;
  Fail fail_;
  json::Parser parser_;
  json::NameTable names_;
  ImportBatch batch_;
};

/// The transaction Bundle that stores the batch's lines: PUT with an id, POST without.
std::string transaction_of(const ImportBatch& batch);

}  // namespace osler::cli
