#include "store/rocks/frame.h"

#include "base/assert.h"
#include "store/rocks/bytes.h"
#include "store/rocks/crc32c.h"
#include "store/rocks/keys.h"

namespace osler::store::rocks {
namespace {

constexpr std::uint8_t kFrameFormat = 1;
constexpr std::size_t kFixedBytes = 84;
constexpr std::size_t kNameBytesMax = 255;

void append_size(std::string& out, const std::string& name) {
  OSLER_ASSERT(name.size() <= kNameBytesMax);
  append_u8(out, static_cast<std::uint8_t>(name.size()));
}

Error damaged(Position position, const char* what) {
  return internal_error("damaged record at position " + std::to_string(position.number) + ": " + what);
}

}  // namespace

void append_frame(std::string& out, const FrameHeader& head, const Content& content) {
  const std::size_t start = out.size();
  const VersionHeader& header = head.header;
  out.reserve(start + kFixedBytes + 128 + content.bytes.size());
  append_u32(out, 0);  // The CRC, once the rest is there.
  append_u8(out, kFrameFormat);
  append_u8(out, static_cast<std::uint8_t>(header.action));
  append_u16(out, number_of(head.key.type));
  append_u32(out, head.partition.number());
  append_u64(out, header.position.number);
  append_u64(out, header.first.number);
  append_u64(out, head.previous.number);
  append_u64(out, static_cast<std::uint64_t>(header.version.number));
  append_u64(out, static_cast<std::uint64_t>(header.time_ms));
  append_u64(out, static_cast<std::uint64_t>(header.created_ms));
  append_u32(out, header.splice_at);
  append_u32(out, content.crc);
  append_u32(out, content.dictionary);
  append_u32(out, content.text_bytes);
  append_u32(out, static_cast<std::uint32_t>(content.bytes.size()));
  const Origin& origin = header.origin;
  for (const std::string* name : {&head.key.id, &origin.actor, &origin.surface, &origin.request_id})
    append_size(out, *name);
  for (const std::string* name : {&head.key.id, &origin.actor, &origin.surface, &origin.request_id}) out += *name;
  std::string crc;
  append_u32(crc, crc32c(std::string_view(out).substr(start + 4)));
  out.replace(start, 4, crc);
  out += content.bytes;
}

Result<Frame> read_frame(std::string_view bytes, Position position, FrameCheck check) {
  if (bytes.size() < kFixedBytes) return damaged(position, "too short for a header");
  ByteReader sizes(bytes.substr(80, 4));
  const std::size_t names_bytes = std::size_t{sizes.u8()} + sizes.u8() + sizes.u8() + sizes.u8();
  if (bytes.size() < kFixedBytes + names_bytes) return damaged(position, "too short for its names");

  ByteReader in(bytes);
  const std::uint32_t crc = in.u32();
  if (crc != crc32c(bytes.substr(4, kFixedBytes + names_bytes - 4))) return damaged(position, "header checksum");
  if (in.u8() != kFrameFormat) return damaged(position, "unknown frame format");
  const std::uint8_t action = in.u8();
  if (!is_action(action)) return damaged(position, "unknown action");

  Frame frame;
  VersionHeader& header = frame.head.header;
  header.action = static_cast<Action>(action);
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
  frame.content = in.rest();
  if (header.position != position) return damaged(position, "frame of another position");
  if (frame.content.size() != content_bytes) return damaged(position, "content of another size");
  if (check == FrameCheck::kContent && crc32c(frame.content) != frame.content_crc) {
    return damaged(position, "content checksum");
  }
  return frame;
}

}  // namespace osler::store::rocks
