#pragma once
// gazette desk: the newsroom's web application. Opens its data folder (one desk a folder), brings
// what an earlier run had signed into the newsroom, and answers browsers until it is stopped.
//
// run_desk returns when `stop` can be read; one thread calls it. Errors: Conflict (another desk has
// the folder), Invalid (settings that it cannot work with, told in a sentence), Unreachable and
// System for the address, those of files and database.
#include "base/files.h"
#include "base/result.h"
#include "base/time_zone.h"
#include "release/signature.h"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace gazette {

struct DeskOptions {
    std::string source;  // the newsroom
    std::string data;    // database, lock, previews; made when missing, its owner's alone
    std::string listen = "127.0.0.1:8641";
    std::string url = {};  // what browsers call the desk, where a proxy stands before it
    unsigned threads = 4;
    std::function<void(std::string_view)> log = [](std::string_view) {};
};

// Makes the data folder, with its parents on the disk.
Result<void> make_desk_folder(Files& files, const std::string& data);

// What a desk runs in; borrowed.
struct DeskSurroundings {
    Files& files;
    const Clock& clock;
    int stop = -1;  // a descriptor: when it can be read, the desk ends
    std::function<void(std::uint16_t port)> on_ready;
};

Result<void> run_desk(const DeskOptions& options, const SigningKey& key,
                      const DeskSurroundings& surroundings);

}  // namespace gazette
