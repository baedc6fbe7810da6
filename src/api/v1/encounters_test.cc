// Reading, changing and finding encounters, and the rules that hold for every resource.

#include <set>

#include "api/v1/memory_api_test.h"

namespace osler::api::v1 {
namespace {

class EncountersTest : public ApiTest {
 protected:
  std::string make(const std::string& more = "") {
    const Sent made = post("encounters", R"({"status":"planned","class":"AMB","patientId":"pt_abc123")" + more + "}");
    EXPECT_EQ(made.status, 201) << made.text;
    return made.data().member("id").text();
  }
  static std::string fhir_id(const std::string& id) { return id.substr(id.find('_') + 1); }
};

TEST_F(EncountersTest, TakesEveryFormOfAnId) {
  for (const char* form : {"pt_abc123", "abc123", "Patient/abc123", "http://h/api/fhir/Patient/abc123",
                           "http://h/v1/fhir/Patient/abc123"}) {
    const Sent made =
        post("encounters", std::string(R"({"status":"planned","class":"AMB","patientId":")") + form + "\"}");
    ASSERT_EQ(made.status, 201) << form << made.text;
    EXPECT_EQ(made.data().member("patientId").text(), "pt_abc123");
  }
  EXPECT_EQ(get("encounters/xyz789").status, 200);
  EXPECT_EQ(
      post("encounters", R"({"status":"planned","class":"AMB","patientId":"abc123","practitionerId":"pract_xyz789"})")
          .status,
      201);
}

TEST_F(EncountersTest, HintsAtIdsOfAnotherType) {
  const Sent body = post("encounters", R"({"status":"planned","class":"AMB","patientId":"enc_xyz789"})");
  EXPECT_EQ(body.status, 422);
  EXPECT_NE(body.message().find("patientId: \"enc_…\" is an encounter id"), std::string::npos) << body.message();
  const Sent path = get("encounters/pt_abc123");
  EXPECT_EQ(path.status, 404);
  EXPECT_NE(path.message().find("\"pt_…\" is a patient id"), std::string::npos) << path.message();
}

TEST_F(EncountersTest, NamesTheFieldThatRefersToNothing) {
  const Sent patient = post("encounters", R"({"status":"planned","class":"AMB","patientId":"pt_nobody"})");
  EXPECT_EQ(patient.status, 422);
  EXPECT_EQ(patient.message(), "patientId: refers to a Patient that does not exist");
  const Sent nurse =
      post("encounters", R"({"status":"planned","class":"AMB","patientId":"pt_abc123","practitionerId":"prac_xyz789",
    "participants":[{"practitionerId":"prac_def456"},{"practitionerId":"prac_nobody"}]})");
  EXPECT_EQ(nurse.status, 422);
  EXPECT_EQ(nurse.message(), "participants[1].practitionerId: refers to a Practitioner that does not exist");
}

TEST_F(EncountersTest, ChangesOnlyWhatIsSent) {
  put("Encounter/rich",
      R"({"resourceType":"Encounter","status":"planned","class":{"code":"AMB"},"subject":{"reference":"Patient/abc123"},
    "extension":[{"url":"http://e","valueString":"kept"}],
    "type":[{"coding":[{"system":"http://snomed.info/sct","code":"1"},{"system":"http://local","code":"2"}],"text":"Visit"},{"text":"second"}],
    "participant":[{"individual":{"reference":"Practitioner/xyz789"},"period":{"start":"2025-01-01"}}]})");
  const Sent patched = patch("encounters/enc_rich", R"({"status":"finished","location":"Ward 3"})");
  ASSERT_EQ(patched.status, 200) << patched.text;
  EXPECT_EQ(patched.data().member("status").text(), "finished");
  EXPECT_EQ(patched.header("ETag"), "W/\"2\"");
  const std::string text = stored("Encounter", "rich");
  for (const char* kept : {R"([{"url":"http://e","valueString":"kept"}])", R"({"system":"http://local","code":"2"})",
                           R"({"text":"second"})", R"("period":{"start":"2025-01-01"})"}) {
    EXPECT_NE(text.find(kept), std::string::npos) << kept << text;
  }
}

