#include "events/dispatcher.h"

#include <gtest/gtest.h>

#include <set>

#include "access/founding.h"
#include "events/events_bench_test.h"
#include "json/parser.h"

namespace osler::events {
namespace {

std::string member(const std::string& body, std::string_view name) {
  json::Parser parser;
  const auto tree = parser.parse(json::PaddedBytes(body), json::NameTable());
  const json::View own = tree->root().member(name);
  return own.exists() ? own.text() : tree->root().member("data").member(name).text();
}

WebhookSettings no_jitter() {
  WebhookSettings settings;
  settings.jitter_percent_max = 0;
  return settings;
}

TEST(Dispatcher, TellsOfEveryWriteOnceInOrder) {
  Receiver receiver;
  EventsBench bench;
  const Webhook hook = bench.add(receiver.url());
  for (int i = 0; i < 5; ++i) bench.write("Patient", "p1");
  bench.remove("Patient", "p1");
  bench.write("Procedure", "x");
  ASSERT_TRUE(bench.all_settled(hook, 7));
  std::vector<std::string> of_patient;
  for (const Receiver::Got& got : receiver.got()) {
    EXPECT_EQ(got.body.find("Secret"), std::string::npos);
    EXPECT_EQ(got.headers.get("X-Clinik-Delivery-Id"), member(got.body, "id"));
    EXPECT_EQ(got.headers.get("X-Clinik-Event"), member(got.body, "event"));
    if (member(got.body, "resourceId") == "pt_p1") of_patient.push_back(member(got.body, "action"));
  }
  EXPECT_EQ(of_patient, (std::vector<std::string>{"created", "updated", "updated", "updated", "updated", "deleted"}));
  EXPECT_EQ(receiver.count(), 7U);
  const std::vector<Delivery> log = bench.log(hook);
  for (const Delivery& one : log) EXPECT_EQ(one.status, DeliveryStatus::kDelivered);
  const std::vector<Attempt> attempts = *bench.webhooks->attempts(log.front());
  ASSERT_EQ(attempts.size(), 1U);
  EXPECT_EQ(attempts[0].status, 200);
  EXPECT_EQ(attempts[0].answer, "thanks");
}

TEST(Dispatcher, BeginsWithWhatHappensAfterTheEndpointWasMade) {
  Receiver receiver;
  EventsBench bench;
  bench.write("Patient", "before");
  const Webhook hook = bench.add(receiver.url());
  bench.write("Patient", "after");
  ASSERT_TRUE(bench.all_settled(hook, 1));
  EXPECT_EQ(member(receiver.got().at(0).body, "resourceId"), "pt_after");
}

TEST(Dispatcher, SendsWhatWasAskedForOnly) {
  Receiver receiver;
  EventsBench bench;
  const Webhook some = bench.add(receiver.url("/some"), {"patient.updated", "procedure.*"});
  const Webhook test = bench.add(receiver.url("/test"), {"*"}, store::Environment::kTest);
  bench.write("Patient", "a");
  bench.write("Patient", "a");
  bench.write("Procedure", "b");
  bench.write("Patient", "c", bench.partition(store::Environment::kTest));
  ASSERT_TRUE(bench.all_settled(some, 2));
  ASSERT_TRUE(bench.all_settled(test, 1));
  for (const Receiver::Got& got : receiver.got()) {
    if (got.path == "/test") EXPECT_EQ(member(got.body, "environment"), "test");
    else EXPECT_NE(member(got.body, "event"), "patient.created");
  }
}

TEST(Dispatcher, TellsAParentOfItsChildrenAndNobodyElse) {
  Receiver receiver;
  EventsBench bench;
  const auto child = *bench.loop.run(access::found_organization(*bench.accounts, "Branch", bench.made.organization.id, nullptr, bench.loop));
  const auto stranger = *bench.loop.run(access::found_organization(*bench.accounts, "Other", "", nullptr, bench.loop));
  const Webhook hook = bench.add(receiver.url());
  bench.write("Patient", "own");
  bench.write("Patient", "branch", bench.partition(store::Environment::kLive, child.organization.number));
  bench.write("Patient", "foreign", bench.partition(store::Environment::kLive, stranger.organization.number));
  bench.write("Patient", "last");
  ASSERT_TRUE(bench.all_settled(hook, 3));
  std::set<std::string> told;
  for (const Receiver::Got& got : receiver.got()) told.insert(member(got.body, "resourceId") + " " + member(got.body, "tenantId"));
  EXPECT_EQ(told, (std::set<std::string>{"pt_own " + bench.made.organization.id, "pt_branch " + child.organization.id,
                                         "pt_last " + bench.made.organization.id}));
}

TEST(Dispatcher, TriesAgainBySchedule) {
  Receiver receiver([](const Receiver::Got&, std::size_t) { return with_status(500); });
  EventsBench bench(no_jitter());
  const Webhook hook = bench.add(receiver.url());
  bench.write("Patient", "a");
  std::size_t attempts = 1;
  for (const std::uint32_t wait_s : bench.settings.retry_s) {
    ASSERT_TRUE(eventually([&] { return bench.log(hook).size() == 1 && bench.log(hook)[0].attempts == attempts; }));
    const Delivery delivery = bench.log(hook)[0];
    EXPECT_EQ(delivery.status, DeliveryStatus::kPending);
    EXPECT_EQ(delivery.next_ms, bench.clock.now_ms() + wait_s * 1000);
    bench.clock.advance(wait_s * 1000 - 1);
    std::this_thread::sleep_for(std::chrono::milliseconds(40));
    EXPECT_EQ(receiver.count(), attempts);
    bench.clock.advance(1);
    ++attempts;
  }
  ASSERT_TRUE(bench.all_settled(hook, 1));
  EXPECT_EQ(bench.log(hook)[0].status, DeliveryStatus::kFailed);
  EXPECT_EQ(receiver.count(), 6U);
  std::set<std::string> ids;
  for (const Receiver::Got& got : receiver.got()) ids.insert(std::string(*got.headers.get("webhook-id")));
  EXPECT_EQ(ids.size(), 1U);
  EXPECT_EQ(bench.webhooks->attempts(bench.log(hook)[0])->size(), 6U);
}

TEST(Dispatcher, HoldsBackLaterEventsOfAResourceThatFailed) {
  std::atomic<bool> healthy = false;
  Receiver receiver([&](const Receiver::Got& got, std::size_t) {
    return with_status(healthy || member(got.body, "resourceId") != "pt_a" ? 204 : 503);
  });
  EventsBench bench(no_jitter());
  const Webhook hook = bench.add(receiver.url());
  bench.write("Patient", "a");
  bench.write("Patient", "a");
  bench.write("Patient", "b");
  ASSERT_TRUE(bench.all_settled(hook, 1));
  ASSERT_TRUE(eventually([&] { return bench.log(hook).size() == 2; }));  // The second of "a" was not tried yet.
  EXPECT_EQ(receiver.count(), 2U);
  healthy = true;
  bench.clock.advance(30'000);
  ASSERT_TRUE(bench.all_settled(hook, 3));
  EXPECT_EQ(member(receiver.got().at(2).body, "action"), "created");
  EXPECT_EQ(member(receiver.got().at(3).body, "action"), "updated");
}

TEST(Dispatcher, ObeysRetryAfterAndGone) {
  Receiver receiver([](const Receiver::Got& got, std::size_t nth) {
    if (got.path == "/gone") return with_status(410);
    http::Response response = with_status(nth == 1 ? 429 : 200);
    response.headers.set("Retry-After", "600");
    return response;
  });
  EventsBench bench(no_jitter());
  const Webhook busy = bench.add(receiver.url("/busy"), {"patient.*"});
  bench.write("Patient", "a");
  ASSERT_TRUE(eventually([&] { return bench.log(busy).size() == 1; }));
  EXPECT_EQ(bench.log(busy)[0].next_ms, bench.clock.now_ms() + 600'000);
  bench.clock.advance(600'000);
  ASSERT_TRUE(bench.all_settled(busy, 1));

  const Webhook gone = bench.add(receiver.url("/gone"), {"procedure.*"});
  bench.write("Procedure", "b");
  ASSERT_TRUE(bench.all_settled(gone, 1));
  EXPECT_EQ(bench.log(gone)[0].status, DeliveryStatus::kFailed);
  ASSERT_TRUE(eventually([&] { return !bench.webhooks->find(gone.organization, gone.id)->active; }));
  const std::size_t before = receiver.count();
  bench.write("Procedure", "c");
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  EXPECT_EQ(receiver.count(), before);
}

TEST(Dispatcher, CountsRedirectsAndForbiddenAddressesAsFailures) {
  Receiver receiver([](const Receiver::Got&, std::size_t) {
    http::Response response = with_status(302);
    response.headers.set("Location", "http://127.0.0.1/elsewhere");
    return response;
  });
  EventsBench bench;
  const Webhook hook = bench.add(receiver.url());
  bench.write("Patient", "a");
  ASSERT_TRUE(eventually([&] { return bench.log(hook).size() == 1; }));
  EXPECT_EQ(bench.webhooks->attempts(bench.log(hook)[0])->at(0).problem, "redirects are not followed");
  // The same store under a server that may not call loopback: refused for good, no attempt is repeated.
  bench.dispatcher.reset();
  const auto strict = *http::Egress::create({}, bench.resolver);
  Webhooks webhooks(*bench.accounts, names(), bench.ids, *strict, bench.settings);
  Dispatcher dispatcher(webhooks, bench.clock, bench.rng);
  dispatcher.start();
  bench.clock.advance(40'000);
  ASSERT_TRUE(bench.all_settled(hook, 1));
  EXPECT_EQ(bench.log(hook)[0].status, DeliveryStatus::kFailed);
  EXPECT_EQ(receiver.count(), 1U);
}

TEST(Dispatcher, LetsNoDeadEndpointDelayOthers) {
  // Dead ones accept and never answer.
  Receiver receiver;
  EventsBench bench;
  const int silent = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof address;
  ASSERT_EQ(::bind(silent, reinterpret_cast<sockaddr*>(&address), length), 0);
  ASSERT_EQ(::listen(silent, 512), 0);
  getsockname(silent, reinterpret_cast<sockaddr*>(&address), &length);
  for (int i = 0; i < 99; ++i) bench.add("http://127.0.0.1:" + std::to_string(ntohs(address.sin_port)) + "/dead");
  const Webhook hook = bench.add(receiver.url());
  for (int i = 0; i < 20; ++i) bench.write("Patient", "p" + std::to_string(i));
  SystemClock stopwatch;
  const std::int64_t began_ms = stopwatch.steady_ms();
  EXPECT_TRUE(bench.all_settled(hook, 20));
  EXPECT_LT(stopwatch.steady_ms() - began_ms, 10'000);  // One attempt of a dead one takes 15 s.
  bench.egress->stop();
  bench.dispatcher.reset();
  ::close(silent);
}

TEST(Dispatcher, GoesOnAfterARestartWithoutLosingOrRepeating) {
  std::atomic<bool> healthy = false;
  Receiver receiver([&](const Receiver::Got& got, std::size_t) {
    const bool is_odd = (got.body[got.body.find("pt_p") + 4] - '0') % 2 == 1;
    return with_status(healthy || is_odd ? 200 : 500);
  });
  EventsBench bench;
  const Webhook hook = bench.add(receiver.url());
  for (int i = 0; i < 10; ++i) bench.write("Patient", "p" + std::to_string(i));
  ASSERT_TRUE(bench.all_settled(hook, 5));
  ASSERT_TRUE(eventually([&] { return receiver.count() == 10; }));
  bench.restart();
  for (int i = 0; i < 10; ++i) bench.write("Patient", "q" + std::to_string(i));
  bench.dispatcher.reset();  // Nobody looks while these are written,
  bench.write("Patient", "p0");  // and this one waits behind one that failed.
  healthy = true;
  bench.clock.advance(40'000);
  bench.restart();
  ASSERT_TRUE(bench.all_settled(hook, 21));
  std::map<std::string, int> accepted;
  for (const Delivery& one : bench.log(hook)) {
    EXPECT_EQ(one.status, DeliveryStatus::kDelivered);
    ++accepted[one.id];
  }
  EXPECT_EQ(accepted.size(), 21U);
}

TEST(Dispatcher, SendsAgainWhatPeopleAskForAndTests) {
  Receiver receiver;
  EventsBench bench;
  const Webhook hook = bench.add(receiver.url());
  bench.write("Patient", "a");
  bench.write("Patient", "b");
  ASSERT_TRUE(bench.all_settled(hook, 2));
  const Delivery first = bench.log(hook)[0];
  ASSERT_TRUE(bench.loop.run(bench.webhooks->resend(hook.id, first.id, nullptr, bench.loop)).ok());
  ASSERT_TRUE(eventually([&] { return receiver.count() == 3; }));
  EXPECT_EQ(receiver.got().at(2).body, first.body);
  ASSERT_TRUE(bench.all_settled(hook, 2));
  EXPECT_EQ(*bench.loop.run(bench.webhooks->resend_range(hook.id, {0, bench.clock.now_ms() + 1, std::nullopt}, nullptr, bench.loop)), 2U);
  ASSERT_TRUE(eventually([&] { return receiver.count() == 5; }));
  EXPECT_EQ(*bench.loop.run(bench.webhooks->resend_range(hook.id, {0, 1, std::nullopt}, nullptr, bench.loop)), 0U);
  EXPECT_EQ(bench.loop.run(bench.webhooks->resend(hook.id, "evt_nothing", nullptr, bench.loop)).error().kind, ErrorKind::kNotFound);

  const auto test = bench.loop.run(bench.webhooks->send_test(hook, nullptr, bench.loop));
  ASSERT_TRUE(test.ok());
  ASSERT_TRUE(eventually([&] { return receiver.count() == 6; }));
  EXPECT_EQ(receiver.got().at(5).headers.get("X-Clinik-Event"), "webhook.test");
  EXPECT_TRUE(eventually([&] { return bench.webhooks->delivery(hook.id, test->id)->status == DeliveryStatus::kDelivered; }));
}

TEST(Dispatcher, SignsWithBothSecretsDuringTheOverlap) {
  Receiver receiver;
  EventsBench bench;
  const Webhook hook = bench.add(receiver.url());
  const Webhook rotated = *bench.loop.run(bench.webhooks->rotate(hook.organization, hook.id, 60'000, nullptr, bench.loop));
  EXPECT_NE(rotated.secret, hook.secret);
  const auto signatures = [&] { return std::string(*receiver.got().back().headers.get("X-Clinik-Signature")); };
  const auto code = [&](const std::string& secret) { return hex(HmacSha256(secret).code(receiver.got().back().body)); };
  bench.write("Patient", "a");
  ASSERT_TRUE(eventually([&] { return receiver.count() == 1; }));
  EXPECT_EQ(signatures(), code(rotated.secret) + "," + code(hook.secret));
  bench.clock.advance(60'000);
  bench.write("Patient", "b");
  ASSERT_TRUE(eventually([&] { return receiver.count() == 2; }));
  EXPECT_EQ(signatures(), code(rotated.secret));
}

TEST(Dispatcher, KeepsABoundedLog) {
  WebhookSettings settings;
  settings.kept_max = 5;
  Receiver receiver;
  EventsBench bench(settings);
  const Webhook hook = bench.add(receiver.url());
  for (int i = 0; i < 40; ++i) bench.write("Patient", "p" + std::to_string(i));
  ASSERT_TRUE(eventually([&] { return receiver.count() == 40 && bench.log(hook).size() <= 6; }));
  bench.restart();
  std::this_thread::sleep_for(std::chrono::milliseconds(60));
  EXPECT_EQ(receiver.count(), 40U);  // What was forgotten is not sent again.
  EXPECT_LE(bench.store.rows(store::Partition::system(), kAttemptTable, "", "", 1'000)->size(), 6U);
}

TEST(Dispatcher, StopsForRemovedEndpoints) {
  Receiver receiver([](const Receiver::Got&, std::size_t) { return with_status(500); });
  EventsBench bench;
  const Webhook hook = bench.add(receiver.url());
  bench.write("Patient", "a");
  ASSERT_TRUE(eventually([&] { return bench.log(hook).size() == 1; }));
  ASSERT_TRUE(bench.loop.run(bench.webhooks->remove(hook.organization, hook.id, nullptr, bench.loop)).ok());
  bench.clock.advance(100'000);
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  EXPECT_EQ(receiver.count(), 1U);
  for (const std::string_view table : {kDeliveryTable, kOpenTable, kAttemptTable, kCursorTable}) {
    EXPECT_TRUE(bench.store.rows(store::Partition::system(), table, "", "", 10)->empty()) << table;
  }
}

TEST(Dispatcher, CutsEndlessAnswersAndKeepsTheirBeginning) {
  WebhookSettings settings;
  settings.answer_bytes_max = 1'000;
  Receiver receiver([](const Receiver::Got&, std::size_t) {
    http::Response response;
    response.body = std::string(3'000'000, '\xff');
    return response;
  });
  EventsBench bench(settings);
  const Webhook hook = bench.add(receiver.url());
  bench.write("Patient", "a");
  ASSERT_TRUE(bench.all_settled(hook, 1));
  EXPECT_EQ(bench.log(hook)[0].status, DeliveryStatus::kDelivered);
  EXPECT_EQ(bench.webhooks->attempts(bench.log(hook)[0])->at(0).answer, std::string(1'000, '?'));
}

TEST(Webhooks, RefuseWhatCannotWork) {
  EventsBench bench;
  const auto faults = [&](std::string url, std::vector<std::string> patterns, std::string tenant = {}) {
    Webhook wanted;
    wanted.organization = bench.made.organization.id;
    wanted.url = std::move(url);
    wanted.patterns = std::move(patterns);
    wanted.only_tenant = std::move(tenant);
    const auto made = bench.loop.run(bench.webhooks->create(wanted, nullptr, bench.loop));
    return made.ok() ? std::string() : made.error().issues.at(0).expression + ": " + made.error().issues.at(0).diagnostics;
  };
  EXPECT_EQ(faults("http://127.0.0.1/", {"*"}), "");
  EXPECT_TRUE(faults("nonsense", {"*"}).starts_with("url: expected https://"));
  EXPECT_TRUE(faults("http://127.0.0.1/", {"patients.*"}).ends_with("did you mean patient?"));
  EXPECT_TRUE(faults("http://127.0.0.1/", {}).starts_with("events: Expected 1 to 50"));
  EXPECT_TRUE(faults("http://127.0.0.1/", {"*"}, "org_unknown").starts_with("subOrganization: "));
  WebhookSettings one;
  one.endpoints_max = 1;
  EventsBench small(one);
  small.add("http://127.0.0.1/");
  Webhook second;
  second.organization = small.made.organization.id;
  second.url = "http://127.0.0.1/";
  second.patterns = {"*"};
  EXPECT_EQ(small.loop.run(small.webhooks->create(second, nullptr, small.loop)).error().kind, ErrorKind::kConflict);
}

}  // namespace
}  // namespace osler::events
