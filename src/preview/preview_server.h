#pragma once
// gazette serve: builds the newsroom into a temporary folder, serves that on loopback, and builds
// again whenever a file changes. What is wrong is shown in the pages; a newsroom that cannot be
// built at all is shown as a page that says why, and nothing stops.
//
// Only requests that name this machine as their host are answered: a page of a stranger's site that
// has its own name point here (DNS rebinding) gets 421. Serves GET and HEAD.
// serve_preview returns when `stop` can be read; one thread calls it.
#include "base/files.h"
#include "base/result.h"
#include "build/build.h"
#include "formats/message_catalogue.h"
#include "preview/preview_page.h"

#include <cstdint>
#include <functional>
#include <string>

namespace gazette {

struct PreviewOptions {
    BuildOptions build;            // `out` is a temporary folder that the caller removes
    std::function<Instant()> now;  // asked before every build
    std::string base_path;         // of the site: "" or "/news"
    std::uint16_t port = 8000;     // 0: any free one
    PreviewWords words;
    // How a finding is printed.
    std::function<std::string(const Diagnostic&)> print;
    // Called once with the address, when pages can be had.
    std::function<void(const std::string& url)> on_ready;
    // Called after every build, once pages show it, like all of these from the calling thread.
    std::function<void(const Result<BuildReport>&, const PreviewState&)> on_built;
};

Result<void> serve_preview(const PreviewOptions& options, Files& files, int stop);

// Whether a Host field (RFC 9110 §7.2) names this machine and our port.
bool is_own_host(std::string_view host, std::uint16_t port);

}  // namespace gazette