TEST_F(EncountersTest, KeepsWhatIsSentBackAsItReads) {
  put("Encounter/rich",
      R"({"resourceType":"Encounter","status":"planned","class":{"code":"AMB"},"subject":{"reference":"Patient/abc123"},
    "diagnosis":[{"id":"d1","condition":{"display":"I10"},"use":{"text":"AD"}},{"id":"d2","condition":{"display":"E11"}}]})");
  const Sent read = get("encounters/enc_rich");
  const Sent same = patch("encounters/enc_rich", read.data().raw());
  EXPECT_EQ(same.status, 200) << same.text;
  EXPECT_EQ(same.header("ETag"), "W/\"1\"");
  ASSERT_EQ(patch("encounters/enc_rich", R"({"diagnosis":[{"condition":"E11"},{"condition":"J45"}]})").status, 200);
  const std::string text = stored("Encounter", "rich");
  EXPECT_NE(text.find("\"id\":\"d2\""), std::string::npos) << text;
  EXPECT_EQ(text.find("\"id\":\"d1\""), std::string::npos) << text;
}

TEST_F(EncountersTest, RemovesWithNullAndLeavesNoShells) {
  const std::string id =
      make(R"(,"location":"Ward 3","lengthMinutes":30,"type":"Check-up","period":{"start":"2025-01-15"})");
  const Sent patched = patch("encounters/" + id, R"({"location":null,"lengthMinutes":null,"type":null,"period":null})");
  ASSERT_EQ(patched.status, 200) << patched.text;
  const std::string text = stored("Encounter", fhir_id(id));
  for (const char* gone : {"location", "length", "\"type\"", "period"})
    EXPECT_EQ(text.find(gone), std::string::npos) << gone << text;
  EXPECT_EQ(patch("encounters/" + id, R"({"status":null})").message(), "status: Required");
}

TEST_F(EncountersTest, MakesNoVersionWithoutAChange) {
  const std::string id = make();
  for (const char* body : {"{}", "[]", R"({"status":"planned"})", R"({"patientId":"pt_abc123"})"}) {
    const Sent same = patch("encounters/" + id, body);
    EXPECT_EQ(same.status, 200) << same.text;
    EXPECT_EQ(same.header("ETag"), "W/\"1\"") << body;
  }
}

TEST_F(EncountersTest, AppliesOperationsOnTheSimplifiedForm) {
  const std::string id = make(R"(,"diagnosis":[{"condition":"I10"}])");
  const Sent patched = patch("encounters/" + id, R"([{"op":"test","path":"/status","value":"planned"},
    {"op":"replace","path":"/status","value":"arrived"},{"op":"add","path":"/diagnosis/-","value":{"condition":"E11.9"}}])");
  ASSERT_EQ(patched.status, 200) << patched.text;
  EXPECT_EQ(patched.data().member("status").text(), "arrived");
  EXPECT_EQ(patched.data().member("diagnosis").count(), 2U);
  for (const char* refused :
       {R"([{"op":"test","path":"/status","value":"planned"}])", R"([{"op":"remove","path":"/nothing"}])",
        R"([{"op":"remove","path":"/status"}])", R"([{"op":"replace","path":"/status","value":"gone"}])",
        R"([{"op":"add","path":"/statu","value":"x"}])", R"([{"op":"replace","path":"/id","value":"enc_other"}])",
        R"([{"op":"replace","path":"","value":1}])", R"([1])"}) {
    const Sent answer = patch("encounters/" + id, refused);
    EXPECT_EQ(answer.status, 422) << refused << answer.text;
  }
  EXPECT_EQ(get("encounters/" + id).header("ETag"), "W/\"2\"");
}

TEST_F(EncountersTest, RefusesToChangeWhatIsFixed) {
  const std::string id = make();
  EXPECT_EQ(patch("encounters/" + id, R"({"practitionerId":"prac_xyz789"})").message(),
            "practitionerId: cannot be changed after creation");
  EXPECT_EQ(patch("encounters/" + id, R"({"createdAt":"2020-01-01T00:00:00.000Z"})").message(),
            "createdAt: read-only field");
  EXPECT_EQ(post("encounters", R"({"id":"enc_1","status":"planned","class":"AMB","patientId":"pt_abc123"})").message(),
            "id: read-only field");
}

TEST_F(EncountersTest, HonoursIfMatch) {
  const std::string id = make();
  const auto conditional = [&](http::Method method, const std::string& tag) {
    return send(method, "encounters/" + id, method == http::Method::kPatch ? R"({"status":"arrived"})" : "",
                with("If-Match", tag));
  };
  EXPECT_EQ(conditional(http::Method::kPatch, "W/\"7\"").code(), "CONFLICT");
  EXPECT_EQ(conditional(http::Method::kPatch, "W/\"7\"").status, 409);
  EXPECT_EQ(conditional(http::Method::kPatch, "three").code(), "INVALID_HEADER");
  EXPECT_EQ(conditional(http::Method::kPatch, "W/\"1\"").status, 200);
  EXPECT_EQ(conditional(http::Method::kDelete, "W/\"1\"").status, 409);
  EXPECT_EQ(conditional(http::Method::kDelete, "*").status, 204);
  EXPECT_EQ(conditional(http::Method::kDelete, "*").status, 404);
}

