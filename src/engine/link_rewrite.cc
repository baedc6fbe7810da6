#include "engine/link_rewrite.h"

#include <algorithm>

namespace osler::engine {
namespace {

/// Writes the text of a value, leaving out the stretches that were replaced.
class Splicer {
 public:
  explicit Splicer(json::View root) : text_(root.tree()->text()), from_(root.offset()), end_(root.offset() + root.raw().size()) {
    out_.reserve(root.raw().size() + 64);
  }
  void replace(std::size_t offset, std::size_t size, std::string_view with) {
    out_.append(text_.substr(from_, offset - from_));
    out_.append(with);
    from_ = offset + size;
  }
  json::PaddedBytes finish() {
    out_.append(text_.substr(from_, end_ - from_));
    return std::move(out_);
  }

 private:
  std::string_view text_;
  std::size_t from_;
  std::size_t end_;
  json::PaddedBytes out_;
};

// Where the next href= or src= begins at or behind `from`, and where its value does; npos if there is none.
std::size_t next_link_value(std::string_view raw, std::size_t from) {
  const std::size_t href = raw.find("href=", from);
  const std::size_t src = raw.find("src=", from);
  if (href == std::string_view::npos && src == std::string_view::npos) return std::string_view::npos;
  return href < src ? href + 5 : src + 4;
}

// A URL inside narrative ends at the quote of its attribute, which JSON writes as \" or as '.
void rewrite_narrative(json::View div, const LinkTable& links, Splicer& out) {
  const std::string_view raw = div.raw();
  for (std::size_t at = next_link_value(raw, 0); at < raw.size(); at = next_link_value(raw, at)) {
    const std::size_t begin = at + (raw[at] == '\\' ? 2 : 1);
    const std::size_t end = raw.find_first_of("\\\"'", begin);
    if (end == std::string_view::npos) return;
    const auto link = links.find(raw.substr(begin, end - begin));
    if (link) out.replace(div.offset() + begin, end - begin, *link);
    at = end;
  }
}

}  // namespace

json::PaddedBytes rewrite_links(json::View resource, const LinkTable& links) {
  Splicer out(resource);
  const json::Tree& tree = *resource.tree();
  const json::Node& top = tree.nodes()[resource.index()];
  for (std::uint32_t i = resource.index() + 1; i < top.next; ++i) {
    const json::Node& node = tree.nodes()[i];
    if (node.kind != json::Kind::kString || node.size < 4) continue;
    const json::View value(&tree, i);
    const std::string_view raw = value.raw();
    const std::string_view content = raw.substr(1, raw.size() - 2);
    if (content.starts_with('<')) {
      rewrite_narrative(value, links, out);
      continue;
    }
    const std::size_t tail = content.starts_with("urn:") ? content.find_first_of("#/|") : std::string_view::npos;
    const auto link = links.find(content.substr(0, tail));
    if (link) out.replace(value.offset() + 1, std::min(tail, content.size()), *link);
  }
  return out.finish();
}

}  // namespace osler::engine
