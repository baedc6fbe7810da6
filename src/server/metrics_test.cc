#include "server/metrics.h"

#include <gtest/gtest.h>

namespace osler::server {
namespace {

TEST(Metrics, CountsBySurfaceAndStatusClass) {
  Metrics metrics;
  metrics.count(Surface::kV1, 201, 1500);
  metrics.count(Surface::kV1, 204, 500);
  metrics.count(Surface::kFhir, 404, 10);
  const std::string text = metrics.text({7, 9, 11, 3});
  EXPECT_NE(text.find("osler_http_requests_total{surface=\"v1\",status=\"2xx\"} 2\n"), std::string::npos);
  EXPECT_NE(text.find("osler_http_request_seconds_total{surface=\"v1\",status=\"2xx\"} 0.002000\n"), std::string::npos);
  EXPECT_NE(text.find("osler_http_requests_total{surface=\"fhir\",status=\"4xx\"} 1\n"), std::string::npos);
  EXPECT_NE(text.find("osler_http_connections 7\n"), std::string::npos);
  EXPECT_NE(text.find("osler_store_position 9\n"), std::string::npos);
  EXPECT_NE(text.find("osler_search_parameters_building 3\n"), std::string::npos);
  EXPECT_NE(text.find("osler_store_reads_total 11\n"), std::string::npos);
}

}  // namespace
}  // namespace osler::server
