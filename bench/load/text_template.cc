#include "text_template.h"

#include <chrono>
#include <cstdio>
#include <ctime>

namespace osler::load {
namespace {

std::string now_text() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
  const std::time_t seconds = ms / 1000;
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  char date[32];
  const std::size_t length = std::strftime(date, sizeof date, "%Y-%m-%dT%H:%M:%S", &parts);
  char rest[8];
  std::snprintf(rest, sizeof rest, ".%03dZ", static_cast<int>(ms % 1000));
  return std::string(date, length) + rest;
}

bool take_out(List& list, std::string& out) {
  if (list.empty()) return false;
  out += list.back();
  list.pop_back();
  return true;
}

}  // namespace

std::size_t Names::list(std::string_view name) {
  const auto [place, fresh] = list_of.try_emplace(std::string(name), lists.size());
  if (fresh) lists.emplace_back();
  return place->second;
}

std::size_t Names::variable(std::string_view name) {
  return variable_of.try_emplace(std::string(name), variable_of.size()).first->second;
}

Template::Piece Template::piece_of(std::string_view name, Names& names) {
  if (name == "#") return {Kind::kCounter, 0, kNowhere, ""};
  if (name == "now") return {Kind::kNow, 0, kNowhere, ""};
  if (name.starts_with('-')) return {Kind::kTakeOut, names.list(name.substr(1)), kNowhere, ""};
  if (const std::size_t arrow = name.find('>'); arrow != std::string_view::npos) {
    return {Kind::kList, names.list(name.substr(0, arrow)), names.variable(name.substr(arrow + 1)), ""};
  }
  if (names.list_of.contains(name)) return {Kind::kList, names.list(name), kNowhere, ""};
  return {Kind::kVariable, names.variable(name), kNowhere, ""};
}

Template Template::parse(std::string_view text, Names& names) {
  Template made;
  while (!text.empty()) {
    const std::size_t hole = text.find("${");
    const std::size_t end = hole == std::string_view::npos ? hole : text.find('}', hole);
    if (end == std::string_view::npos) break;
    if (hole > 0) made.pieces_.push_back({Kind::kLiteral, 0, kNowhere, std::string(text.substr(0, hole))});
    made.pieces_.push_back(piece_of(text.substr(hole + 2, end - hole - 2), names));
    text.remove_prefix(end + 1);
  }
  if (!text.empty()) made.pieces_.push_back({Kind::kLiteral, 0, kNowhere, std::string(text)});
  return made;
}

bool Template::render(const Filling& filling, std::string& out) const {
  for (const Piece& piece : pieces_) {
    switch (piece.kind) {
      case Kind::kLiteral: out += piece.literal; break;
      case Kind::kCounter: out += std::to_string(++filling.counter); break;
      case Kind::kNow: out += now_text(); break;
      case Kind::kList: {
        const List& list = filling.lists[piece.index];
        if (list.empty()) return false;
        const std::string& value = list[filling.random() % list.size()];
        out += value;
        if (piece.kept_as != kNowhere) filling.variables[piece.kept_as] = value;
        break;
      }
      case Kind::kTakeOut:
        if (!take_out(filling.lists[piece.index], out)) return false;
        break;
      case Kind::kVariable:
        if (filling.variables[piece.index].empty()) return false;
        out += filling.variables[piece.index];
        break;
    }
  }
  return true;
}

}  // namespace osler::load
