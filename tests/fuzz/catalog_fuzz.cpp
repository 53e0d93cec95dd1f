// build/catalog: any bytes as the file, and as a batch of it with a right checksum. Nothing in it
// stops a build; every entry is found; a record that is understood can be told and written, and
// reads the same again.
#include "build/catalog.h"
#include "remembered.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace gazette;           // NOLINT(google-build-using-namespace): a program of its own
using namespace gazette::testing;  // NOLINT(google-build-using-namespace)

constexpr const char* kNewsroom = "/newsroom";
constexpr RowLimits kLimits{3, 3, 3, 3};

struct ReadEntry {
    SourceFile source;
    bool is_sure = true;
    ArticleRow row;
    Diagnostics diagnostics;
};

Catalog open(OneFile& files, const Fingerprint& stamp) {
    Diagnostics diagnostics;
    auto catalog = Catalog::open(files, kNewsroom, stamp, diagnostics);
    GAZETTE_ASSERT(catalog.has_value(), "whatever is wrong with it costs time only");
    tell(diagnostics);
    return std::move(*catalog);
}

// Those whose records are understood.
std::deque<ReadEntry> read_all(Catalog& catalog, StringPool& pool) {
    std::deque<ReadEntry> all;
    for (const std::string& path : catalog.unasked()) {
        const CatalogEntry* entry = catalog.find(path);
        GAZETTE_ASSERT(entry != nullptr && entry->path == path, "what is there is found");
        ReadEntry read{{path, entry->info}, entry->is_sure, {}, {}};
        if (!Catalog::read(*entry, kLimits, pool, read.row, read.diagnostics)) continue;
        tell(read.diagnostics);
        all.push_back(std::move(read));
    }
    GAZETTE_ASSERT(catalog.unasked().empty(), "all were asked for");
    return all;
}

std::string print(const ReadEntry& entry) {
    RecordWriter out;
    write_row(entry.row, out);
    out.number(std::uint64_t{entry.diagnostics.all().size()});
    out.number(std::uint64_t{entry.is_sure});
    out.number(entry.source.info.inode);
    return out.bytes();
}

void save(Catalog& catalog, const std::deque<ReadEntry>& entries) {
    std::vector<Catalog::Change> changes;
    std::vector<std::size_t> numbers;
    for (const ReadEntry& entry : entries) {
        numbers.push_back(changes.size());
        changes.push_back({&entry.source, entry.is_sure, &entry.row, &entry.diagnostics});
    }
    GAZETTE_ASSERT(catalog.save(changes, numbers, {}, TaskPool(1)).has_value(), "there is room");
}

void try_file(std::string bytes) {
    const Fingerprint stamp = RecordReader(first_batch(bytes)).fingerprint();
    OneFile files;
    files.bytes = std::move(bytes);
    Catalog catalog = open(files, stamp);
    StringPool pool;
    const std::deque<ReadEntry> entries = read_all(catalog, pool);
    if (entries.empty()) return;
    save(catalog, entries);
    Catalog written = open(files, stamp);
    const std::deque<ReadEntry> again = read_all(written, pool);
    GAZETTE_ASSERT(again.size() == entries.size(), "what we write we read");
    for (std::size_t i = 0; i < entries.size(); ++i) {
        GAZETTE_ASSERT(print(again[i]) == print(entries[i]), "and it is the same");
    }
}

std::string kind_of_catalog() {
    OneFile files;
    Catalog catalog = open(files, {});
    save(catalog, {});
    return kind_of(files.bytes);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const std::string kKind = kind_of_catalog();
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): bytes as characters
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    try_file(std::string(bytes));
    try_file(framed(kKind, {bytes}));
    return 0;
}
