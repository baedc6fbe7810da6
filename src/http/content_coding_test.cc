#include "http/content_coding.h"

#include <gtest/gtest.h>

namespace osler::http {
namespace {

TEST(AcceptsGzip, ReadsWeights) {
  struct Case {
    const char* value;
    bool accepted;
  };
  for (const Case& wanted :
       {Case{"gzip", true}, Case{"GZIP", true}, Case{"br, gzip;q=0.5", true}, Case{"deflate, br", false},
        Case{"gzip;q=0", false}, Case{"gzip; q=0.000, br", false}, Case{"gzip;q=0.001", true}, Case{"", false},
        Case{"identity", false}, Case{"gzipx", false}, Case{"gzip ; x=1 ; Q=0.0", false}}) {
    SCOPED_TRACE(wanted.value);
    Headers headers;
    headers.add("Accept-Encoding", wanted.value);
    EXPECT_EQ(accepts_gzip(headers), wanted.accepted);
  }
  EXPECT_FALSE(accepts_gzip({}));
}

Response answer(const char* type, std::size_t bytes) {
  Response response;
  if (*type != '\0') response.headers.add("Content-Type", type);
  response.body.assign(bytes, 'a');
  return response;
}

TEST(EncodeContent, CompressesTextThatIsLongEnough) {
  GzipWriter writer;
  struct Case {
    const char* type;
    std::size_t bytes;
    bool compressed;
  };
  for (const Case& wanted :
       {Case{"application/json", 1'024, true}, Case{"application/json", 1'023, false},
        Case{"text/html; charset=utf-8", 5'000, true}, Case{"application/fhir+json; fhirVersion=4.0", 5'000, true},
        Case{"application/x-ndjson", 5'000, true}, Case{"image/svg+xml", 5'000, true},
        Case{"text/javascript", 5'000, true}, Case{"image/png", 5'000, false},
        Case{"application/octet-stream", 5'000, false}, Case{"", 5'000, false}}) {
    SCOPED_TRACE(wanted.type);
    Response response = answer(wanted.type, wanted.bytes);
    encode_content(response, Gzip::kAccepted, 1'024, writer);
    EXPECT_EQ(response.headers.get("content-encoding").has_value(), wanted.compressed);
    EXPECT_EQ(response.headers.has_token("vary", "accept-encoding"), wanted.compressed);
    EXPECT_EQ(response.body.size() < wanted.bytes, wanted.compressed);
  }
}

TEST(EncodeContent, SaysThatTheAnswerVariesEvenWhenItIsNotCompressed) {
  GzipWriter writer;
  Response response = answer("text/plain", 2'000);
  response.headers.add("Vary", "Accept");
  encode_content(response, Gzip::kRefused, 1'024, writer);
  EXPECT_TRUE(response.headers.has_token("vary", "accept-encoding"));
  EXPECT_FALSE(response.headers.get("content-encoding").has_value());
  EXPECT_EQ(response.body.size(), 2'000U);
}

TEST(EncodeContent, LeavesCodedAndPartialAnswersAlone) {
  GzipWriter writer;
  Response coded = answer("text/plain", 2'000);
  coded.headers.add("Content-Encoding", "gzip");
  encode_content(coded, Gzip::kAccepted, 1'024, writer);
  EXPECT_EQ(coded.body.size(), 2'000U);
  Response partial = answer("text/plain", 2'000);
  partial.status = 206;
  encode_content(partial, Gzip::kAccepted, 1'024, writer);
  EXPECT_EQ(partial.body.size(), 2'000U);
}

TEST(GzipWriter, IsUndoneByTheReaderAndMayBeUsedAgain) {
  GzipWriter writer;
  for (const std::string& text : {std::string(10'000, 'x'), std::string(100'000, 'y')}) {
    const std::optional<std::string> coded = writer.compress(text);
    ASSERT_TRUE(coded.has_value());
    std::string plain;
    GzipReader reader;
    EXPECT_EQ(reader.add(*coded,
                         [&](std::string_view part) {
                           plain += part;
                           return true;
                         }),
              GzipReader::Outcome::kOk);
    EXPECT_TRUE(reader.at_end());
    EXPECT_EQ(plain, text);
  }
  EXPECT_FALSE(writer.compress("ab").has_value()) << "compressed it would be longer";
}

}  // namespace
}  // namespace osler::http
