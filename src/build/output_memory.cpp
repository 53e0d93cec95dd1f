#include "build/output_memory.h"

#include "build/diagnostic_record.h"
#include "build/file_identity.h"
#include "build/record_log.h"
#include "content/diagnostic_codes.h"

#include <algorithm>

namespace gazette {
namespace {

constexpr std::string_view kKind = "output 1";
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

// Everything but the files, which are a batch of their own.
void write_head(const OutputMemory& memory, RecordWriter& out) {
    out.text(memory.folder);
    write_identity(memory.manifest, out);
    out.fingerprint(memory.stamp);
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

bool read_head(std::string_view batch, OutputMemory& memory) {
    RecordReader in(batch);
    memory.folder = in.text();
    memory.manifest = read_identity(in);
    memory.stamp = in.fingerprint();
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

void write_files(const std::vector<RememberedFile>& files, RecordWriter& out) {
    out.number(std::uint64_t{files.size()});
    for (const RememberedFile& file : files) {
        out.number(std::uint64_t{file.line});
        for (const std::uint16_t mark : file.marks) out.number(std::uint64_t{mark});
        out.fingerprint(file.key);
    }
}

bool read_files(std::string_view batch, std::vector<RememberedFile>& files) {
    RecordReader in(batch);
    const std::size_t count = in.count();
    files.reserve(count);
    for (std::size_t i = 0; i < count && in.good(); ++i) {
        RememberedFile file;
        const std::uint64_t line = in.number();
        if (line >= count) return false;
        file.line = static_cast<std::uint32_t>(line);
        for (std::uint16_t& mark : file.marks) mark = static_cast<std::uint16_t>(in.number());
        file.key = in.fingerprint();
        files.push_back(file);
    }
    return in.good() && in.at_end();
}

// Outputs that are gone, such as those of a preview: nobody will ask for what they were.
Result<void> forget_lost_outputs(Files& files, const std::string& newsroom) {
    const std::string outputs = join_path(newsroom, kFolder);
    for (const DirectoryEntry& entry : TRY(files.list(outputs))) {
        const std::string path = join_path(outputs, entry.name);
        const Result<RecordLog> log = RecordLog::open(files, path, kKind);
        OutputMemory memory;
        const bool is_whole =
            log && !log->batches().empty() && read_head(log->batches().front(), memory);
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
    const bool is_whole = log && !log->is_torn() && log->batches().size() == 2 &&
                          read_head(log->batches()[0], memory) && memory.folder == folder &&
                          read_files(log->batches()[1], memory.files);
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
    batch.clear();
    write_files(memory.files, batch);
    TRY(writer.add(batch.bytes()));
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
