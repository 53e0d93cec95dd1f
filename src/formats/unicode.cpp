#include "formats/unicode.h"

#include "base/assert.h"
#include "base/text.h"
#include "formats/html.h"
#include "formats/line_parts.h"
#include "formats/polyphones.h"

#include <unicode/brkiter.h>
#include <unicode/normalizer2.h>
#include <unicode/translit.h>
#include <unicode/ucnv.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <utility>

namespace gazette {
namespace {

const icu::Normalizer2& nfc_normalizer() {
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* normalizer = icu::Normalizer2::getNFCInstance(status);
    GAZETTE_ASSERT(normalizer != nullptr, "ICU carries this table in its library");
    return *normalizer;
}

icu::StringPiece piece_of(std::string_view text) {
    return {text.data(), static_cast<std::int32_t>(text.size())};
}

struct ConverterCloser {
    void operator()(UConverter* converter) const { ucnv_close(converter); }
};

// As ICU's UTF-16; nothing where a sequence is not assigned.
std::optional<icu::UnicodeString> decode_gb18030(std::string_view bytes) {
    UErrorCode status = U_ZERO_ERROR;
    const std::unique_ptr<UConverter, ConverterCloser> converter(ucnv_open("gb18030", &status));
    if (U_FAILURE(status)) return std::nullopt;
    ucnv_setToUCallBack(converter.get(), UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr,
                        &status);
    icu::UnicodeString text(bytes.data(), static_cast<std::int32_t>(bytes.size()), converter.get(),
                            status);
    if (U_FAILURE(status) || text.isBogus()) return std::nullopt;
    return text;
}

bool is_common_chinese(char32_t c) {
    return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3000 && c <= 0x303F) ||
           (c >= 0xFF00 && c <= 0xFFEF) || (c >= 0x2010 && c <= 0x2026) || c == 0xB7;
}

constexpr std::size_t kMostBytes = std::size_t{1} << 30U;  // ICU counts with 32 bits

// OPTIMIZATION: ASCII and the ideographs of U+4000 to U+9FFF are in normal form C whatever stands
// beside them. ICU is asked about other text only.
bool is_plainly_nfc(std::string_view text) {
    for (std::size_t i = 0; i < text.size();) {
        const auto byte = static_cast<unsigned char>(text[i]);
        const bool is_ideograph = byte >= 0xE4 && byte <= 0xE9;
        if (byte >= 0x80 && !is_ideograph) return false;
        i += is_ideograph ? 3 : 1;
    }
    return true;
}

// Bytes of UTF-8 for one unit of UTF-16; half a pair stands for half of four.
std::size_t utf8_size(char16_t unit) {
    if (unit < 0x80) return 1;
    return unit < 0x800 || (unit & 0xF800U) == 0xD800 ? 2 : 3;
}

}  // namespace

bool is_nfc(std::string_view text) {
    if (is_plainly_nfc(text)) return true;
    UErrorCode status = U_ZERO_ERROR;
    return nfc_normalizer().isNormalizedUTF8(piece_of(text), status) != 0;
}

std::string nfc(std::string_view text) {
    if (is_plainly_nfc(text)) return std::string(text);
    UErrorCode status = U_ZERO_ERROR;
    std::string out;
    icu::StringByteSink<std::string> sink(&out);
    nfc_normalizer().normalizeUTF8(0, piece_of(text), sink, nullptr, status);
    return out;
}

