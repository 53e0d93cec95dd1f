#include "cli/upkeep_command.h"

#include "cli/command_line.h"
#include "endpoint/release_store.h"
#include "formats/json.h"
#include "support/catch.h"
#include "support/release_samples.h"
#include "support/temporary_folder.h"

#include <sstream>

namespace gazette {

namespace {

using testing::FixedClock;
using testing::sample_site;
using testing::SampleSite;
using testing::TemporaryFolder;

// An endpoint's folder with one release, no endpoint, and commands that print into strings.
class Machine {
public:
    Machine() {
        const SampleSite site = sample_site({{"index.html", "home"}, {"a.html", "a story"}});
        const auto store = *ReleaseStore::open(*files, clock, data);
        const auto declared = store->declare(testing::declare_all(site), "desk");
        BlobBatch batch(store->blobs());
        for (const auto& [digest, bytes] : site.blobs) REQUIRE(batch.add(digest, bytes));
        REQUIRE(batch.commit());
        REQUIRE(store->publish(declared->declared.id, {0, "desk", "evening"}));
        story = store->blobs().path_of(sha256("a story"));
    }

    ExitStatus run_line(const std::vector<std::string>& arguments) {
        out.str("");
        err.str("");
        const Surroundings around{*files, clock, environment, words, out, err};
        const auto parsed = parse_command_line(arguments, words);
        REQUIRE(std::holds_alternative<Command>(parsed));
        return std::visit([&](const auto& command) { return run(command, around); },
                          std::get<Command>(parsed));
    }

    TemporaryFolder folder;
    std::string data = folder / "data";
    std::string story;
    std::unique_ptr<Files> files = real_files();
    FixedClock clock;
    Environment environment;
    Words words = Words::in("en");
    std::ostringstream out;
    std::ostringstream err;
};

}  // namespace

TEST_CASE("status says what is published and what stands in the way", "[cli]") {
    Machine machine;
    CHECK(machine.run_line({"endpoint", "status", "--data", machine.data}) == ExitStatus::Right);
    CHECK(
        machine.out.str().find("release 1, published 2022-07-06T00:30:00Z by desk: 2 addresses") !=
        std::string::npos);
    CHECK(machine.out.str().find("evening") != std::string::npos);
    CHECK(machine.out.str().find("HOLD") == std::string::npos);
    CHECK(machine.run_line({"endpoint", "hold", "on", "--reason", "wrong name", "--data",
                            machine.data}) == ExitStatus::Right);
    CHECK(machine.run_line({"endpoint", "status", "--data", machine.data}) == ExitStatus::Right);
    CHECK(machine.out.str().find("ON HOLD since 2022-07-06T00:30:00Z: wrong name") !=
          std::string::npos);
    CHECK(machine.run_line({"endpoint", "status", "--json", "--data", machine.data}) ==
          ExitStatus::Right);
    const Result<JsonValue> json = parse_json(machine.out.str());
    REQUIRE(json);
    CHECK(*json->find("release")->find("number")->integer() == 1);
    CHECK(*json->find("hold")->find("reason")->string() == "wrong name");
    CHECK(*json->find("blobs")->integer() == 2);
    CHECK(machine.run_line({"endpoint", "hold", "off", "--data", machine.data}) ==
          ExitStatus::Right);
    CHECK(machine.err.str().find("No longer") != std::string::npos);
    REQUIRE(machine.files->replace(machine.data + "/current", "damaged"));
    CHECK(machine.run_line({"endpoint", "status", "--data", machine.data}) ==
          ExitStatus::WorldRefused);
    CHECK(machine.run_line({"endpoint", "status", "--data", machine.folder / "none"}) ==
          ExitStatus::WorldRefused);
}

TEST_CASE("verify says what is damaged, where it is used, and exits with 1", "[cli]") {
    Machine machine;
    CHECK(machine.run_line({"endpoint", "verify", "--data", machine.data}) == ExitStatus::Right);
    CHECK(machine.out.str() == "2 files, 0.0 MiB and 1 release read: 0 damaged or missing\n");
    REQUIRE(machine.files->replace(machine.story, "a stoXy"));
    CHECK(machine.run_line({"endpoint", "verify", "--rate", "100", "--data", machine.data}) ==
          ExitStatus::ContentWrong);
    CHECK(machine.out.str().find("damaged and set aside: " + to_hex(sha256("a story"))) !=
          std::string::npos);
    CHECK(machine.out.str().find("release 1: /a.html") != std::string::npos);
    CHECK(machine.err.str().find("gazette publish") != std::string::npos);
}

TEST_CASE("how many releases to keep and how fast to read are numbers within bounds", "[cli]") {
    const Words words = Words::in("en");
    const auto parsed = [&](const std::vector<std::string>& arguments) {
        return parse_command_line(arguments, words);
    };
    const auto endpoint = parsed({"endpoint", "--data", "d", "--keep", "7"});
    CHECK(std::get<EndpointCommand>(std::get<Command>(endpoint)).keep == 7);
    CHECK(std::get<EndpointCommand>(std::get<Command>(parsed({"endpoint", "--data", "d"}))).keep ==
          30);
    for (const std::string keep : {"1", "0", "-3", "many"}) {
        CHECK(std::get<Answer>(parsed({"endpoint", "--data", "d", "--keep", keep})).status ==
              ExitStatus::Usage);
    }
    CHECK(std::get<Answer>(parsed({"endpoint", "verify", "--data", "d", "--rate", "0"})).status ==
          ExitStatus::Usage);
    CHECK(std::get<Answer>(parsed({"endpoint", "hold", "on"})).status == ExitStatus::Usage);
}

}  // namespace gazette
