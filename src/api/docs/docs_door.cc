#include "api/docs/docs_door.h"

#include <array>
#include <span>

#include "base/embedded_file.h"
#include "http/security_headers.h"

namespace osler::embedded {
std::span<const EmbeddedFile> site_pages();
}

namespace osler::api::docs {
namespace {

constexpr std::string_view kBase = "/docs";
constexpr std::string_view kPolicy =
    "default-src 'self'; img-src 'self' data:; object-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action "
    "'none'";

struct MediaType {
  std::string_view ending, type;
};
constexpr std::array kMediaTypes = {
    MediaType{".html", "text/html; charset=utf-8"},     MediaType{".css", "text/css; charset=utf-8"},
    MediaType{".js", "text/javascript; charset=utf-8"}, MediaType{".json", "application/json; charset=utf-8"},
    MediaType{".txt", "text/plain; charset=utf-8"},
};

std::string_view media_type(std::string_view name) {
  for (const MediaType& known : kMediaTypes) {
    if (name.ends_with(known.ending)) return known.type;
  }
  return "application/octet-stream";
}

/// The file of a path: /docs is index.html, /docs/errors is errors.html. Null if there is none.
const EmbeddedFile* file_of(std::string_view path) {
  std::string name;
  if (path == kBase) {
    name = "index.html";
  } else {
    name = path.starts_with(kBase) ? path.substr(kBase.size() + 1) : path.substr(1);
    if (name.find('.') == std::string::npos) name += ".html";
  }
  for (const EmbeddedFile& file : embedded::site_pages()) {
    if (file.name == name) return &file;
  }
  return nullptr;
}

http::Response plain(int status, std::string_view text) {
  http::Response response;
  response.status = status;
  http::add_security_headers(response);
  response.headers.set("Content-Type", "text/plain; charset=utf-8");
  response.body = text;
  return response;
}

}  // namespace

bool serves(std::string_view path) {
  return path == kBase || path.starts_with("/docs/") || path == "/llms.txt" || path == "/llms-full.txt";
}

http::Response answer(const http::Request& request) {
  if (request.method != http::Method::kGet && request.method != http::Method::kHead) {
    http::Response response = plain(405, "Only GET and HEAD are offered here.\n");
    response.headers.set("Allow", "GET, HEAD");
    return response;
  }
  if (request.path == "/docs/") {
    http::Response response = plain(308, "The documentation is at /docs.\n");
    response.headers.set("Location", std::string(kBase));
    return response;
  }
  const EmbeddedFile* file = file_of(request.path);
  if (file == nullptr) return plain(404, "There is no such page; /docs lists them.\n");
  http::Response response = plain(200, file->bytes);
  response.headers.set("Content-Type", std::string(media_type(file->name)));
  response.headers.set("Content-Security-Policy", std::string(kPolicy));
  response.headers.set("Cache-Control", "no-cache");
  return response;
}

}  // namespace osler::api::docs