std::optional<std::size_t> first_hidden_control(std::string_view text) {
    for (std::size_t i = 0; i < text.size();) {
        const std::size_t begin = i;
        const char32_t c = next_code_point(text, i);
        const bool is_bidi = (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
        const bool is_tag = c >= 0xE0000 && c <= 0xE007F;
        if (is_bidi || is_tag || c == 0x200B || c == 0x2060 || c == 0xFEFF) return begin;
    }
    return std::nullopt;
}

bool looks_like_gb18030(std::string_view bytes) {
    if (bytes.size() > kMostBytes || !first_invalid_utf8(bytes).has_value()) return false;
    const auto text = decode_gb18030(bytes);
    if (!text.has_value()) return false;
    std::size_t common = 0;
    std::size_t others = 0;
    for (std::int32_t i = 0; i < text->length(); i = text->moveIndex32(i, 1)) {
        const auto c = static_cast<char32_t>(text->char32At(i));
        if (c == 0 || c == 0xFFFD) return false;
        if (c >= 0x80) ++(is_common_chinese(c) ? common : others);
    }
    return common > 0 && common >= 9 * others;
}

std::optional<std::string> gb18030_to_utf8(std::string_view bytes) {
    if (bytes.size() > kMostBytes) return std::nullopt;
    const auto text = decode_gb18030(bytes);
    if (!text.has_value()) return std::nullopt;
    std::string out;
    text->toUTF8String(out);
    return out;
}

struct WordBreaker::State {
    std::unique_ptr<icu::BreakIterator> iterator;
    icu::UnicodeString utf16;  // what it goes through
};

WordBreaker::WordBreaker() : state_(std::make_unique<State>()) {
    UErrorCode status = U_ZERO_ERROR;
    state_->iterator.reset(icu::BreakIterator::createWordInstance(icu::Locale::getChina(), status));
    GAZETTE_ASSERT(U_SUCCESS(status), "ICU carries its break rules in its library");
}

WordBreaker::~WordBreaker() = default;
WordBreaker::WordBreaker(WordBreaker&&) noexcept = default;
WordBreaker& WordBreaker::operator=(WordBreaker&&) noexcept = default;

std::vector<std::string_view> WordBreaker::pieces(std::string_view text) {
    std::vector<std::string_view> out;
    // OPTIMIZATION: the dictionary works on UTF-16; of UTF-8 it would translate each character
    // anew.
    icu::UnicodeString& utf16 = state_->utf16;
    utf16 = icu::UnicodeString::fromUTF8(piece_of(text));
    state_->iterator->setText(utf16);
    std::int32_t at = state_->iterator->first();
    for (std::int32_t end = state_->iterator->next();
         end != icu::BreakIterator::DONE && !text.empty(); end = state_->iterator->next()) {
        std::size_t size = 0;
        for (; at < end; ++at) size += utf8_size(utf16.charAt(at));
        out.push_back(text.substr(0, size));  // less at the end of what is no UTF-8
        text.remove_prefix(out.back().size());
    }
    return out;
}

std::string WordBreaker::headline_html(std::string_view headline) {
    std::string out;
    std::string_view before;
    for (const std::string_view part : unbreakable_parts(headline, pieces(headline))) {
        if (!before.empty() && wants_break_between(before, part)) out += "<wbr>";
        append_html_text(out, part);
        before = part;
    }
    return out;
}

struct SlugMaker::State {
    WordBreaker breaker;
    std::unique_ptr<icu::Transliterator> to_latin;

    // Lower-case ASCII of one word, without anything between its syllables.
    [[nodiscard]] std::string spell(std::string_view word) const {
        icu::UnicodeString text = icu::UnicodeString::fromUTF8(piece_of(word));
        if (to_latin != nullptr) to_latin->transliterate(text);
        std::string latin;
        text.toUTF8String(latin);
        std::string out;
        for (const char c : ascii_lower(latin)) {
            if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) out += c;
        }
        return out;
    }
};

SlugMaker::SlugMaker() : state_(std::make_unique<State>()) {
    UErrorCode status = U_ZERO_ERROR;
    state_->to_latin.reset(
        icu::Transliterator::createInstance("Any-Latin; Latin-ASCII", UTRANS_FORWARD, status));
    GAZETTE_ASSERT(U_SUCCESS(status), "ICU carries its transliterators in its library");
}

SlugMaker::~SlugMaker() = default;

std::string SlugMaker::make(std::string_view title) {
    constexpr std::size_t kMostTitleBytes = 2000;
    title = title.substr(0, kMostTitleBytes);
    std::string slug;
    const auto add = [&](std::string_view word) {
        const std::size_t longer = slug.size() + (slug.empty() ? 0 : 1) + word.size();
        if (word.empty() || longer > kMostSlugBytes) return word.empty();
        if (!slug.empty()) slug += '-';
        slug += word;
        return true;
    };
    const auto add_words = [&](std::string_view text) {
        const auto words = unbreakable_parts(text, state_->breaker.pieces(text));
        return std::all_of(words.begin(), words.end(),
                           [&](std::string_view word) { return add(state_->spell(word)); });
    };
    std::size_t begin = 0;
    for (std::size_t i = 0; i < title.size();) {
        const auto reading =
            std::find_if(kPolyphones.begin(), kPolyphones.end(),
                         [&](const auto& r) { return title.substr(i).starts_with(r.first); });
        if (reading == kPolyphones.end()) {
            next_code_point(title, i);
            continue;
        }
        if (!add_words(title.substr(begin, i - begin)) || !add(reading->second)) return slug;
        i += reading->first.size();
        begin = i;
    }
    add_words(title.substr(begin));
    return slug;
}

}  // namespace gazette
