#include "http/request_head.h"

#include <boost/beast/http/basic_parser.hpp>

#include "base/ascii.h"


namespace osler::http {

namespace {

namespace beast = boost::beast;

Method method_of(beast::http::verb verb) {
  switch (verb) {
    case beast::http::verb::get: return Method::kGet;
    case beast::http::verb::head: return Method::kHead;
    case beast::http::verb::post: return Method::kPost;
    case beast::http::verb::put: return Method::kPut;
    case beast::http::verb::patch: return Method::kPatch;
    case beast::http::verb::delete_: return Method::kDelete;
    case beast::http::verb::options: return Method::kOptions;
    default: return Method::kOther;
  }
}

/// Takes over what Beast finds. Bodies are not its business: we frame them ourselves (request_reader.cc).
class HeadParser final : public beast::http::basic_parser<true> {
 public:
  HeadParser(Request& request, int& http_minor) : request_(request), http_minor_(http_minor) {}

 private:
  using Text = beast::string_view;

  void on_request_impl(beast::http::verb verb, Text method, Text target, int version,
                       beast::error_code& /*error*/) override {
    request_.method = method_of(verb);
    request_.method_text.assign(method.data(), method.size());
    request_.target.assign(target.data(), target.size());
    http_minor_ = version - 10;
  }
  void on_field_impl(beast::http::field /*known*/, Text name, Text value, beast::error_code& /*error*/) override {
    request_.headers.add({name.data(), name.size()}, {value.data(), value.size()});
  }
  void on_response_impl(int /*status*/, Text /*reason*/, int /*version*/, beast::error_code& /*error*/) override {}
  void on_header_impl(beast::error_code& /*error*/) override {}
  void on_body_init_impl(const boost::optional<std::uint64_t>& /*length*/, beast::error_code& /*error*/) override {}
  std::size_t on_body_impl(Text /*body*/, beast::error_code& /*error*/) override { return 0; }
  void on_chunk_header_impl(std::uint64_t /*size*/, Text /*extensions*/, beast::error_code& /*error*/) override {}
  std::size_t on_chunk_body_impl(std::uint64_t /*remaining*/, Text /*body*/, beast::error_code& /*error*/) override {
    return 0;
  }
  void on_finish_impl(beast::error_code& /*error*/) override {}

  Request& request_;
  int& http_minor_;
};

/// Whether the request line ends as that of another HTTP version does.
bool names_other_version(std::string_view head) {
  const std::string_view line = head.substr(0, head.find('\r'));
  if (line.size() < 9) return false;
  const std::string_view end = line.substr(line.size() - 9);
  return end.starts_with(" HTTP/") && is_digit(end[6]) && end[7] == '.' && is_digit(end[8]) &&
         !(end[6] == '1' && end[8] <= '1');
}

}  // namespace

std::optional<Refusal> parse_request_head(std::string_view head, Request& request, int& http_minor) {
  using beast::http::error;
  HeadParser parser(request, http_minor);
  parser.header_limit(static_cast<std::uint32_t>(head.size() + 1));
  parser.body_limit(boost::none);
  parser.skip(true);
  beast::error_code failure;
  parser.put({head.data(), head.size()}, failure);
  if (!failure) return std::nullopt;
  if (failure == error::bad_method) return Refusal{400, "The method is not a token."};
  if (failure == error::bad_target) return Refusal{400, "The request target is malformed."};
  if (failure == error::bad_version) {
    if (names_other_version(head)) return Refusal{505, "Expected HTTP/1.1 or HTTP/1.0."};
    return Refusal{400, "The request line is malformed."};
  }
  if (failure == error::bad_field) return Refusal{400, "A header field's name is malformed."};
  if (failure == error::bad_value) return Refusal{400, "A header field's value is malformed."};
  if (failure == error::bad_line_ending) return Refusal{400, "Lines must end with CR LF."};
  if (failure == error::bad_content_length) return Refusal{400, "Content-Length must be one decimal number."};
  if (failure == error::multiple_content_length) return Refusal{400, "There must be one Content-Length."};
  if (failure == error::bad_transfer_encoding) return Refusal{400, "Transfer-Encoding must be chunked, alone."};
  return Refusal{400, "The header is malformed."};
}

}  // namespace osler::http
