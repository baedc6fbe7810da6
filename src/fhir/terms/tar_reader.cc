#include "fhir/terms/tar_reader.h"

#include <algorithm>
#include <optional>

namespace osler::fhir::terms {
namespace {

constexpr std::size_t kBlock = 512;
constexpr std::uint64_t kLongNameBytesMax = 4096;

std::string_view field(std::string_view header, std::size_t offset, std::size_t size) {
  const std::string_view whole = header.substr(offset, size);
  return whole.substr(0, whole.find('\0'));
}

std::optional<std::uint64_t> octal(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  std::uint64_t value = 0;
  if (text.empty() || text.size() > 20) return std::nullopt;
  for (const char c : text) {
    if (c < '0' || c > '7') return std::nullopt;
    value = value * 8 + static_cast<std::uint64_t>(c - '0');
  }
  return value;
}

bool is_checked(std::string_view header) {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < kBlock; ++i) sum += i >= 148 && i < 156 ? ' ' : static_cast<unsigned char>(header[i]);
  return octal(field(header, 148, 8)) == sum;
}

bool is_inside(std::string_view name) {
  if (name.empty() || name.front() == '/' || name.find('\\') != std::string_view::npos) return false;
  while (!name.empty()) {
    const std::size_t slash = name.find('/');
    if (name.substr(0, slash) == "..") return false;
    name = slash == std::string_view::npos ? std::string_view{} : name.substr(slash + 1);
  }
  return true;
}

// "27 path=package/x.json\n" among the records of a pax header. Spec: POSIX.1-2017, pax extended header.
std::string path_in_pax(std::string_view records) {
  const std::size_t at = records.find(" path=");
  if (at == std::string_view::npos) return {};
  const std::string_view rest = records.substr(at + 6);
  return std::string(rest.substr(0, rest.find('\n')));
}

}  // namespace

Status TarReader::add(std::string_view bytes) {
  while (!bytes.empty() && state_ != State::kEnd) {
    if (state_ == State::kHeader) {
      const std::size_t taken = std::min(bytes.size(), kBlock - header_.size());
      header_.append(bytes.substr(0, taken));
      bytes.remove_prefix(taken);
      if (header_.size() < kBlock) continue;
      OSLER_RETURN_IF_ERROR(begin_entry());
      continue;
    }
    const auto taken = static_cast<std::size_t>(std::min<std::uint64_t>(bytes.size(), left_));
    if (state_ == State::kContent && keeps_) content_.append(bytes.substr(0, taken));
    bytes.remove_prefix(taken);
    left_ -= taken;
    if (left_ > 0) break;
    if (state_ == State::kPadding) {
      state_ = State::kHeader;
      continue;
    }
    OSLER_RETURN_IF_ERROR(end_entry());
  }
  return {};
}

Status TarReader::begin_entry() {
  const std::string header = std::exchange(header_, {});
  if (std::ranges::all_of(header, [](char c) { return c == '\0'; })) {
    state_ = State::kEnd;
    return {};
  }
  const auto size = octal(field(header, 124, 12));
  if (!is_checked(header) || !size) return invalid_input("the archive is no tar file, or is damaged");
  std::string name(field(header, 0, 100));
  const std::string_view prefix = field(header, 345, 155);
  if (header.substr(257, 5) == "ustar" && !prefix.empty()) name = std::string(prefix) + "/" + name;
  const char type = header[156] == '\0' ? '0' : header[156];
  left_ = *size;
  padding_ = (kBlock - *size % kBlock) % kBlock;
  OSLER_RETURN_IF_ERROR(start_file(std::move(name), type));
  state_ = State::kContent;
  return left_ == 0 ? end_entry() : Status{};
}

Status TarReader::start_file(std::string name, char type) {
  type_ = type;
  content_.clear();
  const bool is_header = type == 'L' || type == 'x' || type == 'g';
  if (is_header) {
    keeps_ = true;
    return left_ <= kLongNameBytesMax || type == 'g' ? Status{} : Status{invalid_input("the archive has a name that is too long")};
  }
  name_ = long_name_.empty() ? std::move(name) : std::exchange(long_name_, {});
  if (type != '0' && type != '5') return invalid_input("the archive holds a link or a device; a package has files only");
  if (!is_inside(name_)) return invalid_input("the archive holds a name that points outside of it");
  if (++files_ > limits_.files_max) return Error{ErrorKind::kTooLarge, "the archive has more than " + std::to_string(limits_.files_max) + " files", {}, {}};
  keeps_ = type == '0' && wants_(name_);
  if (keeps_ && left_ > limits_.file_bytes_max) {
    return Error{ErrorKind::kTooLarge, name_ + " has more than " + std::to_string(limits_.file_bytes_max) + " bytes", {}, {}};
  }
  return {};
}

Status TarReader::end_entry() {
  left_ = padding_;
  state_ = left_ > 0 ? State::kPadding : State::kHeader;
  if (type_ == 'L') long_name_ = content_.substr(0, content_.find('\0'));
  if (type_ == 'x') long_name_ = path_in_pax(content_);
  if (type_ != '0' || !keeps_) return {};
  return take_(name_, std::exchange(content_, {}));
}

Status TarReader::finish() const {
  const bool whole = state_ == State::kEnd || (state_ == State::kHeader && header_.empty());
  return whole ? Status{} : Status{invalid_input("the archive ends too early")};
}

}  // namespace osler::fhir::terms
