#include "support/build_comparison.h"

#include "base/files.h"
#include "content/diagnostic_codes.h"

#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>

namespace gazette::testing {
namespace fs = std::filesystem;

namespace {

constexpr std::size_t kMostShown = 12;
constexpr std::string_view kManifest = ".gazette-output/manifest";

// The paths that a manifest names.
std::set<std::string> paths_in_manifest(const OutputSnapshot& snapshot) {
    std::set<std::string> paths;
    const auto manifest = snapshot.find(std::string(kManifest));
    if (manifest == snapshot.end()) return paths;
    std::string_view rest = manifest->second.bytes;
    while (!rest.empty()) {
        const std::string_view line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(rest.size(), line.size() + 1));
        if (line.find('\t') != std::string_view::npos) {
            paths.emplace(line.substr(0, line.find('\t')));
        }
    }
    return paths;
}

std::string lines_of(const std::vector<std::string>& list) {
    return fmt::format("{} [{}]", list.size(), fmt::join(list, "; "));
}

// What is said of the newsroom; that a damaged memory was set aside is no finding of its content.
std::string findings(const Diagnostics& diagnostics) {
    std::vector<std::string> lines;
    for (const Diagnostic& found : diagnostics.all()) {
        if (found.code == codes::kCatalogSetAside.id) continue;
        lines.push_back(fmt::format("{}:{}:{}: {} {} [{}]", found.file, found.position.line,
                                    found.position.column, name_of(found.severity), found.code,
                                    fmt::join(found.arguments, ", ")));
    }
    return lines_of(lines);
}

// Whether all was written that had to be and nothing else. None of the trees has strangers' files.
class WriteCheck {
public:
    struct Now {
        const BuildReport& report;
        const OutputSnapshot& tree;
    };

    WriteCheck(const OutputSnapshot& before, const Now& now, const OutputSnapshot& clean,
               Problems& problems)
        : before_(before), now_(now), clean_(clean), problems_(problems) {}

    void check(bool is_after_interruption) {
        compare_trees();
        check_written();
        check_removed(is_after_interruption);
    }

private:
    void compare_trees() {
        for (const auto& [path, file] : clean_) {
            const auto found = now_.tree.find(path);
            if (found == now_.tree.end()) {
                problems_.add(path + ": missing");
            } else if (found->second.bytes != file.bytes) {
                problems_.add(path + ": other bytes than a clean build's");
            }
        }
        for (const auto& [path, file] : now_.tree) {
            if (!clean_.contains(path)) problems_.add(path + ": left behind");
        }
    }

    void check_written() {
        std::size_t expected = 0;
        std::size_t all = 0;
        for (const auto& [path, file] : clean_) {
            if (path == kManifest) continue;
            ++all;
            const auto before = before_.find(path);
            if (before == before_.end() || before->second.bytes != file.bytes) {
                ++expected;
                continue;
            }
            const auto found = now_.tree.find(path);
            if (found != now_.tree.end() && found->second != before->second) {
                problems_.add(path + ": written though it was the same");
            }
        }
        const BuildReport& report = now_.report;
        problems_.expect_equal("files written", report.files_written, expected);
        problems_.expect_equal("files unchanged", report.files_unchanged, all - expected);
    }

    // Those that somebody deleted before may be counted or not; after an interruption it is not
    // known here which files the journal named.
    void check_removed(bool is_after_interruption) {
        std::size_t least = 0;
        for (const auto& [path, file] : before_) {
            const bool is_temporary = path.find(kTemporaryMark) != std::string::npos;
            if (!is_temporary && !clean_.contains(path)) ++least;
        }
        std::size_t most = 0;
        for (const std::string& path : paths_in_manifest(before_)) {
            if (!clean_.contains(path)) ++most;
        }
        const std::size_t removed = now_.report.files_removed;
        if (removed < least || (removed > most && !is_after_interruption)) {
            problems_.add(fmt::format("files removed: {}, not {} to {}", removed, least, most));
        }
    }

    const OutputSnapshot& before_;
    const Now now_;
    const OutputSnapshot& clean_;
    Problems& problems_;
};

}  // namespace

OutputSnapshot take_snapshot(const std::string& folder) {
    OutputSnapshot snapshot;
    if (!fs::exists(folder)) return snapshot;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        const std::string path = entry.path().lexically_relative(folder).string();
        const bool is_seen = !path.starts_with(".gazette-output/") || path == kManifest;

        struct stat info {};

        if (!is_seen || ::stat(entry.path().c_str(), &info) != 0 || !S_ISREG(info.st_mode)) {
            continue;
        }
        OutputFile& file = snapshot[path];
        file.bytes.resize(static_cast<std::size_t>(info.st_size));
        std::ifstream(entry.path(), std::ios::binary).read(file.bytes.data(), info.st_size);
        file.inode = info.st_ino;
        file.modified_ns = info.st_mtim.tv_sec * 1'000'000'000 + info.st_mtim.tv_nsec;
    }
    return snapshot;
}

std::string Problems::text() const {
    std::string out;
    for (std::size_t i = 0; i < std::min(list_.size(), kMostShown); ++i) {
        out += "  " + list_[i] + "\n";
    }
    if (list_.size() > kMostShown) out += fmt::format("  … {} in all\n", list_.size());
    return out;
}

bool was_set_aside(const BuildOutcome& outcome) {
    const std::vector<Diagnostic>& all = outcome.diagnostics.all();
    return std::any_of(all.begin(), all.end(), [](const Diagnostic& found) {
        return found.code == codes::kCatalogSetAside.id;
    });
}

void compare_reports(const BuildOutcome& now, const BuildOutcome& clean, Problems& problems) {
    if (!now.report || !clean.report) {
        if (!now.report) problems.add("the build failed: " + describe(now.report.error()));
        if (!clean.report) {
            problems.add("the clean build failed: " + describe(clean.report.error()));
        }
        return;
    }
    problems.expect_equal("written", now.report->written, clean.report->written);
    problems.expect_equal("articles", now.report->articles, clean.report->articles);
    problems.expect_equal("left out", now.report->left_out, clean.report->left_out);
    problems.expect_equal("pages", now.report->pages, clean.report->pages);
    if (!now.report->made.empty()) {
        problems.expect_equal("pages explained", now.report->made.size(), now.report->pages_made);
    }
    problems.expect_equal("next change", now.report->next_change.seconds,
                          clean.report->next_change.seconds);
    problems.expect_equal("findings", findings(now.diagnostics), findings(clean.diagnostics));
}

void compare_outputs(const BeforeBuild& before, const BuildOutcome& now, const BuildOutcome& clean,
                     Problems& problems) {
    OutputSnapshot files_before = before.files;
    OutputSnapshot files_now = now.tree;
    std::vector<std::string> names;
    for (const auto& [path, bytes] : before.strangers) {
        names.push_back(path);
        const auto left = files_now.find(path);
        if (left == files_now.end() || left->second.bytes != bytes) {
            problems.add(path + ": a stranger's file was not left as it was");
        }
        files_before.erase(path);
        files_now.erase(path);
    }
    problems.expect_equal("strangers' files", lines_of(now.report->foreign_files), lines_of(names));
    WriteCheck(files_before, {*now.report, files_now}, clean.tree, problems)
        .check(before.is_after_interruption);
}

}  // namespace gazette::testing