TEST_F(EncountersTest, DeletesOnceAndThenKnowsNothing) {
  const std::string id = make();
  const Sent deleted = remove("encounters/" + id);
  EXPECT_EQ(deleted.status, 204);
  EXPECT_EQ(deleted.text, "");
  const std::string nothing = get("encounters/enc_never").text;
  EXPECT_EQ(remove("encounters/" + id).text, nothing);
  EXPECT_EQ(get("encounters/" + id).text, nothing);
  EXPECT_EQ(patch("encounters/" + id, "{}").text, nothing);
  EXPECT_EQ(post("encounters", R"({"status":"planned","class":"AMB","patientId":"pt_abc123","partOfId":")" + id + "\"}")
                .status,
            422);
}

TEST_F(EncountersTest, ListsPageByPageWithoutGapsOrRepeats) {
  std::set<std::string> made;
  for (int i = 0; i < 7; ++i) {
    clock_.advance(1000);
    made.insert(make());
  }
  std::set<std::string> seen;
  std::string cursor;
  for (int page = 0; page < 3; ++page) {
    const Sent list =
        get("encounters?status=planned&count=3" + (cursor.empty() ? "" : "&cursor=" + http::percent_encode(cursor)));
    ASSERT_EQ(list.status, 200) << list.text;
    EXPECT_EQ(list.data().member("total").text(), "7");
    for (const json::View row : list.data().member("data")) EXPECT_TRUE(seen.insert(row.member("id").text()).second);
    EXPECT_EQ(list.data().member("hasMore").is_true(), page < 2);
    EXPECT_EQ(list.data().member("cursor").is_null(), page == 2);
    cursor = list.data().member("cursor").text();
  }
  EXPECT_EQ(seen, made);
}

TEST_F(EncountersTest, BindsCursorsToTheirQuestion) {
  for (int i = 0; i < 3; ++i) make();
  const std::string cursor = get("encounters?count=1").data().member("cursor").text();
  const auto code = [&](const std::string& target) { return get(target).code(); };
  EXPECT_EQ(get("encounters?count=2&cursor=" + cursor).status, 200);
  EXPECT_EQ(code("encounters?status=planned&cursor=" + cursor), "INVALID_CURSOR");
  EXPECT_EQ(code("encounters?sort=status&cursor=" + cursor), "INVALID_CURSOR");
  EXPECT_EQ(code("patients?cursor=" + cursor), "INVALID_CURSOR");
  EXPECT_EQ(send(http::Method::kGet, "encounters?cursor=" + cursor, {}, {}, kOtherKey).code(), "INVALID_CURSOR");
  std::string altered = cursor;
  altered[altered.size() / 2] = altered[altered.size() / 2] == 'A' ? 'B' : 'A';
  EXPECT_EQ(code("encounters?cursor=" + altered), "INVALID_CURSOR");
  EXPECT_EQ(code("encounters?cursor=" + cursor.substr(0, cursor.size() - 4)), "INVALID_CURSOR");
  EXPECT_EQ(code("encounters?cursor=10001"), "INVALID_CURSOR");
  EXPECT_EQ(get("encounters?count=1&cursor=1").data().member("data").count(), 1U);
  EXPECT_EQ(get("encounters?cursor=").data().member("data").count(), 4U);
  EXPECT_EQ(get("encounters?cursor=nonsense").data().member("data").count(), 4U);
}

TEST_F(EncountersTest, FiltersByTheBeginningOfThePeriod) {
  make(R"(,"period":{"start":"2025-01-15T23:30:00Z","end":"2025-01-20T00:00:00Z"})");
  const auto total = [&](const std::string& filter) {
    return get("encounters?" + filter).data().member("total").text();
  };
  EXPECT_EQ(total("dateFrom=2025-01-15"), "1");
  EXPECT_EQ(total("dateFrom=2025-01-16"), "0");
  EXPECT_EQ(total("dateTo=2025-01-15"), "1");
  EXPECT_EQ(total("dateTo=2025-01-14"), "0");
  EXPECT_EQ(total("dateFrom=2025-01-15T23:30:00Z&dateTo=2025-01-15T23:30:00Z"), "1");
  EXPECT_EQ(total("dateTo=2025-01-15T23:29:59Z"), "0");
  EXPECT_EQ(get("encounters?dateFrom=yesterday").code(), "INVALID_PARAMETER");
}

