#include "content/row_index.h"

#include "support/catch.h"

#include <fmt/format.h>

#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

using namespace gazette;

TEST_CASE("a row is found by its text, and the first to claim a text has it", "[rows]") {
    RowIndex index;
    CHECK(index.find("2022/07/06/x.md") == nullptr);
    CHECK(index.add("2022/07/06/x.md", 7));
    CHECK_FALSE(index.add("2022/07/06/x.md", 8));
    CHECK(index.claim("2022/07/06/x.md", 8) == std::pair(7U, false));
    CHECK(index.claim("2022/07/06/y.md", 8) == std::pair(8U, true));
    CHECK(index.add("", 9));
    CHECK(index.add("x", 0));
    REQUIRE(index.find("2022/07/06/x.md") != nullptr);
    CHECK(*index.find("2022/07/06/x.md") == 7);
    CHECK(*index.find("") == 9);
    CHECK(*index.find("x") == 0);
    CHECK(index.find("y") == nullptr);
}

TEST_CASE("an index with room for as many texts as it has still tells what is absent", "[rows]") {
    for (std::size_t count = 1; count < 40; ++count) {
        std::vector<std::string> texts;
        for (std::size_t i = 0; i < count; ++i) texts.push_back(fmt::format("{}", i));
        RowIndex index;
        index.reserve(count);
        for (const std::string& text : texts) REQUIRE(index.add(text, 0));
        CHECK(index.find("x") == nullptr);
    }
}

TEST_CASE("an index grows and keeps what it has", "[rows]") {
    constexpr std::uint32_t kCount = 5000;
    std::vector<std::string> texts;
    for (std::uint32_t i = 0; i < kCount; ++i) texts.push_back(fmt::format("/2022/{}.html", i));
    RowIndex grown;
    RowIndex reserved;
    reserved.reserve(kCount);
    for (std::uint32_t i = 0; i < kCount; ++i) {
        REQUIRE(grown.add(texts[i], i));
        REQUIRE(reserved.add(texts[i], i));
        REQUIRE_FALSE(grown.add(std::string(texts[i]), kCount));
        REQUIRE(grown.find("/nowhere.html") == nullptr);
    }
    for (std::uint32_t i = 0; i < kCount; ++i) {
        const std::string copy = texts[i];
        REQUIRE(grown.find(copy) != nullptr);
        REQUIRE(*grown.find(copy) == i);
        REQUIRE(*reserved.find(copy) == i);
        REQUIRE(grown.find(copy + "x") == nullptr);
    }
}
