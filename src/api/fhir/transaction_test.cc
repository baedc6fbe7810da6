// Transactions and batches. Spec: FHIR R4, http.html#transaction, #trules; bundle.html#references.

#include "api/fhir/memory_base_test.h"
#include "http/body_source.h"

namespace osler::fhir_api {
namespace {

std::string entry(std::string_view method, std::string_view url, std::string_view resource = {}, std::string_view more = {}) {
  std::string text = R"({"request":{"method":")" + std::string(method) + R"(","url":")" + std::string(url) + "\"";
  if (more.starts_with("if")) text += "," + std::string("\"") + std::string(more.substr(0, more.find('='))) + R"(":")" + std::string(more.substr(more.find('=') + 1)) + "\"";
  text += "}";
  if (!resource.empty()) text += ",\"resource\":" + std::string(resource);
  if (more.starts_with("url=")) text += R"(,"fullUrl":")" + std::string(more.substr(4)) + "\"";
  return text + "}";
}

std::string named(std::string_view type, std::string_view word, std::string_view more = {}) {
  return R"({"resourceType":")" + std::string(type) + R"(","identifier":[{"system":"urn:s","value":")" + std::string(word) + R"("}])" + std::string(more) + "}";
}

struct Way {
  const char* name;
  std::uint32_t staged_from;
  std::uint32_t answer_held_max;
};

