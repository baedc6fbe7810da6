#include "cli/import_batch.h"

#include <utility>

#include "cli/import_source.h"
#include "fhir/model/resource_id.h"
#include "json/writer.h"

namespace osler::cli {
namespace {

constexpr std::size_t kLinesMax = 500;
constexpr std::size_t kBytesMax = 8 << 20;
/// From here on the next patient begins a batch: a patient's records often follow it and refer to it, and a batch is stored
/// sooner when what it refers to is not just being stored beside it.
constexpr std::size_t kLinesBeforeAPatient = 250;

std::string key_of(std::string_view type, std::string_view id) { return std::string(type) + "/" + std::string(id); }

}  // namespace

void BatchMaker::add_file(const std::filesystem::path& file, std::shared_ptr<const std::string> content) {
  batch_.file = file;
  batch_.content = std::move(content);
  std::string_view rest = *batch_.content;
  if (!is_ndjson(file)) {
    add(0, rest);
    return end_batch();
  }
  for (std::size_t line = 1; !rest.empty(); ++line) {
    const std::size_t end = rest.find('\n');
    const std::string_view text = rest.substr(0, end);
    if (text.find_first_not_of(" \r\t") != std::string_view::npos) add(line, text);
    rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
  }
  end_batch();
}

void BatchMaker::add(std::size_t line, std::string_view text) {
  const auto tree = parser_.parse(json::PaddedBytes(text), names_);
  if (!tree.ok()) return fail_(batch_.file, line, tree.error().message);
  const json::View root = tree->root();
  std::string type = root.member("resourceType").text();
  if (type.empty()) return fail_(batch_.file, line, "expected a FHIR resource with a resourceType");
  const json::View bundle_type = root.member("type");
  if (type == "Bundle" && (bundle_type.equals("transaction") || bundle_type.equals("batch"))) return add_bundle(line, text, root);
  std::string id = root.member("id").text();
  if (!fhir::is_resource_id(id)) id.clear();
  add_line({line, text, std::move(type), std::move(id)});
}

void BatchMaker::add_line(ImportLine line) {
  std::string key = line.id.empty() ? std::string() : key_of(line.type, line.id);
  const bool is_full = batch_.lines.size() >= kLinesMax || batch_.bytes + line.text.size() > kBytesMax ||
                       (batch_.lines.size() >= kLinesBeforeAPatient && line.type == "Patient");
  // A transaction takes one version of a record.
  if (is_full || batch_.keys.contains(key)) end_batch();
  batch_.bytes += line.text.size();
  if (!key.empty()) batch_.keys.insert(std::move(key));
  batch_.lines.push_back(std::move(line));
}

void BatchMaker::add_bundle(std::size_t line, std::string_view text, json::View bundle) {
  end_batch();
  batch_.is_bundle = true;
  batch_.is_whole = bundle.member("type").equals("transaction");
  batch_.is_alone = !batch_.is_whole;
  batch_.bytes = text.size();
  batch_.lines.push_back({line, text, {}, {}});
  for (const json::View entry : bundle.member("entry")) {
    ++batch_.entries;
    const json::View request = entry.member("request");
    const std::string url = request.member("url").text();
    const bool creates = request.member("method").equals("POST") && !request.member("ifNoneExist").exists();
    const bool replaces = request.member("method").equals("PUT") && url.find('?') == std::string::npos;
    if (replaces) batch_.keys.insert(url);
    // What depends on what else is stored keeps its place in the order.
    if (!creates && !replaces) batch_.is_alone = true;
  }
  end_batch();
}

void BatchMaker::end_batch() {
  if (batch_.lines.empty()) return;
  ImportBatch next;
  next.file = batch_.file;
  next.content = batch_.content;
  take_(std::exchange(batch_, std::move(next)));
}

std::string transaction_of(const ImportBatch& batch) {
  std::string text;
  text.reserve(batch.bytes + batch.lines.size() * 96);
  json::Writer writer(text);
  writer.begin_object();
  writer.member("resourceType", "Bundle");
  writer.member("type", "transaction");
  writer.key("entry");
  writer.begin_array();
  for (const ImportLine& line : batch.lines) {
    writer.begin_object();
    writer.key("resource");
    writer.raw(line.text);
    writer.key("request");
    writer.begin_object();
    writer.member("method", line.id.empty() ? "POST" : "PUT");
    writer.member("url", line.id.empty() ? line.type : key_of(line.type, line.id));
    writer.end_object();
    writer.end_object();
  }
  writer.end_array();
  writer.end_object();
  return text;
}

}  // namespace osler::cli
