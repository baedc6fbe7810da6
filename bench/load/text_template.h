#pragma once
// A text with holes that are filled anew for each request: ${name} a random value of the list or what this connection
// kept under the name, ${list>name} a random value that is kept under the name, ${-list} takes the newest value out of
// the list, ${#} a number of its own, ${now} the time.

#include <cstdint>
#include <map>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace osler::load {

using List = std::vector<std::string>;

/// Names of a plan, and the lists, which all connections share.
struct Names {
  std::map<std::string, std::size_t, std::less<>> list_of;
  std::vector<List> lists;
  std::map<std::string, std::size_t, std::less<>> variable_of;

  std::size_t list(std::string_view name);
  std::size_t variable(std::string_view name);
};

/// What one connection fills holes with.
struct Filling {
  std::vector<List>& lists;
  std::vector<std::string>& variables;
  std::mt19937_64& random;
  std::uint64_t& counter;
};

class Template {
 public:
  static Template parse(std::string_view text, Names& names);
  /// Appends to `out`. False when a list or variable that it needs is empty; `out` is then unfinished.
  bool render(const Filling& filling, std::string& out) const;

 private:
  static constexpr std::size_t kNowhere = static_cast<std::size_t>(-1);
  enum class Kind : std::uint8_t { kLiteral, kList, kTakeOut, kVariable, kCounter, kNow };
  struct Piece {
    Kind kind;
    std::size_t index;    ///< Of the list or variable.
    std::size_t kept_as;  ///< Variable that takes the list's value; kNowhere: none.
    std::string literal;
  };
  static Piece piece_of(std::string_view name, Names& names);

  std::vector<Piece> pieces_;
};

}  // namespace osler::load
