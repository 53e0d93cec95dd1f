#include "net/field_parameters.h"

#include "base/percent.h"
#include "base/text.h"

#include <algorithm>

namespace gazette {
namespace {

constexpr std::size_t kMostParameters = 16;
// tchar of RFC 9110 §5.6.2, and "/" for media types.
constexpr ByteSet kWordBytes =
    ByteSet("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-.^_`|~/");

tl::unexpected<Error> malformed(std::string_view what) {
    return failure(ErrorCode::Invalid, std::string(what));
}

class Reader {
public:
    explicit Reader(std::string_view text) : text_(text) {}

    [[nodiscard]] bool is_at_end() const { return at_ == text_.size(); }

    void skip_blanks() {
        while (!is_at_end() && (text_[at_] == ' ' || text_[at_] == '\t')) ++at_;
    }

    // The next byte is this one, which is taken.
    bool take(char c) {
        if (is_at_end() || text_[at_] != c) return false;
        ++at_;
        return true;
    }

    std::string_view word() {
        const std::size_t begin = at_;
        at_ = std::min(find_byte(text_, kWordBytes.others(), at_), text_.size());
        return text_.substr(begin, at_ - begin);
    }

    Result<std::string> value() {
        if (take('"')) return quoted();
        const std::string_view plain = word();
        if (plain.empty()) return malformed("a parameter without a value");
        return std::string(plain);
    }

private:
    Result<std::string> quoted() {
        std::string value;
        while (!is_at_end()) {
            const char c = text_[at_++];
            if (c == '"') return value;
            const bool is_escape = c == '\\' && !is_at_end() && is_escaped(text_[at_]);
            value += is_escape ? text_[at_++] : c;
        }
        return malformed("a quotation mark without its other");
    }

    static bool is_escaped(char c) { return c == '"' || c == '\\'; }

    std::string_view text_;
    std::size_t at_ = 0;
};

}  // namespace

std::optional<std::string_view> ParameterisedValue::parameter(std::string_view name) const {
    const auto found = std::ranges::find(parameters, name, &HttpField::name);
    if (found == parameters.end()) return std::nullopt;
    return std::string_view(found->value);
}

Result<ParameterisedValue> parse_parameterised(std::string_view field) {
    if (field.find_first_of(std::string_view("\r\n\0", 3)) != std::string_view::npos) {
        return malformed("a field's value with a line break or NUL");
    }
    Reader reader(field);
    reader.skip_blanks();
    ParameterisedValue parsed;
    parsed.word = ascii_lower(reader.word());
    if (parsed.word.empty()) return malformed("a field's value without its word");
    reader.skip_blanks();
    while (!reader.is_at_end()) {
        if (!reader.take(';')) return malformed("parameters are set apart by ';'");
        reader.skip_blanks();
        if (reader.is_at_end()) break;
        std::string name = ascii_lower(reader.word());
        if (name.empty() || !reader.take('=')) return malformed("a parameter without '='");
        if (parsed.parameter(name)) return malformed("a parameter stands twice");
        if (parsed.parameters.size() == kMostParameters) return malformed("too many parameters");
        std::string value = TRY(reader.value());
        parsed.parameters.push_back({std::move(name), std::move(value)});
        reader.skip_blanks();
    }
    return parsed;
}

std::optional<std::string> decode_extended_value(std::string_view value) {
    const std::size_t first = value.find('\'');
    if (first == std::string_view::npos) return std::nullopt;
    const std::size_t second = value.find('\'', first + 1);  // the language stands between them
    if (second == std::string_view::npos) return std::nullopt;
    if (ascii_lower(value.substr(0, first)) != "utf-8") return std::nullopt;
    return percent_decode(value.substr(second + 1));
}

}  // namespace gazette
