#include "preview/preview_server.h"

#include "base/descriptor.h"
#include "net/http_client.h"
#include "support/catch.h"
#include "support/temporary_folder.h"

#include <sys/eventfd.h>

#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <thread>

namespace gazette::testing {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view kSite =
    "title: 测试\nurl: https://a.example/\ntimezone: Asia/Shanghai\nsections: [要闻]\n";
constexpr std::string_view kArticle =
    "---\ntitle: 象棋协会成立\ndate: 2022-07-06\nid: aaaaaaaaaaaaaaaaaaaaaaaaaa\nslug: x\n"
    "byline: 融媒体 林砚\n---\n\n第一版正文。\n";

void write_file(const fs::path& path, std::string_view bytes) {
    fs::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << bytes;
}

class StopAtEnd {
public:
    explicit StopAtEnd(int fd) : fd_(fd) {}

    ~StopAtEnd() { (void)::eventfd_write(fd_, 1); }

    StopAtEnd(const StopAtEnd&) = delete;
    StopAtEnd& operator=(const StopAtEnd&) = delete;

private:
    int fd_;
};

// A preview of a small newsroom, running in a thread of its own.
class Preview {
public:
    explicit Preview(std::string_view site = kSite, std::string base_path = "")
        : stop_(::eventfd(0, EFD_CLOEXEC)) {
        write_file(newsroom / "site.yml", site);
        write_file(newsroom / "2022/07/06/x.md", kArticle);
        options_.build.source = newsroom.path();
        options_.build.out = out_ / "site";
        options_.build.drafts = true;
        options_.build.keep_going = true;
        options_.now = [] { return *parse_rfc3339("2022-07-07T08:00:00+08:00"); };
        options_.base_path = std::move(base_path);
        options_.port = 0;
        options_.words = {"zh-CN", "生成不了", "预览中", "旧的"};
        options_.print = [](const Diagnostic& d) { return d.file + ": " + std::string(d.code); };
        options_.on_ready = [this](const std::string& url) { tell([&] { url_ = url; }); };
        options_.on_built = [this](const Result<BuildReport>&, const PreviewState&) {
            tell([&] { ++builds_; });
        };
        thread_ = std::jthread([this] {
            const Result<void> served = serve_preview(options_, *files_, stop_.get());
            tell([&] { failed_ = !served.has_value(); });
        });
        wait_until([this] { return !url_.empty() || failed_; });
        REQUIRE_FALSE(failed_);
    }

    ~Preview() = default;

    Preview(const Preview&) = delete;
    Preview& operator=(const Preview&) = delete;
    Preview(Preview&&) = delete;
    Preview& operator=(Preview&&) = delete;

    HttpReply get(const std::string& path, std::vector<HttpField> headers = {},
                  std::string method = "GET") {
        HttpClient client;
        HttpCall call;
        call.method = std::move(method);
        call.url = *parse_url(url_);
        call.url.path = path;
        call.headers = std::move(headers);
        Result<HttpReply> reply = client.send(call);
        REQUIRE(reply.has_value());
        return *std::move(reply);
    }

    void wait_for_build(int number) {
        wait_until([&] { return builds_ >= number; });
    }

    TemporaryFolder newsroom;

private:
    template <typename Change>
    void tell(const Change& change) {
        const std::scoped_lock lock(mutex_);
        change();
        changed_.notify_all();
    }

    template <typename Condition>
    void wait_until(const Condition& condition) {
        std::unique_lock lock(mutex_);
        REQUIRE(changed_.wait_for(lock, std::chrono::seconds(30), condition));
    }

    TemporaryFolder out_;
    std::unique_ptr<Files> files_ = real_files();
    PreviewOptions options_;
    Descriptor stop_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::string url_;
    int builds_ = 0;
    bool failed_ = false;
    std::jthread thread_;
    // Destroyed first, so that the thread ends even when the constructor gives up.
    StopAtEnd stop_at_end_{stop_.get()};
};

}  // namespace

