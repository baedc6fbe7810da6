#pragma once
// Where in a simplified body something is: "sections[2].resourceIds[0]".

#include <cstddef>
#include <string>
#include <string_view>

namespace osler::api::v1 {

/// Grows and shrinks while a body is walked. Scopes nest properly.
class FieldPath {
 public:
  /// Adds a member or an index until it goes out of scope.
  class Scope {
   public:
    Scope(FieldPath& path, std::string_view member) : path_(path), size_(path.text_.size()) {
      if (size_ > 0) path.text_ += '.';
      path.text_ += member;
    }
    Scope(FieldPath& path, std::size_t index) : path_(path), size_(path.text_.size()) {
      path.text_ += '[';
      path.text_ += std::to_string(index);
      path.text_ += ']';
    }
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;
    ~Scope() { path_.text_.resize(size_); }

   private:
    FieldPath& path_;
    std::size_t size_;
  };

  const std::string& text() const { return text_; }
  /// The path of a member of where we are.
  std::string of(std::string_view member) const {
    return text_.empty() ? std::string(member) : text_ + "." + std::string(member);
  }

 private:
  std::string text_;
};

}  // namespace osler::api::v1
