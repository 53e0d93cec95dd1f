#include "preview/preview_page.h"

#include "preview/preview_server.h"
#include "support/catch.h"

namespace gazette {

namespace {

const PreviewWords kWords{"zh-CN", "生成不了", "预览", "旧的"};

}  // namespace

TEST_CASE("the preview's parts go into the head and the end of the body", "[preview]") {
    const std::string page = with_preview_parts(
        "<!doctype html><html><head><title>a</title></head><body>b</body></html>",
        PreviewState{.build = 7, .has_site = true}, kWords);
    CHECK(page ==
          "<!doctype html><html><head><title>a</title>"
          "<link rel=\"stylesheet\" href=\"/.gazette-preview/preview.css\">"
          "<script src=\"/.gazette-preview/preview.js\" data-build=\"7\" "
          "data-state=\"/.gazette-preview/build\" defer></script></head><body>b"
          "<aside class=\"gazette-preview gazette-preview-mark\">预览</aside></body></html>");
}

TEST_CASE("a page without head or body still gets the script", "[preview]") {
    const std::string page = with_preview_parts("text", PreviewState{.build = 1}, kWords);
    CHECK(page.find("preview.js") != std::string::npos);
    CHECK(page.find("text") != std::string::npos);
}

TEST_CASE("what people wrote is text in the overlay, never markup", "[preview]") {
    PreviewState state{.build = 1, .has_site = true};
    state.findings.push_back({true, "x.md: </pre><script>alert(1)</script> \"&"});
    for (const std::string& page : {with_preview_parts("<head></head><body></body>", state, kWords),
                                    findings_page(state, kWords)}) {
        CHECK(page.find("<script>") == std::string::npos);
        CHECK(page.find("&lt;/pre&gt;&lt;script&gt;alert(1)&lt;/script&gt;") != std::string::npos);
        CHECK(page.find("class=\"error\"") != std::string::npos);
    }
}

TEST_CASE("errors open the overlay, warnings alone do not", "[preview]") {
    PreviewState state{.build = 1, .has_site = true};
    state.findings.push_back({false, "a warning"});
    CHECK(with_preview_parts("", state, kWords).find("<details>") != std::string::npos);
    state.findings.push_back({true, "an error"});
    const std::string page = with_preview_parts("", state, kWords);
    CHECK(page.find("<details open><summary>预览 (2)</summary>") != std::string::npos);
    state.is_stale = true;
    CHECK(with_preview_parts("", state, kWords).find("<summary>旧的 (2)") != std::string::npos);
}

TEST_CASE("only this machine's names with our port are our host", "[preview]") {
    for (const std::string_view host :
         {"localhost:8000", "LocalHost:8000", "127.0.0.1:8000", "[::1]:8000"}) {
        INFO(host);
        CHECK(is_own_host(host, 8000));
    }
    for (const std::string_view host :
         {"", "localhost", "localhost:8001", "127.0.0.1", "127.0.0.1:80", "127.0.0.2:8000",
          "evil.example", "evil.example:8000", "localhost.evil.example:8000", "localhost:8000.",
          "127.0.0.1:8000@evil.example", "::1:8000", "localhost:08000", " localhost:8000"}) {
        INFO(host);
        CHECK_FALSE(is_own_host(host, 8000));
    }
    CHECK(is_own_host("localhost", 80));
}

}  // namespace gazette
