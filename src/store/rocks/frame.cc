#include "store/rocks/frame.h"

#include "base/assert.h"
#include "store/rocks/bytes.h"
#include "store/rocks/crc32c.h"
#include "store/rocks/keys.h"
#include "store/rocks/packed_name.h"

namespace osler::store::rocks {
namespace {

constexpr std::uint8_t kFrameFormat = 2;
constexpr std::uint8_t kFirstFormat = 1;  ///< Of stores up to format 2; read, no longer written.
constexpr std::size_t kFirstFormatFixedBytes = 84;
constexpr std::size_t kCrcBytes = 4;
constexpr std::size_t kFormatAt = 4;

Error damaged(Position position, const char* what) {
  return internal_error("damaged record at position " + std::to_string(position.number) + ": " + what);
}

/// Checks that hold for every format, once a header of so many bytes was read.
Status check_frame(std::string_view bytes, std::size_t header_bytes, std::uint32_t crc, std::uint64_t content_bytes,
                   Position position, FrameCheck how, const Frame& frame) {
  if (crc != crc32c(bytes.substr(kCrcBytes, header_bytes - kCrcBytes))) return damaged(position, "header checksum");
  if (!is_action(static_cast<std::uint8_t>(frame.head.header.action))) return damaged(position, "unknown action");
  if (frame.head.header.position != position) return damaged(position, "frame of another position");
  if (frame.content.size() != content_bytes) return damaged(position, "content of another size");
  if (how == FrameCheck::kContent && crc32c(frame.content) != frame.content_crc) {
    return damaged(position, "content checksum");
  }
  return {};
}

Result<Frame> read_first_format(std::string_view bytes, Position position, FrameCheck how) {
  if (bytes.size() < kFirstFormatFixedBytes) return damaged(position, "too short for a header");
  ByteReader in(bytes);
  const std::uint32_t crc = in.u32();
  in.u8();
  Frame frame;
  VersionHeader& header = frame.head.header;
  header.action = static_cast<Action>(in.u8());
  frame.head.key.type = static_cast<TypeId>(in.u16());
  frame.head.partition = Partition::from_number(in.u32());
  header.position.number = in.u64();
  header.first.number = in.u64();
  frame.head.previous.number = in.u64();
  header.version.number = static_cast<std::int64_t>(in.u64());
  header.time_ms = static_cast<std::int64_t>(in.u64());
  header.created_ms = static_cast<std::int64_t>(in.u64());
  header.splice_at = in.u32();
  frame.content_crc = in.u32();
  frame.dictionary = in.u32();
  frame.text_bytes = in.u32();
  const std::uint32_t content_bytes = in.u32();
  const std::size_t id_bytes = in.u8();
  const std::size_t actor_bytes = in.u8();
  const std::size_t surface_bytes = in.u8();
  const std::size_t request_bytes = in.u8();
  frame.head.key.id = in.take(id_bytes);
  header.origin.actor = in.take(actor_bytes);
  header.origin.surface = in.take(surface_bytes);
  header.origin.request_id = in.take(request_bytes);
  if (!in.ok()) return damaged(position, "too short for its names");
  frame.content = in.rest();
  OSLER_RETURN_IF_ERROR(check_frame(bytes, bytes.size() - frame.content.size(), crc, content_bytes, position, how, frame));
  return frame;
}

}  // namespace

void append_frame(std::string& out, const FrameHeader& head, const Content& content) {
  const std::size_t start = out.size();
  const VersionHeader& header = head.header;
  append_u32(out, 0);  // The CRC, once the rest is there.
  append_u8(out, kFrameFormat);
  append_u8(out, static_cast<std::uint8_t>(header.action));
  append_u16(out, number_of(head.key.type));
  append_u32(out, head.partition.number());
  append_u32(out, content.crc);
  append_u32(out, content.dictionary);
  append_varint(out, header.position.number);
  append_varint(out, header.position.number - header.first.number);
  append_varint(out, head.previous.number == 0 ? 0 : header.position.number - head.previous.number);
  append_varint(out, static_cast<std::uint64_t>(header.version.number));
  append_varint(out, static_cast<std::uint64_t>(header.time_ms));
  append_varint(out, static_cast<std::uint64_t>(header.time_ms) - static_cast<std::uint64_t>(header.created_ms));
  append_varint(out, header.splice_at);
  append_varint(out, content.text_bytes);
  append_varint(out, content.bytes.size());
  const Origin& origin = header.origin;
  for (const std::string* name : {&head.key.id, &origin.actor, &origin.surface, &origin.request_id})
    append_name(out, *name);
  std::string crc;
  append_u32(crc, crc32c(std::string_view(out).substr(start + kCrcBytes)));
  out.replace(start, kCrcBytes, crc);
  out += content.bytes;
}

Result<Frame> read_frame(std::string_view bytes, Position position, FrameCheck how) {
  if (bytes.size() <= kFormatAt) return damaged(position, "too short for a header");
  const auto format = static_cast<std::uint8_t>(bytes[kFormatAt]);
  if (format == kFirstFormat) return read_first_format(bytes, position, how);
  if (format != kFrameFormat) return damaged(position, "unknown frame format");
  ByteReader in(bytes);
  const std::uint32_t crc = in.u32();
  in.u8();
  Frame frame;
  VersionHeader& header = frame.head.header;
  header.action = static_cast<Action>(in.u8());
  frame.head.key.type = static_cast<TypeId>(in.u16());
  frame.head.partition = Partition::from_number(in.u32());
  frame.content_crc = in.u32();
  frame.dictionary = in.u32();
  header.position.number = in.varint();
  header.first.number = header.position.number - in.varint();
  const std::uint64_t back = in.varint();
  frame.head.previous.number = back == 0 ? 0 : header.position.number - back;
  header.version.number = static_cast<std::int64_t>(in.varint());
  header.time_ms = static_cast<std::int64_t>(in.varint());
  header.created_ms = static_cast<std::int64_t>(static_cast<std::uint64_t>(header.time_ms) - in.varint());
  header.splice_at = static_cast<std::uint32_t>(in.varint());
  frame.text_bytes = static_cast<std::uint32_t>(in.varint());
  const std::uint64_t content_bytes = in.varint();
  frame.head.key.id = read_name(in);
  header.origin.actor = read_name(in);
  header.origin.surface = read_name(in);
  header.origin.request_id = read_name(in);
  if (!in.ok()) return damaged(position, "too short for its header");
  frame.content = in.rest();
  OSLER_RETURN_IF_ERROR(check_frame(bytes, bytes.size() - frame.content.size(), crc, content_bytes, position, how, frame));
  return frame;
}

}  // namespace osler::store::rocks
