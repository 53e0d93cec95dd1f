#include "cli/trust_file.h"

#include "cli/build_command.h"
#include "cli/check_command.h"
#include "support/catch.h"
#include "support/command_run.h"
#include "support/signing_desk.h"

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace gazette::testing {

namespace {

// A newsroom with stages, on a machine that pins them.
struct Machine : CommandRun {
    Machine() {
        write("newsroom/site.yml", "id: " + std::string(kSampleSite) +
                                       "\ntitle: a\nurl: https://a.example/\ntimezone: UTC\n"
                                       "language: en\nsections: [news]\n" +
                                       std::string(kReviewLine));
        write("trust.yml", SigningDesk::trust_text());
        environment = Environment(
            {{"GAZETTE_TRUST", folder / "trust.yml"}, {"XDG_CACHE_HOME", folder / "cache"}});
    }

    void write(const std::string& path, std::string_view bytes) const {
        const std::filesystem::path file = folder / path;
        std::filesystem::create_directories(file.parent_path());
        std::ofstream(file, std::ios::binary) << bytes;
    }

    ExitStatus build() {
        return run(BuildCommand{.source = folder / "newsroom", .out = folder / "public"}, around);
    }

    TemporaryFolder folder;
};

}  // namespace

TEST_CASE("what a machine pins is read from the file that is named", "[cli][review]") {
    Machine machine;
    const auto trust = machine_trust(*machine.files, machine.environment);
    REQUIRE(trust);
    REQUIRE(trust->has_value());
    CHECK((*trust)->site(kSampleSite) != nullptr);
    CHECK(machine.build() == ExitStatus::Right);
    // Builds remember outside of the newsroom.
    CHECK(std::filesystem::exists(machine.folder / "cache/gazette/newsrooms"));
    CHECK_FALSE(std::filesystem::exists(machine.folder / "newsroom/.gazette/catalog/articles"));
}

TEST_CASE("a trust file that is not there or cannot be believed stops every command",
          "[cli][review]") {
    Machine machine;
    const std::string file = machine.folder / "trust.yml";
    const auto refused = [&](ErrorCode code) {
        const auto trust = machine_trust(*machine.files, machine.environment);
        REQUIRE_FALSE(trust);
        CHECK(trust.error().code == code);
        CHECK(machine.build() == ExitStatus::Usage);
        CHECK_FALSE(std::filesystem::exists(machine.folder / "public"));
        CHECK(run(CheckCommand{.source = machine.folder / "newsroom"}, machine.around) ==
              ExitStatus::Usage);
    };
    REQUIRE(::chmod(file.c_str(), 0664) == 0);
    refused(ErrorCode::Denied);
    REQUIRE(::chmod(file.c_str(), 0646) == 0);
    refused(ErrorCode::Denied);
    REQUIRE(::chmod(file.c_str(), 0644) == 0);
    machine.write("trust.yml", "sites: {}\nmore: 1\n");
    refused(ErrorCode::Invalid);
    std::filesystem::remove(file);
    refused(ErrorCode::NotFound);
    REQUIRE(::symlink("nowhere", file.c_str()) == 0);
    refused(ErrorCode::NotFound);
    std::filesystem::remove(file);
    std::filesystem::create_directory(file);
    CHECK_FALSE(machine_trust(*machine.files, machine.environment));
    if (::geteuid() != 0) return;
    std::filesystem::remove(file);
    machine.write("trust.yml", SigningDesk::trust_text());
    REQUIRE(::chown(file.c_str(), 12345, 12345) == 0);
    refused(ErrorCode::Denied);
}

TEST_CASE("a site that says other than its machine is a wrong configuration", "[cli][review]") {
    Machine machine;
    machine.write("newsroom/site.yml", "id: " + std::string(kSampleSite) +
                                           "\ntitle: a\nurl: https://a.example/\nlanguage: en\n");
    CHECK(machine.build() == ExitStatus::Usage);
    CHECK(machine.err.str().find("review-differs") != std::string::npos);
    CHECK_FALSE(std::filesystem::exists(machine.folder / "public/index.html"));
}

TEST_CASE("where no file is named and none is there, nothing is pinned", "[cli][review]") {
    if (std::filesystem::exists("/etc/gazette/trust.yml")) return;
    Machine machine;
    machine.environment = Environment();
    const auto trust = machine_trust(*machine.files, machine.environment);
    REQUIRE(trust);
    CHECK_FALSE(trust->has_value());
    BuildOptions options;
    options.source = machine.folder / "newsroom";
    REQUIRE(pin_reviews(*machine.files, machine.environment, options));
    CHECK_FALSE(options.trust);
    CHECK(options.memory.empty());
}

}  // namespace gazette::testing
