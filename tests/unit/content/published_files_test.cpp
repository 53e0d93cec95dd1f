#include "content/published_files.h"

#include "support/catch.h"

using namespace gazette;

TEST_CASE("documents, sound and video are published as they are", "[files]") {
    for (const char* path : {"assets/a.pdf", "2022/07/06/表.XLSX", "a.csv", "a.b.zip", "a.mp3",
                             "a.mp4", "a.docx", "a.wps"}) {
        INFO(path);
        CHECK(may_be_published(path));
    }
    CHECK(kinds_to_publish().starts_with("pdf ofd doc "));
}

TEST_CASE("what a browser would run or draw as a page is not, nor is an original picture",
          "[files]") {
    for (const char* path :
         {"a.html", "a.HTM",      "a.xhtml", "a.svg",  "a.svgz", "a.js",  "a.mjs",
          "a.xml",  "a.pdf.html", "a.css",   "a.wasm", "a.swf",  "a.exe", "a.jpg",
          "a.png",  "a",          "a.",      ".pdf/a", "pdf",    ""}) {
        INFO(path);
        CHECK_FALSE(may_be_published(path));
    }
}
