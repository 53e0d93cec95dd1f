#pragma once
// The first step of a build: what files a newsroom has. Looks, reads nothing but folders.
#include "base/diagnostic.h"
#include "base/files.h"
#include "base/task_pool.h"

#include <string>
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
    bool has_site = false;              // site.yml
    bool has_home = false;              // home.yml
    bool has_redirects = false;         // redirects.tsv
};

// A file whose name is not UTF-8, a link that leads out of the newsroom or to a folder, and a file
// in issues/ that is none are reported and left out; two names that differ in Unicode normalisation
// only are reported. What is no regular file (a pipe) is listed where a text is read, for the
// reader to report. `skip` is a folder within the newsroom that is no part of it (the output
// folder), or empty; any folder with an output marker is skipped.
Result<Sources> scan(Files& files, const std::string& newsroom, const std::string& skip,
                     const TaskPool& pool, Diagnostics& diagnostics);

}  // namespace gazette