TEST_F(EncountersTest, LeavesPeriodsWithoutABeginningOutOfDateFilters) {
  make(R"(,"period":{"end":"2025-01-20T00:00:00Z"})");
  for (const char* filter : {"dateFrom=2000-01-01", "dateTo=2030-01-01"}) {
    EXPECT_EQ(get(std::string("encounters?") + filter).data().member("total").text(), "0") << filter;
  }
}

TEST_F(EncountersTest, FiltersByIdAndWords) {
  make();
  const auto total = [&](const std::string& filter) {
    return get("encounters?" + filter).data().member("total").text();
  };
  for (const char* form : {"pt_abc123", "abc123", "Patient%2Fabc123"})
    EXPECT_EQ(total(std::string("patientId=") + form), "2") << form;
  EXPECT_EQ(total("patientId=pt_nobody"), "0");
  EXPECT_EQ(total("status=planned"), "1");
  EXPECT_EQ(total("status=planned,finished"), "2");
  const Sent wrong = get("encounters?patientId=enc_xyz789");
  EXPECT_EQ(wrong.status, 400);
  EXPECT_NE(wrong.message().find("is an encounter id"), std::string::npos);
  const Sent impossible = get("encounters?status=finishd");
  EXPECT_EQ(impossible.status, 400);
  EXPECT_NE(impossible.message().find("did you mean 'finished'"), std::string::npos);
}

TEST_F(EncountersTest, IgnoresNoParameter) {
  const Sent unknown = get("encounters?patentId=pt_1");
  EXPECT_EQ(unknown.code(), "INVALID_PARAMETER");
  EXPECT_EQ(unknown.message(), "patentId: unknown parameter; did you mean patientId?");
  EXPECT_EQ(get("encounters?status=planned&status=finished").code(), "INVALID_PARAMETER");
  EXPECT_EQ(get("encounters?page=1").code(), "INVALID_PARAMETER");
  EXPECT_EQ(get("encounters?sort=statuss").code(), "INVALID_PARAMETER");
  EXPECT_EQ(get("encounters/enc_xyz789?fields=id").code(), "INVALID_PARAMETER");
  EXPECT_EQ(send(http::Method::kDelete, "encounters/enc_xyz789?force=1").code(), "INVALID_PARAMETER");
}

TEST_F(EncountersTest, SortsByPublishedSpellings) {
  make(R"(,"period":{"start":"2025-02-01"})");
  make(R"(,"period":{"start":"2025-01-01"})");
  const auto first = [&](const std::string& sort) {
    return get("encounters?sort=" + sort).data().member("data").at(0).member("period").member("start").text();
  };
  for (const char* key : {"date", "period.start", "start"}) EXPECT_EQ(first(key), "2025-01-01") << key;
  EXPECT_EQ(first("-date"), "2025-02-01");
  EXPECT_EQ(first("-createdAt"), "2025-01-01");
  EXPECT_EQ(get("encounters?sort=status,-updatedAt").status, 200);
}

TEST_F(EncountersTest, ClampsTheCount) {
  for (int i = 0; i < 25; ++i) make();
  const auto rows = [&](const std::string& count) {
    return get("encounters?count=" + count).data().member("data").count();
  };
  EXPECT_EQ(rows("3"), 3U);
  for (const char* odd : {"0", "-1", "many", ""}) EXPECT_EQ(rows(odd), 20U) << odd;
  EXPECT_EQ(rows("1000"), 26U);
}

TEST_F(EncountersTest, ReadsWithWhatItRefersTo) {
  const std::string id = make(R"(,"practitionerId":"prac_xyz789")");
  const Sent one = get("encounters/" + id + "?_include=Encounter:subject");
  ASSERT_EQ(one.status, 200) << one.text;
  EXPECT_EQ(one.data().member("resourceType").text(), "Bundle");
  EXPECT_EQ(one.data().member("total").text(), "1");
  ASSERT_EQ(one.data().member("entry").count(), 2U);
  EXPECT_EQ(one.data().member("entry").at(0).member("search").member("mode").text(), "match");
  EXPECT_EQ(one.data().member("entry").at(1).member("resource").member("id").text(), "abc123");
  EXPECT_EQ(get("encounters/" + id + "?_include=Encounter:subject&_include=Encounter:participant")
                .data()
                .member("entry")
                .count(),
            3U);
  EXPECT_EQ(get("encounters/" + id + "?include=Practitioner").data().member("entry").count(), 2U);
  for (const char* bad : {"_include=Encounter:", "_include=Encounter:sub1ect", "_include=Nothing",
                          "_include=Encounter:nothing", "_revinclude=Encounter:subject"}) {
    EXPECT_EQ(get("encounters/" + id + "?" + bad).code(), "INVALID_PARAMETER") << bad;
  }
}

}  // namespace
}  // namespace osler::api::v1
