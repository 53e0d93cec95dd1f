#pragma once
// What needs Unicode's tables and dictionaries (ICU 72): normal form, words of Chinese text,
// pinyin, GB18030. Text is valid UTF-8 unless said otherwise; what is not valid gives some result,
// never a crash. Free functions: pure, any thread. The classes hold ICU objects that are dear to
// make and must not be shared: one thread each.
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gazette {

// Normalisation form C (UAX #15): names and addresses that look alike are alike.
bool is_nfc(std::string_view text);
std::string nfc(std::string_view text);

// Offset of the first character that shows other than it reads: bidirectional overrides, embeddings
// and isolates, tag characters, zero-width space, word joiner, byte order mark.
std::optional<std::size_t> first_hidden_control(std::string_view text);

// Bytes that are no UTF-8 and make sense as GB18030: every sequence is assigned and most of what is
// not ASCII is common Chinese. For naming the mistake, not for guessing silently.
bool looks_like_gb18030(std::string_view bytes);
std::optional<std::string> gb18030_to_utf8(std::string_view bytes);

// Words by ICU's breaker, which carries a Chinese dictionary.
class WordBreaker {
public:
    WordBreaker();
    ~WordBreaker();
    WordBreaker(WordBreaker&&) noexcept;
    WordBreaker& operator=(WordBreaker&&) noexcept;
    WordBreaker(const WordBreaker&) = delete;
    WordBreaker& operator=(const WordBreaker&) = delete;

    // All of the text, cut: words, punctuation and blanks. Views into `text`.
    [[nodiscard]] std::vector<std::string_view> pieces(std::string_view text);

    // A headline as HTML: escaped, with <wbr> where a line may end, that is between words; never
    // before closing or after opening punctuation or beside a blank, not between a number and its
    // unit, not before 的 and its like, not within short quotations.
    [[nodiscard]] std::string headline_html(std::string_view headline);

private:
    struct State;
    std::unique_ptr<State> state_;
};

// Slugs in pinyin, by word: 青少年象棋协会成立 → qingshaonian-xiangqi-xiehui-chengli.
// Making one takes 0.2 s, a slug 0.2 ms: for `new`, the desk and importers, never for a build.
class SlugMaker {
public:
    SlugMaker();
    ~SlugMaker();
    SlugMaker(const SlugMaker&) = delete;
    SlugMaker& operator=(const SlugMaker&) = delete;

    // Lower-case ASCII letters, digits and single hyphens, at most kMostSlugBytes, cut between
    // words; empty when the title holds nothing that can be spelt. Polyphones (银行, 重阳, 长江) by
    // a table of words, else as ICU reads them.
    [[nodiscard]] std::string make(std::string_view title);

private:
    struct State;
    std::unique_ptr<State> state_;
};

constexpr std::size_t kMostSlugBytes = 60;

}  // namespace gazette
