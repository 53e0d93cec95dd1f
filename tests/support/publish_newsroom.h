#pragma once
// A publisher's newsroom for tests: an endpoint in this process, and a folder into which sites are
// "built". Waiting takes no time.
#include "endpoint/endpoint.h"
#include "endpoint/tokens.h"
#include "publish/publisher.h"
#include "support/catch.h"
#include "support/raw_http.h"
#include "support/release_samples.h"
#include "support/temporary_folder.h"

#include <fmt/format.h>

#include <chrono>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace gazette::testing {

// An endpoint, and a folder into which sites are "built".
class PublishNewsroom {
public:
    PublishNewsroom() {
        auto started =
            Endpoint::start({.data = folder / "data", .listen = "127.0.0.1:0"}, *files, clock);
        REQUIRE(started);
        endpoint = std::move(*started);
        token = *add_token(*files, folder / "data",
                           {"desk", {TokenScope::Publish, TokenScope::Rollback}, {}}, clock.now());
        options.out = folder / "public";
        options.manifest = folder / "manifest";
        options.seen = folder / "seen/client.manifest";
        options.target.url = Url{"http", "127.0.0.1", endpoint->port(), "/", ""};
        options.target.token = token;
        options.target.retries.sleep = [this](std::chrono::milliseconds wait) {
            waits.push_back(wait);
        };
    }

    void build(const SampleSite& site) const {
        std::filesystem::remove_all(options.out);
        for (const ManifestEntry& entry : site.manifest.entries) {
            const std::string path = join_path(options.out, entry.path);
            REQUIRE(files->make_directories(std::string(parent_path(path))));
            REQUIRE(files->replace(path, site.blobs.at(entry.digest)));
        }
        REQUIRE(files->replace(options.manifest, *print_manifest(site.manifest)));
    }

    ~PublishNewsroom() = default;
    PublishNewsroom(const PublishNewsroom&) = delete;
    PublishNewsroom& operator=(const PublishNewsroom&) = delete;
    PublishNewsroom(PublishNewsroom&&) = delete;
    PublishNewsroom& operator=(PublishNewsroom&&) = delete;

    [[nodiscard]] PublishReport publish_now() const {
        Result<PublishReport> report = publish(options, *files);
        if (!report) FAIL(describe(report.error()));
        return *report;
    }

    [[nodiscard]] std::string get(const std::string& path) const {
        return raw_exchange(
            endpoint->port(),
            fmt::format("GET {} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n", path));
    }

    TemporaryFolder folder;
    std::unique_ptr<Files> files = real_files();
    FixedClock clock;
    std::unique_ptr<Endpoint> endpoint;
    std::string token;
    PublishOptions options;
    std::vector<std::chrono::milliseconds> waits;  // before requests were made again; not waited
};

// `stories` articles, each its page with an id, and a home page.
inline SampleSite county_site(int stories, const std::string& home = "home") {
    std::map<std::string, std::string> content = {{"index.html", home}};
    for (int i = 0; i < stories; ++i) {
        content[fmt::format("2022/07/06/{}.html", i)] = fmt::format("story {}", i);
    }
    SampleSite site = sample_site(content);
    for (ManifestEntry& entry : site.manifest.entries) {
        if (entry.path.starts_with("2022/")) entry.own = "id-" + entry.path;
    }
    return site;
}

}  // namespace gazette::testing
