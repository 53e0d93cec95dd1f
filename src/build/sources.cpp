#include "build/sources.h"

#include "base/text.h"
#include "build/file_identity.h"
#include "build/output_marker.h"
#include "build/record_log.h"
#include "content/diagnostic_codes.h"
#include "content/source_list.h"
#include "formats/unicode.h"

#include <algorithm>
#include <map>
#include <span>

namespace gazette {
namespace {

constexpr std::size_t kDeepestFolder = 64;
constexpr std::size_t kFoldersPerRun = 8;
constexpr std::size_t kFilesPerPiece = 512;

class Scanner {
public:
    Scanner(Files& files, const std::string& newsroom, const std::string& skip,
            const TaskPool& pool, Diagnostics& diagnostics)
        : files_(files), newsroom_(newsroom), skip_(skip), pool_(pool), diagnostics_(diagnostics) {}

    Result<Sources> run() {
        root_ = TRY(files_.resolve(newsroom_));
        // Level by level: the folders of one are read by all threads, what is in them is sorted out
        // by one.
        std::vector<std::string> folders{""};
        while (!folders.empty()) {
            std::vector<Result<std::vector<ListedFile>>> found(folders.size());
            pool_.parallel_for(folders.size(), kFoldersPerRun, [&](std::size_t index, std::size_t) {
                found[index] = files_.list_with_info(join_path(newsroom_, folders[index]));
            });
            std::size_t entries = sources_.articles.size();
            for (const auto& folder : found) entries += folder ? folder->size() : 0;
            sources_.articles.reserve(entries);
            std::vector<std::string> deeper;
            for (std::size_t i = 0; i < folders.size(); ++i) {
                TRY(scan_folder(folders[i], std::move(found[i]), deeper));
            }
            folders = std::move(deeper);
        }
        report_lookalikes();
        for (auto* list :
             {&sources_.articles, &sources_.issues, &sources_.guides, &sources_.assets,
              &sources_.statics, &sources_.templates, &sources_.reviews, &sources_.settings}) {
            std::sort(list->begin(), list->end(),
                      [](const SourceFile& a, const SourceFile& b) { return a.path < b.path; });
        }
        return std::move(sources_);
    }

private:
    Result<void> scan_folder(const std::string& folder, Result<std::vector<ListedFile>> entries,
                             std::vector<std::string>& folders) {
        if (!entries && !folder.empty() && entries.error().code == ErrorCode::Denied) {
            diagnostics_.add(codes::kFileUnreadable, folder, {}, {describe(entries.error())});
            return {};
        }
        const std::vector<ListedFile> found = TRY(std::move(entries));
        if (!folder.empty() && is_output(found)) return {};
        for (const ListedFile& entry : found) {
            if (entry.name.starts_with('.') && !is_static(folder)) continue;
            std::string path = join_path(folder, entry.name);
            if (first_invalid_utf8(entry.name)) {
                diagnostics_.add(codes::kNameNotUtf8, printable(path), {});
                continue;
            }
            TRY(scan_entry(std::move(path), entry.info, folders));
        }
        return {};
    }

    Result<void> scan_entry(std::string path, FileInfo info, std::vector<std::string>& folders) {
        const bool is_link = info.kind == FileKind::Link;
        if (is_link) {
            const Result<std::string> target = files_.resolve(join_path(newsroom_, path));
            const bool inside =
                target && (target.value() == root_ || target.value().starts_with(root_ + "/"));
            if (!inside) {
                // Where a dangling link leads nobody knows; then it names itself.
                diagnostics_.add(codes::kLinkOutside, path, {},
                                 {printable(target ? target.value() : path)});
                return {};
            }
            const Result<FileInfo> meant = files_.info(target.value());
            if (!meant) return {};  // gone since the folder was read
            info = meant.value();
            if (info.kind == FileKind::Directory) {
                const std::string within =
                    target.value() == root_ ? "." : target.value().substr(root_.size() + 1);
                diagnostics_.add(codes::kLinkToFolder, path, {}, {printable(within)});
                return {};
            }
        }
        if (info.kind == FileKind::Directory) {
            if (!is_skipped(path)) folders.push_back(std::move(path));
        } else if (info.kind == FileKind::File) {
            note_name(path);
            place({std::move(path), info});
        } else if (is_read_as_text(path)) {
            // A pipe by the name of a story: who reads it says that it is none.
            place({std::move(path), info});
        }
        return {};
    }

    // A site that was built into a folder of the newsroom is no part of it.
    static bool is_output(const std::vector<ListedFile>& entries) {
        return std::any_of(entries.begin(), entries.end(),
                           [](const ListedFile& entry) { return entry.name == kOutputMarker; });
    }

    bool is_read_as_text(const std::string& path) {
        if (is_setting(path)) return true;
        const auto* const list = list_of(path);
        return list == &sources_.articles || list == &sources_.issues || list == &sources_.guides;
    }

    static bool is_setting(std::string_view path) {
        return path == "site.yml" || path == "home.yml" || path == "redirects.tsv" ||
               path == kSourceListPath;
    }

