#pragma once
// A newsroom with a built site, an endpoint in this process, and commands that print into strings.
#include "build/output_marker.h"
#include "cli/endpoint_command.h"
#include "cli/publish_command.h"
#include "endpoint/endpoint.h"
#include "support/catch.h"
#include "support/raw_http.h"
#include "support/release_samples.h"
#include "support/temporary_folder.h"

#include <fmt/format.h>

#include <map>
#include <memory>
#include <sstream>
#include <string>

namespace gazette::testing {

// A newsroom folder with a built site, an endpoint, and commands that print into strings.
class PublishDesk {
public:
    PublishDesk() {
        REQUIRE(run(TokenAddCommand{data, "desk", {"publish", "rollback"}, ""}, around()) ==
                ExitStatus::Right);
        token = out.str().substr(0, out.str().find('\n'));
        auto started = Endpoint::start({.data = data, .listen = "127.0.0.1:0"}, *files, clock);
        REQUIRE(started);
        endpoint = std::move(*started);
        url = fmt::format("http://127.0.0.1:{}/", endpoint->port());
        write_site("publish: {client: {type: endpoint, url: " + url + "}}\n");
        set_token(token);
        build({{"index.html", "home"}, {"guides/a.html", "guide"}});
        clear();
    }

    void write_site(const std::string& rest) const {
        REQUIRE(files->make_directories(newsroom));
        REQUIRE(files->replace(newsroom + "/site.yml",
                               "id: s\ntitle: T\nurl: https://news.example.org/\nlanguage: en\n"
                               "timezone: Asia/Shanghai\nsections: [要闻]\n" +
                                   rest));
    }

    void set_token(const std::string& value) {
        environment = Environment({{"GAZETTE_TOKEN", value}});
    }

    void build(const std::map<std::string, std::string>& content) const {
        const SampleSite site = sample_site(content);
        const std::string folder_of_manifest = newsroom + "/public/" + std::string(kOutputMarker);
        REQUIRE(files->make_directories(folder_of_manifest));
        for (const ManifestEntry& entry : site.manifest.entries) {
            const std::string path = newsroom + "/public/" + entry.path;
            REQUIRE(files->make_directories(std::string(parent_path(path))));
            REQUIRE(files->replace(path, site.blobs.at(entry.digest)));
        }
        REQUIRE(files->replace(folder_of_manifest + "/manifest", *print_manifest(site.manifest)));
    }

    // A story of the newsroom, which a build makes pages of.
    void write_story(const std::string& path, const std::string& front_matter,
                     const std::string& body) const {
        const std::string file = newsroom + "/" + path;
        REQUIRE(files->make_directories(std::string(parent_path(file))));
        REQUIRE(files->replace(file, "---\n" + front_matter + "---\n\n" + body + "\n"));
    }

    [[nodiscard]] std::string get(const std::string& path) const {
        return raw_exchange(
            endpoint->port(),
            fmt::format("GET {} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n", path));
    }

    Surroundings around() { return {*files, clock, environment, words, out, err, false}; }

    TargetChoice here() const { return {.source = newsroom}; }

    void clear() {
        out.str("");
        err.str("");
    }

    testing::TemporaryFolder folder;
    std::string data = folder / "data";
    std::string newsroom = folder / "newsroom";
    std::unique_ptr<Files> files = real_files();
    FixedClock clock;
    Environment environment;
    Words words = Words::in("en");
    std::ostringstream out;
    std::ostringstream err;
    std::string token;
    std::string url;
    std::unique_ptr<Endpoint> endpoint;
};

}  // namespace gazette::testing
