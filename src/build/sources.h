#pragma once
// The first step of a build: what files a newsroom has. Looks, reads nothing but folders.
#include "base/diagnostic.h"
#include "base/files.h"
#include "base/hash.h"
#include "base/task_pool.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gazette {

struct SourceFile {
    std::string path;  // within the newsroom, "/"-separated
    FileInfo info;
};

// Every list is sorted by path, whatever order the file system has.
struct Sources {
    std::vector<SourceFile> articles;   // *.md anywhere but in folders with a meaning of their own
    std::vector<SourceFile> issues;     // issues/*.yml
    std::vector<SourceFile> guides;     // guides/*.md
    std::vector<SourceFile> assets;     // assets/** and files beside articles
    std::vector<SourceFile> statics;    // static/**
    std::vector<SourceFile> templates;  // templates/**
    std::vector<SourceFile> reviews;    // reviews/*.jsonl
    std::vector<SourceFile>
        settings;  // site.yml, home.yml … and style/sources.tsv, those there are

    [[nodiscard]] bool has_setting(std::string_view path) const;
};

// A fingerprint of all files by path and identity (file_identity.h), and whether a later change of
// any of them would show in it.
struct SourcesSeen {
    Fingerprint fingerprint;
    bool is_sure = true;
};

SourcesSeen seen(const Sources& sources, std::int64_t scanned_at_ns, const TaskPool& pool);

// A file whose name is not UTF-8, a link that leads out of the newsroom or to a folder, and a file
// in issues/ that is none are reported and left out; two names that differ in Unicode normalisation
// only are reported. What is no regular file (a pipe) is listed where a text is read, for the
// reader to report. `skip` is a folder within the newsroom that is no part of it (the output
// folder), or empty; any folder with an output marker is skipped.
Result<Sources> scan(Files& files, const std::string& newsroom, const std::string& skip,
                     const TaskPool& pool, Diagnostics& diagnostics);

}  // namespace gazette
