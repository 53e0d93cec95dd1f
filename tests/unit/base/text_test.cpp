#include "base/text.h"

#include "support/catch.h"

using namespace gazette;

TEST_CASE("well-formed UTF-8 is told from what is not", "[text]") {
    CHECK_FALSE(first_invalid_utf8("东昌府讯 abc 😀").has_value());
    CHECK(first_invalid_utf8("ab\xC0\x80") == 2U);        // overlong
    CHECK(first_invalid_utf8("\xED\xA0\x80") == 0U);      // surrogate
    CHECK(first_invalid_utf8("\xF4\x90\x80\x80") == 0U);  // beyond U+10FFFF
    CHECK(first_invalid_utf8("x\xE4\xB8") == 1U);         // cut off
    CHECK(first_invalid_utf8("\xB6\xAB\xB2\xFD") == 0U);  // GB18030
}

TEST_CASE("a wrong byte is found wherever it stands among Chinese", "[text]") {
    const std::string text = "东昌府讯，“象棋” 12 级。东昌府";
    for (std::size_t i = 0; i < text.size(); ++i) {
        std::size_t begin = i;  // of the sequence that the byte is in
        while ((static_cast<unsigned char>(text[begin]) & 0xC0U) == 0x80) --begin;
        std::string wrong = text;
        wrong[i] = '\xFF';
        CAPTURE(i);
        CHECK(first_invalid_utf8(wrong) == begin);
    }
    // E0 and ED have continuations that no other has not; here as the first and second of a pair.
    CHECK(first_invalid_utf8("\xE0\x80\x80东东东") == 0U);
    CHECK(first_invalid_utf8("东\xE0\x80\x80东东") == 3U);
    CHECK(first_invalid_utf8("东\xED\xA0\x80东东") == 3U);
    CHECK_FALSE(first_invalid_utf8("\xE0\xA0\x80\xED\x9F\xBF东东"));
}

TEST_CASE("a byte of a set is found wherever it stands", "[text]") {
    constexpr ByteSet kAscii("<&");
    ByteSet any("<");
    any.add(0xBC);
    for (std::size_t length = 0; length < 40; ++length) {
        std::string text;
        while (text.size() < length) text += text.size() % 4 == 3 ? "a" : "东";
        CHECK(find_byte(text, kAscii, 0) == text.size());
        for (std::size_t i = 0; i < text.size(); ++i) {
            std::string marked = text;
            marked[i] = '&';
            CHECK(find_byte(marked, kAscii, 0) == i);
            CHECK(find_byte(marked, kAscii, i + 1) == marked.size());
            marked[i] = '\xBC';
            CHECK(find_byte(marked, kAscii, 0) == marked.size());
            CHECK(find_byte(marked, any, 0) == i);
        }
    }
}

TEST_CASE("code points survive decoding and encoding", "[text]") {
    const std::string text = "a§东😀";
    std::string again;
    for (std::size_t i = 0; i < text.size();) append_utf8(again, next_code_point(text, i));
    CHECK(again == text);
    CHECK(count_code_points(text) == 4);
}

TEST_CASE("a text's beginning ends between two code points, however many", "[text]") {
    const std::string text = "ab东昌府é😀讯 2022年7月6日，县融媒体中心 abcdefgh 东昌府讯";
    std::vector<std::size_t> ends = {0};
    for (std::size_t i = 0; i < text.size(); ends.push_back(i)) next_code_point(text, i);
    for (std::size_t from = 0; from < ends.size(); ++from) {
        const std::string_view rest = std::string_view(text).substr(ends[from]);
        for (std::size_t most = 0; from + most < ends.size(); ++most) {
            CHECK(first_code_points(rest, most).size() == ends[from + most] - ends[from]);
        }
        CHECK(first_code_points(rest, 1000) == rest);
    }
    CHECK(first_code_point("东昌") == U'东');
    CHECK(last_code_point("东昌😀") == U'😀');
    CHECK(first_code_point("") == U'\0');
    CHECK(last_code_point("") == U'\0');
}

TEST_CASE("a wrong byte is found wherever it stands among ASCII", "[text]") {
    for (std::size_t size = 0; size < 30; ++size) {
        std::string text(size, 'x');
        CHECK_FALSE(first_invalid_utf8(text).has_value());
        for (std::size_t at = 0; at < size; ++at) {
            text[at] = '\xFF';
            CHECK(first_invalid_utf8(text) == at);
            text[at] = 'x';
        }
    }
}

TEST_CASE("trimming takes full-width spaces too", "[text]") {
    CHECK(trim("　 东昌府　讯 \n　") == "东昌府　讯");
    CHECK(trim_ascii(" 　x ") == "　x");
    CHECK(trim("　 ").empty());
}

TEST_CASE("lines end with LF or CRLF", "[text]") {
    CHECK(split_lines("a\r\nb\n\nc") == std::vector<std::string_view>{"a", "b", "", "c"});
    CHECK(split_lines("a\n") == std::vector<std::string_view>{"a"});
    CHECK(split_lines("").empty());
}

TEST_CASE("the nearest known word is found within two edits", "[text]") {
    CHECK(nearest("secton", {"section", "title"}) == "section");
    CHECK(nearest("标提", {"标题", "署名"}) == "标题");
    CHECK(nearest("zzzzzz", {"section", "title"}).empty());
}

TEST_CASE("texts are ordered by their bytes, wherever they differ", "[text]") {
    const std::string stem = "2022/07/06/01.html and more";
    std::vector<std::string> texts = {"", "0", "2022", "\xFF", stem + "a", stem + "\xE4\xB8\x9C"};
    for (std::size_t i = 0; i < stem.size(); ++i) {
        texts.push_back(stem.substr(0, i));
        texts.push_back(stem);
        texts.back()[i] = '\x01';
        texts.push_back(stem);
        texts.back()[i] = '\x80';
    }
    for (const std::string& a : texts) {
        for (const std::string& b : texts) {
            CAPTURE(a, b);
            CHECK(is_before(a, b) == (a < b));
        }
    }
}
