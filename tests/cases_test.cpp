// Runs every folder of tests/cases (its README.md says how they are made) with the real program.
// GAZETTE_ACCEPT=1 writes what came out over what was expected.
#include "base/files.h"
#include "base/task_pool.h"
#include "base/text.h"
#include "content/diagnostic_codes.h"
#include "support/catch.h"
#include "support/file_bytes.h"
#include "support/run_program.h"
#include "support/temporary_folder.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <string>
#include <vector>

namespace gazette::testing {

namespace {

namespace fs = std::filesystem;

const fs::path kCases = fs::path(GAZETTE_SOURCE_DIR) / "tests/cases";

void write_file(const fs::path& path, const std::string& bytes) {
    fs::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << bytes;
}

struct Outcome {
    std::string out;
    std::string err;
    int exit = 0;
    std::map<std::string, std::string> files;  // those that expected/ names

    friend bool operator==(const Outcome&, const Outcome&) = default;
};

struct Case {
    std::string name;
    fs::path folder;
    Outcome expected;
    Outcome actual;
};

bool is_case(const fs::path& folder) {
    return folder.filename() != "base" &&
           (fs::exists(folder / "command") || fs::exists(folder / "newsroom"));
}

Case load_case(const fs::path& folder) {
    Case found{fs::relative(folder, kCases).string(), folder, {}, {}};
    found.expected.out = file_bytes(folder / "stdout");
    found.expected.err = file_bytes(folder / "stderr");
    const std::string exit = file_bytes(folder / "exit");
    found.expected.exit = exit.empty() ? 0 : std::stoi(exit);
    if (fs::exists(folder / "expected")) {
        for (const auto& entry : fs::recursive_directory_iterator(folder / "expected")) {
            if (!entry.is_regular_file()) continue;
            const std::string name = fs::relative(entry.path(), folder / "expected").string();
            found.expected.files[name] = file_bytes(entry.path());
        }
    }
    return found;
}

std::vector<Case> load_cases() {
    std::vector<Case> cases;
    for (const fs::path& top : {kCases, kCases / "diagnostics"}) {
        for (const auto& entry : fs::directory_iterator(top)) {
            if (entry.is_directory() && is_case(entry.path())) {
                cases.push_back(load_case(entry.path()));
            }
        }
    }
    std::sort(cases.begin(), cases.end(),
              [](const Case& a, const Case& b) { return a.name < b.name; });
    return cases;
}

// Times differ from run to run, and so does the folder.
std::string normalised(std::string text, const std::string& home) {
    static const std::regex kSeconds("[0-9]+\\.[0-9]+ (秒|s\\b)");
    text = replace_all(replace_all(text, home + "/newsroom", "$PWD"), home, "$HOME");
    return std::regex_replace(text, kSeconds, "# $1");
}

void run_case(Case& one) {
    const TemporaryFolder folder;
    const fs::path newsroom = folder / "newsroom";
    constexpr auto kOver = fs::copy_options::recursive | fs::copy_options::overwrite_existing |
                           fs::copy_options::copy_symlinks;
    fs::copy(kCases / "base", newsroom, kOver);
    if (fs::exists(one.folder / "newsroom")) fs::copy(one.folder / "newsroom", newsroom, kOver);
    const fs::path script = one.folder / "command";
    const std::string command = fs::exists(script) ? script.string() : folder / "command";
    if (!fs::exists(script)) write_file(command, "gazette check\n");

    ProgramRun run;
    run.arguments = {"/usr/bin/timeout", "60", "/bin/sh", "-e", command};
    run.folder = newsroom;
    const std::string path = "PATH=" GAZETTE_BINARY_DIR ":/usr/bin:/bin";
    const std::string source = "GAZETTE_SOURCE_DIR=" GAZETTE_SOURCE_DIR;
    run.environment = {path, "LC_ALL=C.UTF-8", "TZ=UTC", "HOME=" + folder.path(), source};
    run.stdout_file = folder / "stdout";
    run.stderr_file = folder / "stderr";
    one.actual.exit = run_program(run);
    one.actual.out = normalised(file_bytes(run.stdout_file), folder.path());
    one.actual.err = normalised(file_bytes(run.stderr_file), folder.path());
    for (const auto& [name, unused] : one.expected.files) {
        one.actual.files[name] = file_bytes(newsroom / name);
    }
}

void accept_text(const fs::path& path, const std::string& text) {
    if (text.empty()) {
        fs::remove(path);
    } else {
        write_file(path, text);
    }
}

void accept(const Case& one) {
    accept_text(one.folder / "stdout", one.actual.out);
    accept_text(one.folder / "stderr", one.actual.err);
    accept_text(one.folder / "exit",
                one.actual.exit == 0 ? "" : std::to_string(one.actual.exit) + "\n");
    for (const auto& [name, bytes] : one.actual.files) {
        write_file(one.folder / "expected" / name, bytes);
    }
}

}  // namespace

TEST_CASE("every case folder behaves as it says", "[cases]") {
    std::vector<Case> cases = load_cases();
    REQUIRE(cases.size() > 50);
    TaskPool().parallel_for(cases.size(), 1,
                            [&](std::size_t index, std::size_t) { run_case(cases[index]); });
    for (const Case& one : cases) {
        INFO("case " << one.name);
        CHECK(one.actual.out == one.expected.out);
        CHECK(one.actual.err == one.expected.err);
        CHECK(one.actual.exit == one.expected.exit);
        for (const auto& [name, bytes] : one.expected.files) {
            INFO("file " << name);
            CHECK(one.actual.files.at(name) == bytes);
        }
        // NOLINTNEXTLINE(concurrency-mt-unsafe): nobody sets variables here
        if (std::getenv("GAZETTE_ACCEPT") != nullptr && one.actual != one.expected) accept(one);
    }
}

TEST_CASE("every diagnostic is shown by a case of its name", "[cases]") {
    for (const DiagnosticCode& code : all_diagnostic_codes()) {
        INFO(code.id);
        const fs::path folder = kCases / "diagnostics" / code.id;
        REQUIRE(fs::exists(folder));
        const std::string shown = file_bytes(folder / "stdout") + file_bytes(folder / "stderr");
        CHECK(shown.find("[" + std::string(code.id) + "]") != std::string::npos);
    }
}

}  // namespace gazette::testing
