#pragma once
// Takes a tar archive apart as its bytes arrive. Nothing is written anywhere: a name is only a name, and one that points
// outside is refused. Spec: POSIX.1-2017, pax (ustar), and GNU's long names.

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace osler::fhir::terms {

struct TarLimits {
  std::uint64_t files_max = 100'000;
  std::uint64_t file_bytes_max = 50ULL << 20U;
};

class TarReader {
 public:
  /// Whether the content of a file is wanted.
  using Wants = std::function<bool(std::string_view name)>;
  using Take = std::function<Status(std::string name, std::string content)>;

  TarReader(TarLimits limits, Wants wants, Take take) : limits_(limits), wants_(std::move(wants)), take_(std::move(take)) {}

  /// Errors: kInvalidInput for what is no tar archive, for links, devices and names that are absolute or hold "..";
  /// kTooLarge beyond the limits; those of `take`.
  Status add(std::string_view bytes);
  /// After the last byte. Error: kInvalidInput if it ends in the middle of a file.
  Status finish() const;

 private:
  enum class State : std::uint8_t { kHeader, kContent, kPadding, kEnd };
  Status begin_entry();
  Status end_entry();
  Status start_file(std::string name, char type);

  TarLimits limits_;
  Wants wants_;
  Take take_;
  State state_ = State::kHeader;
  std::string header_;
  std::string content_;
  std::string name_;
  std::string long_name_;     ///< For the next entry.
  char type_ = '0';
  bool keeps_ = false;
  std::uint64_t left_ = 0;    ///< Bytes of content or padding still to come.
  std::uint64_t padding_ = 0;
  std::uint64_t files_ = 0;
};

}  // namespace osler::fhir::terms
