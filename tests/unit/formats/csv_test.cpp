#include "formats/csv.h"

#include "support/catch.h"

#include <string>

using namespace gazette;

namespace {

std::string row(std::initializer_list<std::string_view> cells) {
    CsvWriter table;
    table.add_row(cells);
    return table.text().substr(3);
}

}  // namespace

TEST_CASE("a table says that it is UTF-8, and quotes what it holds", "[csv]") {
    CsvWriter table;
    CHECK(table.text() == "\xEF\xBB\xBF");
    CHECK(row({"时间", "标题"}) == "\"时间\",\"标题\"\r\n");
    CHECK(row({"他说：\"好\"", "一\n二", ""}) == "\"他说：\"\"好\"\"\",\"一\n二\",\"\"\r\n");
    CHECK(row({}) == "\r\n");
    CHECK(row({std::string_view("a\0b", 3)}) == "\"ab\"\r\n");
}

TEST_CASE("no cell of a table is a formula", "[csv]") {
    for (const char* cell : {"=1+1", "+86", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1",
                             "＋1", "－1", "＠x", "=HYPERLINK(\"http://x/\",\"看\")"}) {
        INFO(cell);
        CHECK(row({cell}).starts_with("\"'"));
    }
    for (const char* cell : {"1=1", "象棋=好", " =1", "'=1", "—"}) {
        INFO(cell);
        CHECK(row({cell}) == "\"" + std::string(cell) + "\"\r\n");
    }
}
