#pragma once
// JSON text by appending, for answers we make ourselves. Commas are placed by the writer.

#include <cstdint>
#include <string>
#include <string_view>

#include "json/tree.h"

namespace osler::json {

/// Appends to a string the caller owns. Calls must nest properly; that is the caller's duty.
///   Writer w(out); w.begin_object(); w.member("id", "x"); w.key("list"); w.begin_array(); … w.end_array(); w.end_object();
class Writer {
 public:
  explicit Writer(std::string& out) : out_(out) {}
  void begin_object() { open('{'); }
  void end_object() { close('}'); }
  void begin_array() { open('['); }
  void end_array() { close(']'); }
  void key(std::string_view name) {
    comma();
    append_quoted(out_, name);
    out_ += ':';
    first_ = true;
  }
  void value(std::string_view text) { comma(); append_quoted(out_, text); }
  void value(const char* text) { value(std::string_view(text)); }
  void value(const std::string& text) { value(std::string_view(text)); }
  void value(bool b) { raw(b ? "true" : "false"); }
  void value(std::int64_t n) { raw(std::to_string(n)); }
  void value(int n) { raw(std::to_string(n)); }
  void value(std::uint64_t n) { raw(std::to_string(n)); }
  void null() { raw("null"); }
  /// A complete JSON value, as it is.
  void raw(std::string_view json) { comma(); out_ += json; }
  template <class T>
  void member(std::string_view name, const T& v) { key(name); value(v); }

  /// A place to come back to: rollback() forgets everything written since mark().
  struct Mark {
    std::size_t size;
    bool first;
  };
  Mark mark() const { return {out_.size(), first_}; }
  void rollback(Mark mark) {
    out_.resize(mark.size);
    first_ = mark.first;
  }

 private:
  void comma() {
    if (!first_) out_ += ',';
    first_ = false;
  }
  void open(char c) { comma(); out_ += c; first_ = true; }
  void close(char c) { out_ += c; first_ = false; }
  std::string& out_;
  bool first_ = true;
};

}  // namespace osler::json