/// Written as one write set, or staged whatever their size; with answers made before they are sent, or while they are.
class TransactionTest : public FhirApiTest, public testing::WithParamInterface<Way> {
 protected:
  TransactionTest() : FhirApiTest(settings()) {}
  static engine::Settings settings() {
    engine::Settings settings;
    settings.transaction_staged_from = GetParam().staged_from;
    settings.transaction_answer_held_max = GetParam().answer_held_max;
    return settings;
  }
  /// Reads an answer that is made while it is sent, in pieces of `bytes`.
  void read_all(http::Response& response, std::size_t bytes) {
    came_in_portions_ = response.source != nullptr;
    if (!response.source) return;
    std::string piece(bytes, ' ');
    while (const std::size_t read = response.source->read(piece)) response.body += piece.substr(0, read);
    EXPECT_FALSE(response.source->failed());
  }
  http::Response bundle(std::string_view type, const std::vector<std::string>& entries, http::Headers headers = {}) {
    std::string text = R"({"resourceType":"Bundle","type":")" + std::string(type) + R"(","entry":[)";
    for (std::size_t i = 0; i < entries.size(); ++i) text += (i == 0 ? "" : ",\n") + entries[i];
    http::Response response = send(http::Method::kPost, "", text + "]}", std::move(headers));
    read_all(response, 1'000);
    return response;
  }
  http::Response transaction(const std::vector<std::string>& entries, http::Headers headers = {}) {
    return bundle("transaction", entries, std::move(headers));
  }
  /// Member of response `i`.
  std::string answered(const http::Response& response, std::size_t i, std::string_view member = "status") {
    json::Parser parser;
    const auto tree = parser.parse(json::PaddedBytes(response.body), json::NameTable());
    return tree.ok() ? tree->root().member("entry").at(i).member("response").member(member).text() : response.body;
  }
  std::string id_in(const http::Response& response, std::size_t i) {
    const std::string location = answered(response, i, "location");
    const std::size_t history = location.find("/_history/");
    return location.substr(location.rfind('/', history - 1) + 1, history - location.rfind('/', history - 1) - 1);
  }
  std::string get(const std::string& path) { return send(http::Method::kGet, path).body; }

  bool came_in_portions_ = false;  ///< The answer read last.
};

TEST_P(TransactionTest, CreatesByCriteriaOnce) {
  const std::vector<std::string> entries{
      entry("POST", "Patient", named("Patient", "ann"), "ifNoneExist=identifier=urn:s|ann"),
      entry("POST", "Patient", named("Patient", "ann"), "ifNoneExist=identifier=urn:s|ann")};
  const http::Response first = transaction(entries);
  ASSERT_EQ(first.status, 200) << first.body;
  EXPECT_EQ(answered(first, 0), "201 Created");
  EXPECT_EQ(answered(first, 1), "200 OK");
  EXPECT_EQ(id_in(first, 0), id_in(first, 1));
  const http::Response second = transaction(entries);
  EXPECT_EQ(answered(second, 0), "200 OK") << second.body;
  EXPECT_EQ(id_in(second, 0), id_in(first, 0));
  EXPECT_EQ(total("/Patient?_summary=count"), "1");
}

TEST_P(TransactionTest, LinksToWhatACriterionFound) {
  const std::string known = value(send(http::Method::kPost, "/Patient", named("Patient", "ann")).body, "id");
  const std::string encounter = R"({"resourceType":"Encounter","status":"planned","class":{"code":"AMB"},"subject":{"reference":"urn:uuid:p"}})";
  std::string create = entry("POST", "Patient", named("Patient", "ann"), "url=urn:uuid:p");
  create.insert(create.find("\"method\""), R"("ifNoneExist":"identifier=urn:s|ann",)");
  const http::Response written = transaction({create, entry("POST", "Encounter", encounter)});
  ASSERT_EQ(written.status, 200) << written.body;
  EXPECT_NE(get("/Encounter/" + id_in(written, 1)).find("Patient/" + known), std::string::npos);
}

TEST_P(TransactionTest, ResolvesConditionalReferencesInsideAndOutside) {
  const std::string outside = value(send(http::Method::kPost, "/Practitioner", named("Practitioner", "out")).body, "id");
  const auto encounter = [](std::string_view who) {
    return R"({"resourceType":"Encounter","status":"planned","class":{"code":"AMB"},"subject":{"reference":"Patient?identifier=urn:s|ann"},)"
           R"("participant":[{"individual":{"reference":"Practitioner?identifier=urn:s%7C)" + std::string(who) + R"("}}]})";
  };
  const std::vector<std::string> both{entry("POST", "Encounter", encounter("out")), entry("POST", "Encounter", encounter("in")),
                                      entry("POST", "Practitioner", named("Practitioner", "in")), entry("POST", "Patient", named("Patient", "ann"))};
  const http::Response written = transaction(both);
  ASSERT_EQ(written.status, 200) << written.body;
  EXPECT_NE(get("/Encounter/" + id_in(written, 0)).find("Practitioner/" + outside), std::string::npos);
  EXPECT_NE(get("/Encounter/" + id_in(written, 1)).find("Practitioner/" + id_in(written, 2)), std::string::npos);
  EXPECT_NE(get("/Encounter/" + id_in(written, 1)).find("Patient/" + id_in(written, 3)), std::string::npos);

  const http::Response several = transaction(both);
  EXPECT_EQ(several.status, 412) << "one is stored by now, and one is in the Bundle";
  EXPECT_NE(several.body.find("Bundle.entry["), std::string::npos) << several.body;
  const http::Response none = transaction({entry("POST", "Encounter", encounter("nobody"))});
  EXPECT_EQ(none.status, 412);
  EXPECT_NE(none.body.find("Bundle.entry[0].resource.participant[0].individual"), std::string::npos) << none.body;
  EXPECT_EQ(transaction({entry("POST", "Encounter", R"({"resourceType":"Encounter","status":"planned","class":{"code":"AMB"},"subject":{"reference":"Patient?nosuch=1"}})")}).status, 400);
  EXPECT_EQ(total("/Encounter?_summary=count"), "2");
}

TEST_P(TransactionTest, RefusesConditionalReferencesElsewhere) {
  send(http::Method::kPost, "/Patient", named("Patient", "ann"));
  const std::string encounter = R"({"resourceType":"Encounter","status":"planned","class":{"code":"AMB"},"subject":{"reference":"Patient?identifier=urn:s|ann"}})";
  const http::Response refused = send(http::Method::kPost, "/Encounter", encounter);
  EXPECT_EQ(refused.status, 422);
  EXPECT_NE(refused.body.find("Encounter.subject"), std::string::npos) << refused.body;
  EXPECT_EQ(answered(bundle("batch", {entry("POST", "Encounter", encounter)}), 0), "422 Unprocessable Content");
}

TEST_P(TransactionTest, LinksOidsAndAddressesOfEitherBase) {
  const auto encounter = [](std::string_view reference) {
    return R"({"resourceType":"Encounter","status":"planned","class":{"code":"AMB"},"subject":{"reference":")" + std::string(reference) + R"("}})";
  };
  for (const auto& [full_url, reference] : {std::pair("urn:oid:1.2.3", "urn:oid:1.2.3"), std::pair("http://h/fhir/Patient/temp", "Patient/temp"),
                                            std::pair("Patient/temp", "http://h/fhir/Patient/temp"), std::pair("http://elsewhere/Patient/temp", "Patient/temp")}) {
    const http::Response written = transaction({entry("POST", "Encounter", encounter(reference)), entry("POST", "Patient", named("Patient", "x"), "url=" + std::string(full_url))});
    ASSERT_EQ(written.status, 200) << full_url << written.body;
    EXPECT_NE(get("/Encounter/" + id_in(written, 0)).find("Patient/" + id_in(written, 1)), std::string::npos) << full_url;
  }
}

TEST_P(TransactionTest, DeletesFirstWhateverTheOrder) {
  const std::string old = value(send(http::Method::kPost, "/Patient", named("Patient", "ann")).body, "id");
  const http::Response written = transaction({entry("GET", "Patient?identifier=urn:s|ann&_summary=count"), entry("PUT", "Patient?identifier=urn:s|ann", named("Patient", "ann", R"(,"active":true)")),
                                              entry("DELETE", "Patient/" + old)});
  ASSERT_EQ(written.status, 200) << written.body;
  EXPECT_EQ(answered(written, 1), "201 Created") << "what is deleted first meets no criteria";
  EXPECT_EQ(answered(written, 2), "204 No Content");
  EXPECT_NE(written.body.find(R"("total":1)"), std::string::npos) << "the search sees the end";
  EXPECT_EQ(send(http::Method::kGet, "/Patient/" + old).status, 410);
}

TEST_P(TransactionTest, RefusesReferencesToWhatItDeletes) {
  const std::string old = patient();
  const http::Response refused = transaction({entry("DELETE", "Patient/" + old),
      entry("POST", "Encounter", R"({"resourceType":"Encounter","status":"planned","class":{"code":"AMB"},"subject":{"reference":"Patient/)" + old + R"("}})")});
  EXPECT_EQ(refused.status, 422) << refused.body;
  EXPECT_EQ(send(http::Method::kGet, "/Patient/" + old).status, 200);
}

TEST_P(TransactionTest, PatchesInEitherForm) {
  const std::string id = patient();
  const std::string other = value(send(http::Method::kPost, "/Patient", named("Patient", "ann")).body, "id");
  // [{"op":"replace","path":"/active","value":false}]
  const std::string binary = R"({"resourceType":"Binary","contentType":"application/json-patch+json","data":"W3sib3AiOiJyZXBsYWNlIiwicGF0aCI6Ii9hY3RpdmUiLCJ2YWx1ZSI6ZmFsc2V9XQ=="})";
  const std::string parameters = R"({"resourceType":"Parameters","parameter":[{"name":"operation","part":[{"name":"type","valueCode":"add"},{"name":"path","valueString":"Patient"},)"
                                 R"({"name":"name","valueString":"gender"},{"name":"value","valueCode":"female"}]}]})";
  const http::Response written = transaction({entry("PATCH", "Patient/" + id, binary), entry("PATCH", "Patient?identifier=urn:s|ann", parameters)});
  ASSERT_EQ(written.status, 200) << written.body;
  EXPECT_EQ(value(get("/Patient/" + id), "active"), "false");
  EXPECT_EQ(value(get("/Patient/" + other), "gender"), "female");
  EXPECT_EQ(transaction({entry("PATCH", "Patient/none", parameters)}).status, 404);
  EXPECT_EQ(transaction({entry("PATCH", "Patient/" + other, parameters)}).status, 422) << "it has a gender now";
}

TEST_P(TransactionTest, MakesNoVersionOfWhatStays) {
  const std::string body = R"({"resourceType":"Patient","id":"same","active":true})";
  send(http::Method::kPut, "/Patient/same", body);
  const http::Response written = transaction({entry("PUT", "Patient/same", body), entry("PUT", "Patient/other", R"({"resourceType":"Patient","id":"other"})")});
  ASSERT_EQ(written.status, 200) << written.body;
  EXPECT_EQ(answered(written, 0), "200 OK");
  EXPECT_EQ(answered(written, 0, "etag"), "W/\"1\"");
  EXPECT_EQ(answered(written, 1), "201 Created");
}

TEST_P(TransactionTest, HoldsEachEntryToItsConditions) {
  const std::string id = patient();
  const std::string body = R"({"resourceType":"Patient","id":")" + id + R"("})";
  EXPECT_EQ(transaction({entry("PUT", "Patient/" + id, body, "ifMatch=W/\\\"7\\\"")}).status, 412);
  EXPECT_EQ(transaction({entry("PUT", "Patient/" + id, body, "ifNoneMatch=*")}).status, 412);
  EXPECT_EQ(transaction({entry("DELETE", "Patient/" + id, "", "ifMatch=W/\\\"7\\\"")}).status, 412);
  EXPECT_EQ(transaction({entry("PUT", "Patient/" + id, body, "ifMatch=nonsense")}).status, 400);
  EXPECT_EQ(transaction({entry("PUT", "Patient/" + id, body, "ifNoneExist=active=true")}).status, 400);
  EXPECT_EQ(transaction({entry("PUT", "Patient/" + id, body, "ifMatch=W/\\\"1\\\"")}).status, 200);
  const http::Response read = transaction({entry("GET", "Patient/" + id, "", "ifNoneMatch=W/\\\"2\\\"")});
  EXPECT_EQ(answered(read, 0), "304 Not Modified") << read.body;
}

TEST_P(TransactionTest, RefusesWhatIsNoTransaction) {
  const std::string any = named("Patient", "x");
  EXPECT_EQ(transaction({entry("PUT", "Patient/a", R"({"resourceType":"Patient","id":"a"})"), entry("DELETE", "Patient/a")}).status, 400);
  EXPECT_EQ(transaction({entry("POST", "Patient", any, "url=urn:uuid:1"), entry("POST", "Patient", any, "url=urn:uuid:1")}).status, 400);
  EXPECT_EQ(transaction({entry("POST", "Patient")}).status, 400);
  EXPECT_EQ(transaction({entry("BREW", "Patient", any)}).status, 400);
  EXPECT_EQ(transaction({R"({"resource":{"resourceType":"Patient"}})"}).status, 400);
  EXPECT_EQ(transaction({entry("PUT", "Patient", any)}).status, 412);
  EXPECT_EQ(transaction({entry("PUT", "Patient/b", R"({"resourceType":"Patient","id":"c"})")}).status, 400);
  EXPECT_EQ(transaction({entry("POST", "Nosuch", any)}).status, 400);
  EXPECT_EQ(send(http::Method::kPost, "", R"({"resourceType":"Bundle","type":"transaction","entry":[7]})").status, 400);
  EXPECT_EQ(send(http::Method::kPost, "", R"({"resourceType":"Bundle","type":"collection","entry":[]})").status, 400);
  EXPECT_EQ(send(http::Method::kPost, "", any).status, 400);
  EXPECT_EQ(send(http::Method::kPost, "", "").status, 400);
  EXPECT_EQ(transaction({}).status, 200);
  EXPECT_EQ(total("/Patient?_summary=count"), "0");
}

TEST_P(TransactionTest, FindsEntriesWhereverTheyStand) {
  const std::string text = "\xEF\xBB\xBF{\"entry\":\n [ " + entry("POST", "Patient", named("Patient", "a")) + "\n ,\r\n\t" +
                           entry("POST", "Patient", named("Patient", "b")) + "] , \"type\":\"transaction\",\"resourceType\":\"Bundle\"}";
  const http::Response written = send(http::Method::kPost, "/", text);
  EXPECT_EQ(written.status, 200) << written.body;
  EXPECT_EQ(total("/Patient?identifier=urn:s|b"), "1");
}

TEST_P(TransactionTest, AnswersAsPreferred) {
  const std::vector<std::string> one{entry("POST", "Patient", named("Patient", "a"))};
  EXPECT_EQ(transaction(one).body.find("\"identifier\""), std::string::npos);
  EXPECT_NE(transaction(one, header("Prefer", "return=representation")).body.find("\"identifier\""), std::string::npos);
  EXPECT_NE(transaction(one, header("Prefer", "return=OperationOutcome")).body.find("\"outcome\""), std::string::npos);
  EXPECT_EQ(bundle("batch", one, header("Prefer", "return=minimal")).body.find("\"identifier\""), std::string::npos);
  EXPECT_NE(bundle("batch", one).body.find("\"lastModified\""), std::string::npos);
}

TEST_P(TransactionTest, AnswersTheSameInPiecesOfAnySize) {
  std::vector<std::string> entries;
  for (int i = 0; i < 40; ++i) entries.push_back(entry("PUT", "Patient/p" + std::to_string(i), R"({"resourceType":"Patient","id":"p)" + std::to_string(i) + R"("})"));
  entries.push_back(entry("DELETE", "Patient/none"));
  ASSERT_EQ(transaction(entries).status, 200);
  std::string text = R"({"resourceType":"Bundle","type":"transaction","entry":[)";
  for (const std::string& one : entries) text += one + ",";
  text.back() = ']';
  const http::Response expected = transaction(entries);  // Nothing changes any more: every answer says the same.
  for (const std::size_t bytes : {std::size_t{1}, std::size_t{7}, std::size_t{500}, std::size_t{1} << 20U}) {
    SCOPED_TRACE(bytes);
    http::Response response = send(http::Method::kPost, "", text + "}");
    read_all(response, bytes);
    EXPECT_EQ(response.body, expected.body);
  }
  EXPECT_EQ(answered(expected, 39), "200 OK");
  EXPECT_EQ(answered(expected, 40), "204 No Content");
}

TEST_P(TransactionTest, MakesAnAnswerWhileItIsSentOnlyIfNothingElseNeedsIt) {
  const std::string one = entry("POST", "Patient", named("Patient", "a"));
  const bool may_be = GetParam().answer_held_max == 0;
  ASSERT_EQ(transaction({one}).status, 200);
  EXPECT_EQ(came_in_portions_, may_be);
  const http::Response kept = transaction({one}, header("Idempotency-Key", "k"));
  EXPECT_FALSE(came_in_portions_) << "a key keeps it";
  EXPECT_EQ(answered(kept, 0), "201 Created");
  const http::Response read = transaction({one, entry("GET", "Patient?identifier=urn:s|a&_summary=count")});
  EXPECT_FALSE(came_in_portions_) << "what is read is in hand";
  EXPECT_EQ(answered(read, 1), "200 OK");
  http::Response pretty = send(http::Method::kPost, "/?_pretty=true", R"({"resourceType":"Bundle","type":"transaction","entry":[)" + one + "]}");
  read_all(pretty, 100);
  EXPECT_FALSE(came_in_portions_) << "its layout is made of the whole";
  EXPECT_NE(pretty.body.find("\n"), std::string::npos);
}

TEST_P(TransactionTest, ReadsMembersWithEscapes) {
  const std::string patient = R"({"fullUrl":"urn:uuid:\u0031","request":{"method":"\u0050UT","url":"Patient\/\u0070"},"resource":{"resourceType":"Patient","id":"\u0070"}})";
  const std::string encounter = entry("POST", "Encounter", R"({"resourceType":"Encounter","status":"finished","class":{"code":"AMB"},"subject":{"reference":"urn:uuid:1"}})");
  const http::Response written = transaction({encounter, patient});
  ASSERT_EQ(written.status, 200) << written.body;
  EXPECT_EQ(id_in(written, 1), "p");
  EXPECT_EQ(total("/Encounter?subject=Patient/p&_summary=count"), "1");
}

TEST_P(TransactionTest, FindsTwoWritesOfOneResourceAmongMany) {
  std::vector<std::string> entries;
  for (int i = 0; i < 300; ++i) {
    const std::string id = "m" + std::to_string(i);
    entries.push_back(entry("PUT", "Patient/" + id, R"({"resourceType":"Patient","id":")" + id + R"("})"));
    entries.push_back(entry("PUT", "Group/" + id, R"({"resourceType":"Group","id":")" + id + R"(","type":"person","actual":true,"member":[{"entity":{"reference":"Patient/)" + id + R"("}}]})"));
  }
  EXPECT_EQ(transaction(entries).status, 200);
  entries.push_back(entry("PUT", "Patient/m7", R"({"resourceType":"Patient","id":"m7"})"));
  const http::Response twice = transaction(entries);
  EXPECT_EQ(twice.status, 400);
  EXPECT_NE(twice.body.find("Bundle.entry[600]"), std::string::npos);
  entries.back() = entry("DELETE", "Patient/m299");
  EXPECT_EQ(transaction(entries).status, 400) << "it is written, too";
  entries[598] = entries.back();
  entries.back() = entry("POST", "Group", R"({"resourceType":"Group","type":"person","actual":true,"member":[{"entity":{"reference":"Patient/m298"}}]})");
  EXPECT_EQ(transaction(entries).status, 200);
  entries[598] = entry("PUT", "Patient/m299", R"({"resourceType":"Patient","id":"m299"})");
  entries[0] = entry("DELETE", "Patient/m0");
  entries[1] = entry("POST", "Group", R"({"resourceType":"Group","type":"person","actual":true,"member":[{"entity":{"reference":"Patient/m0"}}]})");
  EXPECT_EQ(transaction(entries).status, 422) << "what is deleted cannot be referred to";
}

INSTANTIATE_TEST_SUITE_P(Both, TransactionTest,
                         testing::Values(Way{"AtOnce", 501, 2'000}, Way{"Staged", 1, 2'000}, Way{"StagedAndSentInPortions", 1, 0}),
                         [](const auto& way) { return way.param.name; });

}  // namespace
}  // namespace osler::fhir_api
