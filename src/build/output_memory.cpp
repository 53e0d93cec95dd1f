#include "build/output_memory.h"

#include "build/diagnostic_record.h"
#include "build/file_identity.h"
#include "build/record_log.h"
#include "content/diagnostic_codes.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <type_traits>

namespace gazette {
namespace {

// Its last letter is "l" or "b": how numbers lie in the records of files.
constexpr std::string_view kKind =
    std::endian::native == std::endian::little ? "output1l" : "output1b";
constexpr std::string_view kFolder = ".gazette/catalog/outputs";
constexpr std::uint32_t kNoFile = UINT32_MAX;

std::string path_of(const std::string& folder) {
    return join_path(kFolder, to_hex(fingerprint(folder)));
}

void write_build(const RememberedBuild& build, RecordWriter& out) {
    out.fingerprint(build.inputs);
    out.number(build.now.seconds);
    out.number(build.next_change.seconds);
    out.number(std::uint64_t{build.articles});
    out.number(std::uint64_t{build.left_out});
    out.number(std::uint64_t{build.pages});
    out.number(std::uint64_t{build.files});
    // That a memory was damaged is said once.
    std::vector<const Diagnostic*> repeated;
    for (const Diagnostic& diagnostic : build.diagnostics.all()) {
        if (diagnostic.code != codes::kCatalogSetAside.id) repeated.push_back(&diagnostic);
    }
    out.number(std::uint64_t{repeated.size()});
    for (const Diagnostic* diagnostic : repeated) {
        out.text(diagnostic->file);
        write_diagnostic(*diagnostic, out);
    }
}

bool read_build(RecordReader& in, RememberedBuild& build) {
    build.inputs = in.fingerprint();
    build.now.seconds = in.signed_number();
    build.next_change.seconds = in.signed_number();
    build.articles = static_cast<std::size_t>(in.number());
    build.left_out = static_cast<std::size_t>(in.number());
    build.pages = static_cast<std::size_t>(in.number());
    build.files = static_cast<std::size_t>(in.number());
    for (std::size_t left = in.count(); left > 0 && in.good(); --left) {
        const std::string_view file = in.text();
        if (!read_diagnostic(in, file, build.diagnostics)) return false;
    }
    return in.good();
}

// Everything but the files, which are batches of their own.
void write_head(const OutputMemory& memory, RecordWriter& out) {
    out.text(memory.folder);
    write_identity(memory.manifest, out);
    out.fingerprint(memory.stamp);
    out.number(std::uint64_t{memory.files.size()});
    out.number(std::uint64_t{memory.folders.size()});
    for (const RememberedFolder& folder : memory.folders) {
        out.text(folder.path);
        write_identity(folder.info, out);
        out.number(std::uint64_t{folder.is_sure});
    }
    out.number(std::uint64_t{memory.foreign.size()});
    for (const std::string& path : memory.foreign) out.text(path);
    out.number(std::uint64_t{memory.build.has_value()});
    if (memory.build) write_build(*memory.build, out);
}

// `file_count`: how many files the further batches have.
bool read_head(std::string_view batch, OutputMemory& memory, std::uint64_t& file_count) {
    RecordReader in(batch);
    memory.folder = in.text();
    memory.manifest = read_identity(in);
    memory.stamp = in.fingerprint();
    file_count = in.number();
    for (std::size_t left = in.count(); left > 0 && in.good(); --left) {
        RememberedFolder folder;
        folder.path = in.text();
        folder.info = read_identity(in);
        folder.is_sure = in.number() == 1;
        memory.folders.push_back(std::move(folder));
    }
    for (std::size_t left = in.count(); left > 0 && in.good(); --left) {
        memory.foreign.emplace_back(in.text());
    }
    if (in.number() == 1 && !read_build(in, memory.build.emplace())) return false;
    return in.good() && in.at_end() &&
           std::ranges::is_sorted(memory.folders, {}, &RememberedFolder::path);
}

// OPTIMIZATION: of one size each and copied as they lie: a hundred thousand are read in each build.
// A file of another machine's order of bytes has another kind (kKind).
struct FileRecord {
    Fingerprint key;
    std::uint32_t line = 0;
    KeyMarks marks{};
    std::uint16_t unused = 0;
};

static_assert(sizeof(FileRecord) == 32 && std::is_trivially_copyable_v<FileRecord>);

constexpr std::size_t kFilesPerBatch = 8192;

Result<void> write_files(std::span<const RememberedFile> files, RecordLogWriter& out) {
    std::string batch;
    while (!files.empty()) {
        const auto some = files.first(std::min(files.size(), kFilesPerBatch));
        files = files.subspan(some.size());
        batch.clear();
        for (const RememberedFile& file : some) {
            const FileRecord record{file.key, file.line, file.marks, 0};
            batch.append(reinterpret_cast<const char*>(&record), sizeof record);
        }
        TRY(out.add(batch));
    }
    return {};
}

bool read_files(std::span<const std::string_view> batches, std::vector<RememberedFile>& files) {
    std::size_t count = 0;
    for (const std::string_view batch : batches) {
        if (batch.size() % sizeof(FileRecord) != 0) return false;
        count += batch.size() / sizeof(FileRecord);
    }
    files.reserve(count);
    for (std::string_view batch : batches) {
        for (; !batch.empty(); batch.remove_prefix(sizeof(FileRecord))) {
            FileRecord record;
            std::memcpy(&record, batch.data(), sizeof record);
            if (record.line >= count) return false;
            files.push_back({record.line, record.marks, record.key});
        }
    }
    return true;
}

// Outputs that are gone, such as those of a preview: nobody will ask for what they were.
Result<void> forget_lost_outputs(Files& files, const std::string& newsroom) {
    const std::string outputs = join_path(newsroom, kFolder);
    for (const DirectoryEntry& entry : TRY(files.list(outputs))) {
        const std::string path = join_path(outputs, entry.name);
        const Result<RecordLog> log = RecordLog::open(files, path, kKind);
        OutputMemory memory;
        std::uint64_t file_count = 0;
        const bool is_whole =
            log && !log->batches().empty() && read_head(log->batches().front(), memory, file_count);
        if (!is_whole || !files.info(memory.folder)) TRY(files.remove(path));
    }
    return {};
}

}  // namespace

Result<OutputMemory> read_output_memory(Files& files, const std::string& newsroom,
                                        const std::string& folder, Diagnostics& diagnostics) {
    OutputMemory memory;
    const std::string path = path_of(folder);
    const Result<RecordLog> log = RecordLog::open(files, join_path(newsroom, path), kKind);
    if (!log && log.error().code == ErrorCode::NotFound) return memory;
    std::uint64_t file_count = 0;
    const bool is_whole = log && !log->is_torn() && !log->batches().empty() &&
                          read_head(log->batches().front(), memory, file_count) &&
                          memory.folder == folder &&
                          read_files(std::span(log->batches()).subspan(1), memory.files) &&
                          memory.files.size() == file_count;
    if (is_whole) return memory;
    diagnostics.add(codes::kCatalogSetAside, path, {});
    return OutputMemory{};
}

Result<void> write_output_memory(Files& files, const std::string& newsroom,
                                 const OutputMemory& memory) {
    const std::string path = join_path(newsroom, path_of(memory.folder));
    if (!files.info(path)) {
        TRY(files.make_directories(join_path(newsroom, kFolder)));
        TRY(forget_lost_outputs(files, newsroom));
    }
    RecordLogWriter writer(files, path, kKind);
    RecordWriter batch;
    write_head(memory, batch);
    TRY(writer.add(batch.bytes()));
    TRY(write_files(memory.files, writer));
    return writer.finish();
}

RememberedFiles::RememberedFiles(const OutputMemory& memory, std::span<const ManifestLine> lines)
    : files_(memory.files), lines_(lines), by_line_(lines.size(), kNoFile) {
    for (std::uint32_t i = 0; i < files_.size(); ++i) {
        if (files_[i].line < by_line_.size()) by_line_[files_[i].line] = i;
    }
}

const RememberedFile* RememberedFiles::find(std::string_view path) {
    if (next_ < files_.size() && files_[next_].line < lines_.size() &&
        lines_[files_[next_].line].path == path) {
        return &files_[next_++];
    }
    const ManifestLine* line = find_line(lines_, path);
    if (line == nullptr) return nullptr;
    const std::uint32_t index = by_line_[static_cast<std::size_t>(line - lines_.data())];
    if (index == kNoFile) return nullptr;
    next_ = index + std::size_t{1};
    return &files_[index];
}

}  // namespace gazette
