#include "json/parser.h"

#include <simdjson.h>

#include <algorithm>
#include <cstring>
#include <limits>
#include <string>

#include "json/scan_faults.h"
#include "json/tape.h"

// The only file that knows simdjson. Its first stage is semi-internal, so this is written for the packaged version.
static_assert(simdjson::SIMDJSON_VERSION_MAJOR == 3, "check that stage 1 still gives what build_tape() asks for");

namespace osler::json {
namespace {

using Scanner = simdjson::internal::dom_parser_implementation;

/// Working memory above this is given back after the text that needed it.
constexpr std::size_t kBytesKeptMax = 4ULL * 1024 * 1024;
constexpr std::uint64_t kTextBytesMax = std::numeric_limits<std::uint32_t>::max();
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

Error refusal(std::string_view text, const Fault& fault, SourcePosition start) {
  SourcePosition at = position_in(text, fault.offset);
  if (at.line == 1) at.column += start.column - 1;
  at.line += start.line - 1;
  std::string message = "line " + std::to_string(at.line) + ", column " + std::to_string(at.column) + ": expected ";
  message += fault.expected;
  return invalid_input(std::move(message));
}

Fault scan_fault(std::string_view text, simdjson::error_code code) {
  switch (code) {
    case simdjson::UTF8_ERROR: return {first_invalid_utf8(text), "UTF-8"};
    case simdjson::UNESCAPED_CHARS: return {first_raw_control(text), "control characters inside strings to be escaped"};
    case simdjson::UNCLOSED_STRING: return {unclosed_string(text), "the closing quote of this string"};
    default: return {text.size(), "a JSON value"};  // EMPTY: nothing but white space.
  }
}

void remove_byte_order_mark(PaddedBytes& text) {
  if (!text.view().starts_with(kByteOrderMark)) return;
  const std::size_t rest = text.size() - kByteOrderMark.size();
  std::memmove(text.data(), text.data() + kByteOrderMark.size(), rest);
  text.resize(rest);
}

}  // namespace

struct Parser::Impl {
  std::unique_ptr<Scanner> scanner;
  TapeMemory memory;

  /// Whether there is room to scan `bytes`.
  bool make_room(std::size_t bytes) {
    if (scanner == nullptr) {
      return simdjson::get_active_implementation()->create_dom_parser_implementation(std::max<std::size_t>(bytes, 4096), 1,
                                                                                     scanner) == simdjson::SUCCESS;
    }
    if (scanner->capacity() >= bytes) return true;
    return scanner->set_capacity(std::min<std::size_t>(bytes + bytes / 2, kTextBytesMax)) == simdjson::SUCCESS;
  }

  void give_back_excess() {
    if (scanner != nullptr && scanner->capacity() > kBytesKeptMax) scanner.reset();
    if (memory.nodes.size() * sizeof(Node) > kBytesKeptMax) memory.nodes = {};
    if (memory.open.size() * sizeof(OpenContainer) > kBytesKeptMax) memory.open = {};
    if (memory.hashes.capacity() * sizeof(std::uint64_t) > kBytesKeptMax) memory.hashes = {};
    if (memory.decoded.capacity() > kBytesKeptMax) memory.decoded = {};
  }

  Result<Tree> parse(PaddedBytes text, const NameTable& names, const Limits& limits, SourcePosition start) {
    if (text.size() == 0) return refusal({}, {0, "a JSON value"}, start);
    if (!make_room(text.size())) return unavailable("not enough memory to read a JSON text");
    std::memset(text.data() + text.size(), 0, kPaddingBytes);
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
    const simdjson::error_code code = scanner->stage1(bytes, text.size(), simdjson::stage1_mode::regular);
    if (code != simdjson::SUCCESS) return refusal(text.view(), scan_fault(text.view(), code), start);

    const ScannedText scanned{text.view(), scanner->structural_indexes.get(), scanner->n_structural_indexes};
    if (const auto fault = build_tape(scanned, names, limits.depth_max, memory)) return refusal(text.view(), *fault, start);
    const Node* nodes = memory.nodes.data();
    return Tree(std::move(text), std::vector<Node>(nodes, nodes + memory.node_count));
  }
};

Parser::Parser() : impl_(std::make_unique<Impl>()) {}
Parser::~Parser() = default;
Parser::Parser(Parser&&) noexcept = default;
Parser& Parser::operator=(Parser&&) noexcept = default;

Result<Tree> Parser::parse(PaddedBytes text, const NameTable& names, const Limits& limits, SourcePosition start) {
  const std::uint64_t bytes_max = std::min(limits.bytes_max, kTextBytesMax);
  if (text.size() > bytes_max) {
    return Error{ErrorKind::kTooLarge, "expected a JSON text of at most " + std::to_string(bytes_max) + " bytes", {}, {}};
  }
  remove_byte_order_mark(text);
  Result<Tree> tree = impl_->parse(std::move(text), names, limits, start);
  impl_->give_back_excess();
  return tree;
}

}  // namespace osler::json
