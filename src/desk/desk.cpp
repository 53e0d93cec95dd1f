#include "desk/desk.h"

#include "base/path.h"
#include "desk/desk_handler.h"
#include "desk/desk_posts.h"
#include "desk/media_table.h"
#include "desk/micropub_endpoint.h"
#include "desk/press.h"
#include "desk/schema.h"
#include "desk/sign_offs.h"
#include "desk/story_media.h"
#include "desk/visit.h"
#include "media/picture_store.h"
#include "net/http_server.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/stat.h>

#include <cerrno>
#include <memory>

namespace gazette {

namespace {

Result<void> wait_for(int stop) {
    pollfd waited{stop, POLLIN, 0};
    while (::poll(&waited, 1, -1) < 0) {
        if (errno != EINTR) return failure(system_error("cannot wait for the end", errno));
    }
    return {};
}

// Behind a proxy the desk must know its own name: by it forms are told from forged ones.
Result<void> check_address(const DeskOptions& options, const ListenAddress& listen) {
    const bool is_local = listen.host == "127.0.0.1" || listen.host == "::1";
    if (!is_local && options.url.empty()) {
        return failure(ErrorCode::Invalid,
                       "a desk that others can reach needs --url, the address in their browsers");
    }
    if (options.url.empty()) return {};
    const Url url = TRY(parse_url(options.url));
    if (!url.path.empty() && url.path != "/") {
        return failure(ErrorCode::Invalid, "the desk has a host name of its own, without a path");
    }
    if (url.scheme != "https" && !is_loopback(url)) {
        return failure(ErrorCode::Invalid, "passwords go over https only");
    }
    return {};
}

// The pictures that people upload. Without its helper the desk works, and refuses them.
Result<std::unique_ptr<MediaStore>> open_media(DeskCore& core, MediaTable& rows,
                                               const DeskOptions& options, const Clock& clock) {
    TRY(core.with_database(
        [&](Database& database) { return forget_unused_media(database, core.now()); }));
    const Result<std::string> helper = find_media_helper(core.files());
    if (!helper) core.log(describe(helper.error()));
    return MediaStore::open(core.files(), clock, rows,
                            {.data = options.data, .helper = helper.value_or("gazette-media")});
}

std::string origin_of(const std::string& url) {
    return url.ends_with('/') ? url.substr(0, url.size() - 1) : url;
}

// That stories of this newsroom can be signed here.
Result<void> check_site(DeskCore& core) {
    const std::shared_ptr<const SiteConfig> site = core.site();
    if (site == nullptr) {
        return failure(ErrorCode::Invalid, "site.yml cannot be used; gazette check says why");
    }
    if (site->id.empty()) {
        return failure(ErrorCode::Invalid, "site.yml has no id, which sign-offs name");
    }
    if (!site->review.stages.empty() && site->review.stages.size() != kDeskStages) {
        return failure(ErrorCode::Invalid,
                       "the desk has three stages of review, site.yml another number");
    }
    return {};
}

}  // namespace

Result<void> make_desk_folder(Files& files, const std::string& data) {
    TRY(files.make_directories(data));
    constexpr mode_t kOwnerOnly = 0700;
    if (::chmod(data.c_str(), kOwnerOnly) != 0) {
        return failure(system_error("cannot keep " + data + " to its owner", errno));
    }
    return files.sync_directory(std::string(parent_path(data).empty() ? "." : parent_path(data)));
}

Result<void> run_desk(const DeskOptions& options, const SigningKey& key,
                      const DeskSurroundings& surroundings) {
    Files& files = surroundings.files;
    const Clock& clock = surroundings.clock;
    const ListenAddress listen = TRY(parse_listen_address(options.listen));
    TRY(check_address(options, listen));
    TRY(make_desk_folder(files, options.data));
    const auto lock = TRY(lock_file(join_path(options.data, "lock"), WhenLocked::Refuse));
    auto database = TRY(open_desk_database(options.data));
    auto preview = TRY(StoryPreview::open(files, options.source, join_path(options.data, "preview"),
                                          MediaStore::folder_of(options.data)));
    const SealingKey sealing = TRY(SealingKey::open(files, options.data));
    DeskCore core({files, clock, options.source, origin_of(options.url), options.log,
                   MediaStore::folder_of(options.data), sealing},
                  std::move(database), key, std::move(preview));
    TRY(check_site(core));
    MediaTable rows(core);
    const auto media = TRY(open_media(core, rows, options, clock));
    DeskTokens tokens(core);
    Press press(core);
    core.wake_press = [&press] { press.wake(); };
    DeskHandler handler(core);
    const auto server =
        TRY(HttpServer::start({.listen = listen, .threads = options.threads}, handler));
    handler.set_port(server->port());
    const std::string base =
        core.url().empty() ? fmt::format("http://127.0.0.1:{}", server->port()) : core.url();
    DeskPosts posts(core, base + "/media/");
    MicropubEndpoint micropub({.base = base}, {posts, *media, tokens, [&](const Error& error) {
                                                   core.log(describe(error));
                                               }});
    handler.set_media(*media);
    handler.set_micropub(micropub);
    surroundings.on_ready(server->port());
    Result<void> ended = wait_for(surroundings.stop);
    server->stop();
    return ended;
}

}  // namespace gazette
