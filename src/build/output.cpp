#include "build/output.h"

#include "base/text.h"
#include "build/file_identity.h"
#include "build/output_marker.h"
#include "release/release_path.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>

namespace gazette {
namespace {

constexpr std::string_view kManifest = ".gazette-output/manifest";
constexpr std::string_view kJournal = ".gazette-output/journal";
constexpr std::string_view kLock = ".gazette-output/lock";
constexpr std::uint64_t kMostJournalBytes = std::uint64_t{1} << 30U;
// Folders of a newsroom that are read for what they mean; a site in one of them would hide it.
constexpr std::array<std::string_view, 8> kFoldersOfMeaning = {
    "assets", "guides", "issues", "reviews", "static", "style", "templates", ".gazette"};

bool is_inside(const std::string& path, const std::string& folder) {
    return path == folder || path.starts_with(folder + "/");
}

// The newsroom's own files must never be taken for output.
Result<void> check_place(Files& files, const std::string& folder, const std::string& newsroom) {
    const std::string out = TRY(files.resolve(folder));
    const std::string source = TRY(files.resolve(newsroom));
    if (is_inside(source, out)) {
        return failure(ErrorCode::Invalid,
                       fmt::format("{} is the newsroom itself or lies above it", folder));
    }
    for (const std::string_view own : kFoldersOfMeaning) {
        if (!is_inside(out, join_path(source, own))) continue;
        return failure(ErrorCode::Invalid,
                       fmt::format("{} is the newsroom's own folder {}/", folder, own));
    }
    return {};
}

Result<void> check_ours(Files& files, const std::string& folder) {
    if (files.info(join_path(folder, kOutputMarker))) return {};
    if (TRY(files.list(folder)).empty()) return {};
    return failure(ErrorCode::Conflict,
                   fmt::format("{} is not empty and was not made by gazette", folder));
}

}  // namespace

Result<void> check_output_folder(Files& files, const std::string& folder,
                                 const std::string& newsroom) {
    const Result<FileInfo> info = files.info(folder);
    if (!info && info.error().code == ErrorCode::NotFound) return {};  // open() will make it
    TRY(check_place(files, folder, newsroom));
    return check_ours(files, folder);
}

bool is_output_folder(Files& files, const std::string& folder) {
    return files.info(join_path(folder, kOutputMarker)).has_value();
}

Output::Output(Files& files, std::string folder, std::string newsroom,
               std::unique_ptr<FileLock> lock)
    : files_(&files),
      folder_(std::move(folder)),
      memory_folder_(std::move(newsroom)),
      lock_(std::move(lock)) {}

Result<Output> Output::open(Files& files, const std::string& folder, const std::string& newsroom) {
    TRY(files.make_directories(folder));
    TRY(check_place(files, folder, newsroom));
    TRY(check_ours(files, folder));
    TRY(files.make_directories(join_path(folder, kOutputMarker)));
    auto lock = TRY(lock_file(join_path(folder, kLock), WhenLocked::Wait));
    Output output(files, folder, newsroom, std::move(lock));
    TRY(output.remove_temporaries());
    return output;
}

// What a killed build was about to rename to the manifest or the journal.
Result<void> Output::remove_temporaries() {
    const std::string marker = join_path(folder_, kOutputMarker);
    for (const DirectoryEntry& entry : TRY(files_->list(marker))) {
        if (entry.name.find(kTemporaryMark) == std::string::npos) continue;
        TRY(files_->remove(join_path(marker, entry.name)));
    }
    return {};
}

Result<void> Output::recall(const Fingerprint& stamp, const TaskPool& pool,
                            Diagnostics& diagnostics) {
    const std::string place = TRY(files_->resolve(folder_));
    memory_ = TRY(read_output_memory(*files_, memory_folder_, place, diagnostics));
    const Result<FileInfo> manifest = files_->info(join_path(folder_, kManifest));
    const bool belongs =
        memory_.folder == place && manifest && is_same_file(*manifest, memory_.manifest);
    if (!belongs) memory_ = {};
    is_manifest_known_ = belongs;
    memory_.folder = place;
    if (memory_.stamp != stamp) {
        memory_.files.clear();
        memory_.build.reset();
    }
    memory_.stamp = stamp;
    folders_.emplace(*files_, folder_, std::move(memory_.folders));
    folders_->look(pool);
    return {};
}

void Output::doubt() {
    is_manifest_known_ = false;
    memory_.files.clear();
    memory_.build.reset();
    folders_.reset();
}

const RememberedBuild* Output::last_build() const {
    if (!memory_.build || !folders_ || !folders_->are_all_trusted()) return nullptr;
    return files_->info(join_path(folder_, kJournal)) ? nullptr : &*memory_.build;
}

// A damaged manifest makes every file look strange; then the build would refuse to write over them.
// So its readable lines count as ours even where its checksum does not hold.
Result<void> Output::read() {
    auto manifest = files_->map(join_path(folder_, kManifest), kMaxManifestBytes);
    if (manifest) {
        old_manifest_ = std::move(manifest).value();
        old_.reserve(memory_.files.size());
        const auto keep = [&](const ManifestLine& line) -> Result<void> {
            old_.push_back(line);
            return {};
        };
        const Result<ManifestHeader> header =
            scan_manifest(old_manifest_->bytes(), keep,
                          is_manifest_known_ ? Checksum::Believe : Checksum::Compare);
        if (header) {
            old_header_ = *header;
        } else {
            old_.clear();
            memory_.files.clear();
            for (const std::string_view line : split_lines(old_manifest_->bytes())) {
                const std::string_view path = line.substr(0, line.find('\t'));
                if (check_release_path(path)) journal_.emplace(path);
            }
        }
    } else if (manifest.error().code != ErrorCode::NotFound) {
        return failure(manifest.error());
    }
    Result<std::string> journal = files_->read(join_path(folder_, kJournal), kMostJournalBytes);
    if (journal) {
        // A last line without its end was being written when the build died: nothing of it was yet.
        std::string_view text = journal.value();
        const std::size_t whole = text.rfind('\n') + 1;
        is_journal_torn_ = whole < text.size();
        text = text.substr(0, whole);
        for (const std::string_view line : split_lines(text)) journal_.emplace(line);
    } else if (journal.error().code != ErrorCode::NotFound) {
        return failure(journal.error());
    }
    return {};
}

bool Output::is_trusted(const ManifestLine& line) const {
    return folders_ && folders_->is_trusted(parent_path(line.path));
}

bool Output::holds(const ManifestLine& line) const {
    const Result<std::string> bytes =
        files_->read(join_path(folder_, line.path), kMaxReleaseFileBytes);
    return bytes && to_hex(sha256(*bytes)) == digest_text(line);
}

bool Output::was_written_before(std::string_view path) const {
    return find_line(old_, path) != nullptr || journal_.contains(path);
}

bool Output::was_ours(const std::string& path) const {
    return was_written_before(path) || stale_.contains(path) ||
           std::ranges::binary_search(planned_, std::string_view(path));
}

// Those of the planned files' folders that are there. A link in place of one would lead the build
// to write where nothing is ours.
Result<std::unordered_set<std::string_view>> Output::existing_folders() const {
    std::unordered_set<std::string_view> seen{""};
    std::unordered_set<std::string_view> existing{""};
    for (const std::string_view path : planned_) {
        for (std::string_view folder = parent_path(path); seen.insert(folder).second;
             folder = parent_path(folder)) {
            const std::string whole = join_path(folder_, folder);
            const Result<FileInfo> info = files_->info(whole);
            if (!info) continue;
            if (info->kind != FileKind::Directory) {
                return failure(ErrorCode::Conflict,
                               fmt::format("{} is no folder of gazette's; move it away", whole));
            }
            existing.insert(folder);
        }
    }
    return existing;
}

Result<void> Output::begin(std::vector<std::string> paths) {
    planned_.clear();
    planned_.reserve(paths.size());
    for (const std::string& path : paths) planned_.push_back(planned_texts_.keep(path));
    paths = {};
    std::ranges::sort(planned_, is_before);
    const std::unordered_set<std::string_view> folders = TRY(existing_folders());
    std::string lines;
    for (const std::string_view path : planned_) {
        if (was_written_before(path)) continue;
        // A stranger may have put a file just where a page is to go.
        if (folders.contains(parent_path(path)) && files_->info(join_path(folder_, path))) {
            return failure(
                ErrorCode::Conflict,
                fmt::format("{} was not made by gazette and stands where a page is to be "
                            "written; move it away",
                            join_path(folder_, path)));
        }
        lines += path;
        lines += '\n';
    }
    if (lines.empty()) return {};
    const std::string journal = join_path(folder_, kJournal);
    if (!is_journal_torn_) return files_->append(journal, lines, false);
    // What is appended would become part of the torn line, and its page a stranger's.
    std::string whole;
    for (const std::string& path : journal_) whole += path + '\n';
    TRY(files_->replace(journal, whole + lines));
    is_journal_torn_ = false;
    return {};
}

Result<Written> Output::write(std::string_view path, std::string_view bytes, const Sha256& digest) {
    const std::string file = join_path(folder_, path);
    const ManifestLine* old = find_line(old_, path);
    const bool is_old = old != nullptr;
    const bool may_exist = is_old || journal_.contains(path);
    if (is_old && is_trusted(*old)) {
        if (digest_text(*old) == to_hex(digest)) return Written::Unchanged;
    } else if (may_exist) {
        // What is on the disk decides, not what was written once: a file changed or deleted by hand
        // comes back.
        const Result<std::string> present = files_->read(file, bytes.size());
        if (present && sha256(present.value()) == digest) return Written::Unchanged;
    }
    Result<void> written = is_old ? files_->replace(file, bytes) : files_->write_new(file, bytes);
    if (!written && written.error().code == ErrorCode::NotFound) {
        TRY(files_->make_directories(std::string(parent_path(file))));
        written = files_->write_new(file, bytes);
    }
    if (!written && written.error().code == ErrorCode::AlreadyExists && may_exist) {
        written = files_->replace(file, bytes);  // left by a build that did not finish
    }
    if (!written) return failure(written.error());
    return is_old ? Written::Changed : Written::New;
}

Result<void> Output::replace(std::string_view path, std::string_view bytes) {
    return files_->replace(join_path(folder_, path), bytes);
}

Result<void> Output::remove_file(std::string_view path) {
    const Result<void> removed = files_->remove(join_path(folder_, path));
    if (!removed && removed.error().code != ErrorCode::NotFound) return failure(removed.error());
    // Folders that became empty go too; one that did not is no error.
    for (std::string_view folder = parent_path(path); !folder.empty();
         folder = parent_path(folder)) {
        if (!files_->remove(join_path(folder_, folder))) break;
    }
    return {};
}

// Piece by piece into a temporary file, then by rename.
// OPTIMIZATION: some pieces are printed at a time, in parallel.
Result<void> Output::write_manifest_file(const Content& content, const TaskPool& pool) {
    constexpr std::size_t kLinesPerPiece = 256;
    constexpr std::size_t kPiecesPerThread = 4;

    struct Piece {
        std::span<const ManifestLine> lines;
        std::string text;
        Result<void> printed;
    };

    const std::string path = join_path(folder_, kManifest);
    const std::string unfinished = fmt::format("{}{}new", path, kTemporaryMark);
    TRY(files_->replace(unfinished, ""));
    ManifestWriter writer(
        [&](std::string_view bytes) { return files_->append(unfinished, bytes, false); });
    TRY(writer.begin(content.header));
    std::vector<Piece> pieces(pool.threads() * kPiecesPerThread);
    std::span<const ManifestLine> rest = content.lines;
    while (!rest.empty()) {
        for (Piece& piece : pieces) {
            piece.lines = rest.first(std::min(rest.size(), kLinesPerPiece));
            rest = rest.subspan(piece.lines.size());
        }
        pool.parallel_for(pieces.size(), 1, [&](std::size_t index, std::size_t) {
            Piece& piece = pieces[index];
            piece.text.clear();
            for (const ManifestLine& line : piece.lines) {
                piece.text += line.text;
                if (line.text.empty()) piece.printed = content.print(line, piece.text);
                if (!piece.printed) return;
            }
        });
        for (const Piece& piece : pieces) {
            TRY(Result<void>(piece.printed));
            TRY(writer.add(piece.text, piece.lines.size()));
        }
    }
    TRY(writer.end());
    return files_->rename(unfinished, path);
}

Result<void> Output::remove_stale(std::span<const ManifestLine> lines, Finished& finished) {
    const auto remove = [&](std::string_view path) -> Result<void> {
        if (!stale_.emplace(path).second) return {};
        ++finished.removed;
        return remove_file(path);
    };
    auto line = lines.begin();  // both are sorted
    for (const ManifestLine& old : old_) {
        if (line != lines.end() && line->text.data() == old.text.data()) {
            ++line;  // OPTIMIZATION: the very line, as most are
            continue;
        }
        while (line != lines.end() && line->path < old.path) ++line;
        if (line == lines.end() || line->path != old.path) TRY(remove(old.path));
    }
    for (const std::string& path : journal_) {
        if (find_line(lines, path) == nullptr) TRY(remove(path));
    }
    return {};
}

bool Output::is_same_manifest(const Content& content) const {
    std::string text;
    const auto is_same = [&](const ManifestLine& line, const ManifestLine& old) {
        if (!line.text.empty()) {
            return line.text.data() == old.text.data() || line.text == old.text;
        }
        text.clear();
        return line.path == old.path && content.print(line, text) && text == old.text;
    };
    return old_header_ == content.header && std::ranges::equal(content.lines, old_, is_same);
}

Result<OutputFolders::Found> Output::look_around(std::span<const ManifestLine> lines,
                                                 const TaskPool& pool) {
    const std::int64_t now_ns = TRY(file_system_now(*files_, join_path(folder_, kOutputMarker)));
    const auto is_ours = [&](const std::string& path) -> Result<bool> {
        const std::size_t mark = path.find(kTemporaryMark);
        if (mark == std::string::npos) return was_ours(path);
        if (!was_ours(path.substr(0, mark))) return false;
        TRY(remove_file(path));  // left by a killed build
        return true;
    };
    const OutputFolders unknown(*files_, folder_, {});
    return (folders_ ? *folders_ : unknown).walk(lines, memory_.foreign, now_ns, is_ours, pool);
}

Result<Output::Finished> Output::finish(Content content, const TaskPool& pool) {
    Finished finished;
    TRY(remove_stale(content.lines, finished));
    Result<void> written;
    Result<OutputFolders::Found> looked;
    pool.parallel_for(2, 1, [&](std::size_t index, std::size_t) {
        if (index == 0) {
            if (!is_same_manifest(content)) written = write_manifest_file(content, pool);
        } else {
            looked = look_around(content.lines, pool);
        }
    });
    TRY(std::move(written));
    OutputFolders::Found found = TRY(std::move(looked));
    const Result<void> removed = files_->remove(join_path(folder_, kJournal));
    if (!removed && removed.error().code != ErrorCode::NotFound) return failure(removed.error());
    finished.foreign = found.strangers;
    if (memory_.folder.empty()) return finished;
    memory_.manifest = TRY(files_->info(join_path(folder_, kManifest)));
    memory_.files = std::move(content.files);
    memory_.folders = std::move(found.folders);
    memory_.foreign = std::move(found.strangers);
    memory_.build = std::move(content.build);
    TRY(write_output_memory(*files_, memory_folder_, memory_));
    return finished;
}

Result<std::vector<std::string>> Output::clean() {
    TRY(read());
    std::vector<std::string> foreign = TRY(look_around(old_, TaskPool(1))).strangers;
    for (const ManifestLine& line : old_) TRY(remove_file(line.path));
    for (const std::string& path : journal_) TRY(remove_file(path));
    lock_.reset();
    TRY(remove_tree(*files_, join_path(folder_, kOutputMarker)));
    // Not empty after all: somebody made a file meanwhile, and the folder stays for it.
    if (foreign.empty()) static_cast<void>(files_->remove(folder_));
    return foreign;
}

}  // namespace gazette
