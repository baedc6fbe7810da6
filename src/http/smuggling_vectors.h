#pragma once
// Requests that two readers could understand differently, or that are simply wrong, and the status each must be refused
// with. For tests.

#include <string>
#include <string_view>
#include <vector>

namespace osler::http {

struct Vector {
  std::string bytes;
  int status = 400;
};

/// Every vector is one request that must be refused; what follows it must never be read as another.
inline std::vector<Vector> smuggling_vectors() {
  using namespace std::string_literals;
  std::vector<Vector> vectors;
  const std::string follow_up = "GET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n";
  const auto post_with = [&](const std::string& fields, const std::string& body, int status = 400) {
    vectors.push_back({"POST /echo HTTP/1.1\r\nHost: h\r\n" + fields + "\r\n" + body, status});
  };
  const auto get_line = [&](const std::string& line, int status = 400) {
    vectors.push_back({line + "Host: h\r\n\r\n", status});
  };
  const std::string chunks = "5\r\nhello\r\n0\r\n\r\n";

  // Content-Length and Transfer-Encoding together, in either order.
  for (const char* coding : {"chunked", "Chunked", "identity", "gzip, chunked", "xchunked"}) {
    post_with("Content-Length: 5\r\nTransfer-Encoding: "s + coding + "\r\n", chunks + follow_up);
    post_with("Transfer-Encoding: "s + coding + "\r\nContent-Length: 5\r\n", chunks + follow_up);
  }
  // Content-Length that is not exactly one decimal number.
  for (const char* length : {"+13",
                             "-1",
                             "0x0d",
                             "0xd",
                             "1e1",
                             "1.0",
                             "13 ",
                             "1 3",
                             "13,13",
                             "13, 13",
                             "5,6",
                             "",
                             " ",
                             ",",
                             "5,",
                             ",5",
                             "5;5",
                             "\"5\"",
                             "five",
                             "5\t5",
                             "18446744073709551616",
                             "18446744073709551621",
                             "99999999999999999999999999",
                             "9223372036854775808",
                             "5\x80",
                             "\xB2",
                             "0b101",
                             "5_0",
                             "1,2,3"}) {
    if (std::string_view(length) == "13 ") continue;  // Blanks at the end are allowed.
    post_with("Content-Length: "s + length + "\r\n", "hello" + follow_up);
  }
  post_with("Content-Length: 5\r\nContent-Length: 5\r\n", "hello");
  post_with("Content-Length: 5\r\nContent-Length: 6\r\n", "hello!");
  post_with("Content-Length: 5\r\nX: y\r\ncontent-length: 5\r\n", "hello");
  // Transfer codings other than chunked alone.
  for (const char* coding : {"xchunked",
                             "chunkedx",
                             "chunked, chunked",
                             "identity",
                             "gzip",
                             "gzip, chunked",
                             "chunked, gzip",
                             "",
                             "chunked;q=1",
                             "\"chunked\"",
                             "chunked,",
                             ",chunked",
                             "chunked identity",
                             "cow",
                             "chunk",
                             "identity, chunked",
                             "deflate",
                             "compress, chunked",
                             "chunked\t, identity",
                             "chunked;"}) {
    post_with("Transfer-Encoding: "s + coding + "\r\n", chunks + follow_up);
  }
  post_with("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", chunks);
  post_with("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n", chunks);
  post_with("Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n", chunks);
  post_with(
      "Transfer-Encoding: \x0b"
      "chunked\r\n",
      chunks);
  post_with("Transfer-Encoding: chunked\x0b\r\n", chunks);
  post_with("Transfer-Encoding: \0chunked\r\n"s, chunks);
  post_with("Transfer-Encoding\r\n : chunked\r\n", chunks);
  vectors.push_back({"POST /echo HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks, 400});
  // Names and their colon.
  for (const char* field : {"Content-Length : 5",
                            "Content-Length\t: 5",
                            " Content-Length: 5",
                            "\tContent-Length: 5",
                            "Transfer-Encoding : chunked",
                            "Transfer-Encoding\x0b: chunked",
                            ": 5",
                            "Content Length: 5",
                            "Content-Length",
                            "Foo",
                            "(comment): x",
                            "X@Y: z",
                            "X\"Y: z",
                            "X\x80: z",
                            "X,Y: z",
                            "X/Y: z",
                            "X[1]: z",
                            "X{: z",
                            "X\x7F: z",
                            "X;Y: z",
                            "X=Y: z",
                            "X?: z",
                            "X<Y>: z",
                            "X\\Y: z"}) {
    post_with(field + "\r\n"s, "hello" + follow_up);
  }
  post_with("X\0Y: z\r\n"s, "hello");
  // Values with control characters.
  for (const char* value : {"a\x01", "a\x7F", "a\x0b", "a\x0c", "a\rb", "a\r", "\r", "a\x1B[0m", "a\x08"}) {
    post_with("X-A: "s + value + "\r\n", "");
  }
  post_with("X-A: a\0b\r\n"s, "");
  // Folded fields.
  for (const char* fold :
       {"X-A: b\r\n c\r\n", "X-A: b\r\n\tc\r\n", "X-A:\r\n b\r\n", "X-A: b\r\n \r\n", "X-A: b\r\n  c: d\r\n",
        "Transfer-Encoding:\r\n chunked\r\n", "Content-Length:\r\n 5\r\n", "Content-Length: 5\r\n 0\r\n"}) {
    post_with(fold, chunks);
  }
  vectors.push_back({"GET /ok HTTP/1.1\r\n Host: h\r\n\r\n", 400});
  vectors.push_back({"GET /ok HTTP/1.1\r\n\tX: y\r\nHost: h\r\n\r\n", 400});
  // Lines that end otherwise.
  for (const char* bytes :
       {"GET /ok HTTP/1.1\nHost: h\n\n", "GET /ok HTTP/1.1\r\nHost: h\n\r\n", "GET /ok HTTP/1.1\nHost: h\r\n\r\n",
        "GET /ok HTTP/1.1\r\nHost: h\r\n\n", "GET /ok HTTP/1.1\r\nHost: h\r\nX: y\n\r\n", "\nGET /ok HTTP/1.1\r\n",
        "\r\n\r\nGET /ok HTTP/1.1\r\nHost: h\r\n\r\n", "GET /ok HTTP/1.1\rHost: h\r\n\r\n\r\n",
        "GET /ok HTTP/1.1\r\nHost: h\rX: y\r\n\r\n", "GET /ok HTTP/1.1\r\r\nHost: h\r\n\r\n",
        "GET /ok HTTP/1.1\r\nHost: h\r\r\n\r\n", "GET /ok HTTP/1.1\r\nHost: h\r\nX: y\n\n"}) {
    vectors.push_back({bytes, 400});
  }
  // Host.
  for (const char* bytes :
       {"GET /ok HTTP/1.1\r\n\r\n", "GET /ok HTTP/1.1\r\nHost:\r\n\r\n",
        "GET /ok HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", "GET /ok HTTP/1.1\r\nHost: a\r\nhost: b\r\n\r\n",
        "GET /ok HTTP/1.1\r\nHost: a b\r\n\r\n", "GET /ok HTTP/1.1\r\nHost: a, b\r\n\r\n",
        "GET /ok HTTP/1.1\r\nHost: a/b\r\n\r\n", "GET /ok HTTP/1.1\r\nHost: u@a\r\n\r\n",
        "GET /ok HTTP/1.1\r\nHost: a\\b\r\n\r\n", "GET /ok HTTP/1.1\r\nHost: a?b\r\n\r\n",
        "GET /ok HTTP/1.1\r\nHost: \"a\"\r\n\r\n", "GET /ok HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n"}) {
    vectors.push_back({bytes, 400});
  }
  // Request lines.
  for (const char* line : {"GET  /ok HTTP/1.1\r\n",
                           "GET /ok  HTTP/1.1\r\n",
                           "GET /ok HTTP/1.1 \r\n",
                           " GET /ok HTTP/1.1\r\n",
                           "GET\t/ok HTTP/1.1\r\n",
                           "GET /ok\tHTTP/1.1\r\n",
                           "GET /ok\r\n",
                           "GET\r\n",
                           "GET /ok http/1.1\r\n",
                           "GET /ok HTTP/1.1x\r\n",
                           "GET /ok HTTP/11\r\n",
                           "GET /ok HTTP/1.\r\n",
                           "GET /ok HTTP/.1\r\n",
                           "GET /ok HTTP/1,1\r\n",
                           "GET /ok HTTPS/1.1\r\n",
                           "GET /ok HTTP /1.1\r\n",
                           "G(T /ok HTTP/1.1\r\n",
                           "G\x80T /ok HTTP/1.1\r\n",
                           "\"GET\" /ok HTTP/1.1\r\n",
                           "GET: /ok HTTP/1.1\r\n",
                           "/ok HTTP/1.1\r\n",
                           "GET /a b HTTP/1.1\r\n",
                           "GET /ok\x0bHTTP/1.1\r\n",
                           "GET /ok HTTP/1.1\x0b\r\n",
                           "G{T /ok HTTP/1.1\r\n",
                           "GET,GET /ok HTTP/1.1\r\n"}) {
    get_line(line);
  }
  for (const char* version : {"2.0", "3.0", "1.2", "0.9", "9.9", "1.9"})
    get_line("GET /ok HTTP/"s + version + "\r\n", 505);
  vectors.push_back({"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505});
  for (const char* method : {"TRACE", "CONNECT", "get", "Get", "PROPFIND", "FOO", "SEARCH", "*", "G'T"}) {
    get_line(method + " /ok HTTP/1.1\r\n"s, 501);
  }
  vectors.push_back({"CONNECT h:443 HTTP/1.1\r\nHost: h:443\r\n\r\n", 501});
  // Targets.
  for (const char* target : {"/a%2Fb",
                             "/a%2fb",
                             "/%2F",
                             "/a%00",
                             "/%00a",
                             "/a%",
                             "/a%2",
                             "/a%zz",
                             "/a%4",
                             "/a%4/b",
                             "/../a",
                             "/a/..",
                             "/a/../b",
                             "/.",
                             "/./a",
                             "/a/.",
                             "/%2e%2e/a",
                             "/a/%2E%2e",
                             "/a/.%2e/b",
                             "/a#b",
                             "/a?b#c",
                             "a",
                             "ok",
                             "*",
                             "?a",
                             "h:80",
                             "http://",
                             "http:///a",
                             "http://u@h/a",
                             "http://u:p@h/a",
                             "ftp://h/a",
                             "//",
                             "file:///etc/passwd",
                             "/a%0d%0aX:y",
                             "/a%0A",
                             "/%7F",
                             "/a%1b",
                             "/\x80",
                             "/\xC3\xBC",
                             "/a\x7F",
                             "\\ok",
                             "http:/ok",
                             "/%u0041",
                             "javascript:alert(1)"}) {
    if (std::string_view(target) == "//") continue;  // Two empty segments: a path like any other.
    get_line("GET "s + target + " HTTP/1.1\r\n");
  }
  // Chunks.
  for (const char* body : {"5\nhello\r\n0\r\n\r\n",
                           "5\r\nhello\n0\r\n\r\n",
                           "5\r\nhello0\r\n\r\n",
                           "5\r\nhelloX\r\n0\r\n\r\n",
                           "0x5\r\nhello\r\n0\r\n\r\n",
                           "+5\r\nhello\r\n0\r\n\r\n",
                           "-5\r\nhello\r\n0\r\n\r\n",
                           " 5\r\nhello\r\n0\r\n\r\n",
                           "5 \r\nhello\r\n0\r\n\r\n",
                           "\r\n5\r\nhello\r\n0\r\n\r\n",
                           "g\r\nhello\r\n0\r\n\r\n",
                           "5,5\r\nhello\r\n0\r\n\r\n",
                           "00000000000000005\r\nhello\r\n0\r\n\r\n",
                           "5;a\nb\r\nhello\r\n0\r\n\r\n",
                           "5;a\rb\r\nhello\r\n0\r\n\r\n",
                           "5;\x01\r\nhello\r\n0\r\n\r\n",
                           "5\rhello\r\n0\r\n\r\n",
                           "5\r\nhello\r\n0\n\n",
                           "5\r\nhello\r\n0\r\n\n",
                           "5\r\nhello\r\n0\r\nX: y\r\n\r\n",
                           "5\r\nhello\r\n0\r\nContent-Length: 5\r\n\r\n",
                           "0\r\n \r\n\r\n",
                           "0\r\nTransfer-Encoding: chunked\r\n\r\n",
                           ";\r\n",
                           "\r\n",
                           "0 0\r\n\r\n",
                           "5\r\nhello\r\r\n0\r\n\r\n",
                           "5\t\r\nhello\r\n0\r\n\r\n",
                           "0\r\nX\r\n\r\n"}) {
    post_with("Transfer-Encoding: chunked\r\n", body);
  }
  post_with("Transfer-Encoding: chunked\r\n", "5;" + std::string(300, 'x') + "\r\nhello\r\n0\r\n\r\n");
  post_with("Transfer-Encoding: chunked\r\n", "\0"s);
  post_with("Transfer-Encoding: chunked\r\n", "ffffffffffffffff\r\n", 413);
  post_with("Transfer-Encoding: chunked\r\n", "7fffffffffffffff\r\n", 413);
  post_with("Content-Length: 999999999999999999\r\n", "", 413);
  // Content codings.
  for (const char* coding : {"br", "deflate", "gzip, gzip", "zstd", "gzip,br", "chunked", "*"}) {
    post_with("Content-Encoding: "s + coding + "\r\nContent-Length: 5\r\n", "hello", 415);
  }
  post_with("Content-Encoding: gzip\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n", "hello", 415);
  post_with("Content-Encoding: gzip\r\nContent-Length: 5\r\n", "hello");
  return vectors;
}

}  // namespace osler::http