TEST_CASE("the preview shows the newsroom's pages with its own script", "[preview]") {
    Preview preview;
    const HttpReply page = preview.get("/2022/07/06/x.html");
    CHECK(page.status == 200);
    CHECK(page.header("Content-Type") == "text/html; charset=utf-8");
    CHECK(page.header("Content-Security-Policy") == "default-src 'self'");
    CHECK(page.header("Cache-Control") == "no-store");
    CHECK(page.body.find("第一版正文") != std::string::npos);
    CHECK(page.body.find("/.gazette-preview/preview.js") != std::string::npos);
    CHECK(page.body.find("预览中") != std::string::npos);
    CHECK(preview.get("/").status == 200);
    CHECK(preview.get("/.gazette-preview/preview.js").header("Content-Type") ==
          "text/javascript; charset=utf-8");
    CHECK(preview.get("/.gazette-preview/preview.css").status == 200);
    CHECK(preview.get("/.gazette-preview/build").body == "1\n");
}

TEST_CASE("a change is built and told to the pages", "[preview]") {
    Preview preview;
    write_file(preview.newsroom / "2022/07/06/x.md", std::string(kArticle) + "\n第二版正文。\n");
    preview.wait_for_build(2);
    CHECK(preview.get("/.gazette-preview/build").body != "1\n");
    CHECK(preview.get("/2022/07/06/x.html").body.find("第二版正文") != std::string::npos);
}

TEST_CASE("what is wrong is shown in the pages, and mending it takes it away", "[preview]") {
    Preview preview;
    write_file(preview.newsroom / "2022/07/06/y.md", "---\ntitle: 坏的\n");
    preview.wait_for_build(2);
    CHECK(preview.get("/").body.find("2022/07/06/y.md: front-matter-unclosed") !=
          std::string::npos);
    fs::remove(preview.newsroom / "2022/07/06/y.md");
    preview.wait_for_build(3);
    CHECK(preview.get("/").body.find("front-matter-unclosed") == std::string::npos);
}

TEST_CASE("a newsroom that cannot be built shows why and goes on", "[preview]") {
    Preview preview("title: [\n");
    const HttpReply broken = preview.get("/");
    CHECK(broken.status == 503);
    CHECK(broken.body.find("site.yml: yaml-syntax") != std::string::npos);
    CHECK(broken.body.find("preview.js") != std::string::npos);
    write_file(preview.newsroom / "site.yml", kSite);
    preview.wait_for_build(2);
    CHECK(preview.get("/2022/07/06/x.html").status == 200);
}

TEST_CASE("a stranger's host name, other methods and the build's notes are refused", "[preview]") {
    Preview preview;
    CHECK(preview.get("/", {{"Host", "evil.example"}}).status == 421);
    CHECK(preview.get("/", {{"Host", "evil.example:80"}}).body.find("象棋") == std::string::npos);
    CHECK(preview.get("/", {}, "POST").status == 405);
    CHECK(preview.get("/", {}, "HEAD").body.empty());
    CHECK(preview.get("/.gazette-output/manifest").status == 404);
    CHECK(preview.get("/../site.yml").status >= 400);
    CHECK(preview.get("/%2e%2e/site.yml").status >= 400);
    CHECK(preview.get("/no/such/page.html").status == 404);
    CHECK(preview.get("/2022").status == 404);
}

TEST_CASE("a site below a path is previewed there", "[preview]") {
    Preview preview("title: 测试\nurl: https://a.example/news/\ntimezone: UTC\nsections: [要闻]\n",
                    "/news");
    const HttpReply root = preview.get("/");
    CHECK(root.status == 302);
    CHECK(root.header("Location") == "/news/");
    CHECK(preview.get("/news/").status == 200);
    CHECK(preview.get("/2022/07/06/x.html").status == 404);
    CHECK(preview.get("/news/2022/07/06/x.html").status == 200);
}

TEST_CASE("parts of a file can be asked for, as videos are", "[preview]") {
    Preview preview;
    write_file(preview.newsroom / "static/film.mp4", "0123456789");
    preview.wait_for_build(2);
    const HttpReply part = preview.get("/film.mp4", {{"Range", "bytes=2-4"}});
    CHECK(part.status == 206);
    CHECK(part.body == "234");
    CHECK(part.header("Content-Range") == "bytes 2-4/10");
    CHECK(preview.get("/film.mp4", {{"Range", "bytes=20-"}}).status == 416);
    CHECK(preview.get("/film.mp4").body == "0123456789");
}

}  // namespace gazette::testing