    static bool is_static(std::string_view folder) {
        return folder == "static" || folder.starts_with("static/");
    }

    [[nodiscard]] bool is_skipped(const std::string& path) const {
        if (path == skip_ || path.starts_with("reviews/")) return true;
        return static_cast<std::size_t>(std::count(path.begin(), path.end(), '/')) > kDeepestFolder;
    }

    // The list that a file belongs to; null for what is no part of a newsroom there.
    std::vector<SourceFile>* list_of(std::string_view path) {
        const std::size_t slash = path.find('/');
        const std::string_view top =
            slash == std::string_view::npos ? std::string_view{} : path.substr(0, slash);
        if (top == "style") return nullptr;  // but for settings
        if (top == "reviews") return extension(path) == ".jsonl" ? &sources_.reviews : nullptr;
        if (top == "static") return &sources_.statics;
        if (top == "templates") return &sources_.templates;
        if (top == "issues") return extension(path) == ".yml" ? &sources_.issues : nullptr;
        if (top == "guides") return is_article(path) ? &sources_.guides : nullptr;
        if (top != "assets" && is_article(path)) return &sources_.articles;
        return &sources_.assets;
    }

    void place(SourceFile file) {
        if (is_setting(file.path)) {
            sources_.settings.push_back(std::move(file));
        } else if (std::vector<SourceFile>* const list = list_of(file.path); list != nullptr) {
            list->push_back(std::move(file));
        } else if (file.path.starts_with("issues/") && !is_readme(file.path)) {
            const std::string_view stem = std::string_view(file.path).substr(
                0, file.path.size() - extension(file.path).size());
            diagnostics_.add(codes::kFileNotRead, file.path, {}, {std::string(stem) + ".yml"});
        }
    }

    static bool is_readme(std::string_view path) { return file_name(path) == "README.md"; }

    static bool is_article(std::string_view path) {
        return extension(path) == ".md" && !is_readme(path);
    }

    // Names that a Mac and a Linux machine write differently, and people see as one.
    void note_name(const std::string& path) {
        if (is_ascii(path)) return;
        by_normal_name_[nfc(path)].push_back(path);
    }

    void report_lookalikes() {
        for (auto& [normal, paths] : by_normal_name_) {
            // The one in normal form is right, whatever order the folder has.
            std::sort(paths.begin(), paths.end(),
                      [&right = normal](const std::string& a, const std::string& b) {
                          return (a == right) != (b == right) ? a == right : a < b;
                      });
            for (std::size_t i = 1; i < paths.size(); ++i) {
                diagnostics_.add(codes::kNamesDifferInNormalisation, paths[i], {}, {paths[0]});
            }
        }
    }

    static std::string printable(const std::string& path) {
        std::string out;
        for (const char c : path) out += c >= 0x20 ? c : '?';
        return out;
    }

    Files& files_;
    const std::string& newsroom_;
    const std::string& skip_;
    const TaskPool& pool_;
    Diagnostics& diagnostics_;
    std::string root_;
    Sources sources_;
    std::map<std::string, std::vector<std::string>> by_normal_name_;
};

}  // namespace

bool Sources::has_setting(std::string_view path) const {
    return std::ranges::find(settings, path, &SourceFile::path) != settings.end();
}

SourcesSeen seen(const Sources& sources, std::int64_t scanned_at_ns, const TaskPool& pool) {
    // Some hundred files at a time; the lists are told apart by what is in them.
    std::vector<std::span<const SourceFile>> pieces;
    for (const auto* files :
         {&sources.articles, &sources.issues, &sources.guides, &sources.assets, &sources.statics,
          &sources.templates, &sources.reviews, &sources.settings}) {
        for (std::span<const SourceFile> rest = *files; !rest.empty();) {
            pieces.push_back(rest.first(std::min(rest.size(), kFilesPerPiece)));
            rest = rest.subspan(pieces.back().size());
        }
    }
    std::vector<SourcesSeen> parts(pieces.size());
    pool.parallel_for(pieces.size(), 1, [&](std::size_t index, std::size_t) {
        RecordWriter list;
        for (const SourceFile& file : pieces[index]) {
            list.text(file.path);
            write_identity(file.info, list);
            if (!has_sure_time(file.info, scanned_at_ns)) parts[index].is_sure = false;
        }
        parts[index].fingerprint = fingerprint(list.bytes());
    });
    SourcesSeen all;
    FingerprintBuilder together;
    for (const SourcesSeen& part : parts) {
        together.add(part.fingerprint);
        all.is_sure = all.is_sure && part.is_sure;
    }
    all.fingerprint = together.finish();
    return all;
}

Result<Sources> scan(Files& files, const std::string& newsroom, const std::string& skip,
                     const TaskPool& pool, Diagnostics& diagnostics) {
    return Scanner(files, newsroom, skip, pool, diagnostics)
        .run()
        .context("looking through " + newsroom);
}

}  // namespace gazette
