#include "support/newsroom.h"

#include "support/catch.h"
#include "support/failing_files.h"
#include "support/file_bytes.h"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <stdexcept>

namespace gazette::testing {
namespace {

constexpr std::string_view kPaperSite = R"(id: abcdefghijklmnopqrstuvwxyz
title: 临溪融媒
url: https://news.example.org/
timezone: Asia/Shanghai
sections: [{name: 要闻, slug: yaowen}, {name: 文化, slug: wenhua}]
)";

}  // namespace

Tree read_tree(const std::string& folder) {
    Tree tree;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        if (!entry.is_regular_file()) continue;
        const std::string path = entry.path().lexically_relative(folder).string();
        if (path.starts_with(".gazette-output/") && path != ".gazette-output/manifest") continue;
        tree[path] = file_bytes(entry.path());
    }
    return tree;
}

Newsroom::Newsroom() { write("site.yml", kPaperSite); }

Newsroom& Newsroom::write(const std::string& path, std::string_view bytes) {
    const std::filesystem::path file = std::filesystem::path(this->path()) / path;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << bytes;
    return *this;
}

Newsroom& Newsroom::article(const std::string& path, std::string_view title, std::string_view body,
                            std::string_view extra) {
    const std::string date = path.substr(0, 4) + "-" + path.substr(5, 2) + "-" + path.substr(8, 2);
    std::string id = path;
    std::erase_if(id, [](char c) { return c < 'a' || c > 'z'; });
    return write(path, fmt::format("---\ntitle: {}\ndate: {}\nid: id{}{}\nsection: 要闻\n"
                                   "byline: 融媒体 许知禾\n{}---\n\n{}\n",
                                   title, date, date.substr(8), id, extra, body));
}

void Newsroom::remove(const std::string& path) const {
    std::filesystem::remove(std::filesystem::path(this->path()) / path);
}

BuildOptions Newsroom::options() const {
    BuildOptions options;
    options.source = path();
    options.out = out();
    options.now = Instant{1657123200};  // 2022-07-07 00:00 in China
    options.jobs = 2;
    return options;
}

Result<BuildReport> Newsroom::build(Files& files, const BuildOptions& options) {
    diagnostics_ = {};
    return gazette::build(options, files, diagnostics_);
}

Result<BuildReport> Newsroom::build_later(const BuildOptions& options) {
    FailingFiles files;
    files.clock_ahead_ns = std::int64_t{3600} * 1'000'000'000;
    return build(files, options);
}

Tree Newsroom::clean_tree() {
    const std::string memory = path() + "/.gazette";
    const std::string aside = path() + "-memory";
    const bool has_memory = std::filesystem::exists(memory);
    if (has_memory) std::filesystem::rename(memory, aside);
    BuildOptions clean = options();
    clean.out = path() + "-clean";
    std::filesystem::remove_all(clean.out);
    REQUIRE(build(*files_, clean).value().written);
    std::filesystem::remove_all(memory);
    if (has_memory) std::filesystem::rename(aside, memory);
    return read_tree(clean.out);
}

std::string Newsroom::codes() const {
    std::string text;
    for (const Diagnostic& diagnostic : diagnostics_.all()) {
        if (!text.empty()) text += ' ';
        text += diagnostic.code;
    }
    return text;
}

std::string Newsroom::page(const std::string& path) const {
    return file_bytes(std::filesystem::path(out()) / path);
}

std::string Newsroom::file(const std::string& path) const {
    return file_bytes(std::filesystem::path(this->path()) / path);
}

}  // namespace gazette::testing
