#pragma once
// One version as bytes: a header that the committer completes, and content that the caller's thread made ready.
// The layout stands in docs/formats/store.md.

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "store/partition.h"
#include "store/record.h"

namespace osler::store::rocks {

/// A text made ready to be stored. Knows nothing of positions or versions.
struct Content {
  std::uint32_t dictionary = 0;  ///< 0: `bytes` is the text itself.
  std::uint32_t text_bytes = 0;
  std::uint32_t crc = 0;  ///< Of `bytes`.
  std::string bytes;
};

/// Everything in a frame but its text.
struct FrameHeader {
  Partition partition = Partition::system();
  RecordKey key;
  VersionHeader header;
  Position previous;  ///< Of the record's version before; 0: none.
};

/// A frame's parts; `content` points into the bytes it was read from.
struct Frame {
  FrameHeader head;
  std::uint32_t dictionary = 0;
  std::uint32_t text_bytes = 0;
  std::uint32_t content_crc = 0;
  std::string_view content;
};

/// Appends the frame to `out`. Id, actor, surface and request id are at most 255 bytes each.
void append_frame(std::string& out, const FrameHeader& head, const Content& content);

/// Errors: kInternal, naming `position`, if the bytes are not the frame of that position. Checks the header's CRC, and
/// with kContent the content's too.
enum class FrameCheck : std::uint8_t { kHeader, kContent };
Result<Frame> read_frame(std::string_view bytes, Position position, FrameCheck check);

}  // namespace osler::store::rocks
