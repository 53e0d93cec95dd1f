#include "content/byline.h"

#include "base/text.h"
#include "content/byline_words.h"

#include <algorithm>

namespace gazette {
namespace {

constexpr std::string_view kOwn;  // role of the medium itself
constexpr std::string_view kContributed = "供稿";
constexpr std::string_view kAuthor = "作者";

struct Token {
    std::string text;
    bool wide_before = false;  // a full-width space stands before it
    bool has_colon = false;    // a colon stands behind it
};

bool is_separator(char32_t c) {
    return c == U' ' || c == U'\t' || c == U'\u3000' || c == U'\u00A0' || c == U'\n' ||
           c == U'、' || c == U'，' || c == U',' || c == U'；' || c == U';';
}

// Signs that are written in several ways, as one.
char32_t plain_sign(char32_t c) {
    switch (c) {
        case U'•':
        case U'・':
        case U'‧':
        case U'●':
            return U'·';
        case U'／':
            return U'/';
        case U':':
        case U'︰':
            return U'：';
        default:
            return c;
    }
}

std::vector<Token> tokenise(std::string_view text) {
    std::vector<Token> tokens;
    Token token;
    bool is_wide = false;
    const auto finish = [&] {
        if (!token.text.empty()) tokens.push_back(std::move(token));
        token = {};
    };
    for (std::size_t i = 0; i < text.size();) {
        const char32_t c = plain_sign(next_code_point(text, i));
        if (is_separator(c)) {
            finish();
            is_wide = is_wide || c == U'\u3000';
        } else if (c == U'：') {
            token.has_colon = true;
            finish();
        } else {
            if (token.text.empty()) {
                token.wide_before = is_wide;
                is_wide = false;
            }
            append_utf8(token.text, c);
        }
    }
    finish();
    return tokens;
}

bool is_single_han(const Token& token) {
    return token.text.size() == 3 && is_all_han(token.text) && !token.has_colon;
}

// Names of two characters are spaced out to the width of three: 林　砚. Joins pairs of single
// characters. Unsure where the pairs are not told apart by the kind of space.
struct Joined {
    std::vector<Token> tokens;
    std::vector<Token> otherwise;  // each character for itself
    bool is_unsure = false;
};

Joined join_spaced_names(std::vector<Token> tokens) {
    Joined joined;
    for (std::size_t i = 0; i < tokens.size();) {
        std::size_t end = i;
        while (end < tokens.size() && is_single_han(tokens[end])) ++end;
        // 林 砚 摄: the last one alone is what they do.
        if ((end - i) % 2 == 1 && end > i && is_activity(tokens[end - 1].text)) --end;
        if (end - i < 2) {
            joined.tokens.push_back(tokens[i]);
            ++i;
            continue;
        }
        bool pairs_are_clear = end - i == 2;
        if (!pairs_are_clear && (end - i) % 2 == 0) {
            // Full-width spaces inside the pairs, half-width ones between them.
            pairs_are_clear = true;
            for (std::size_t k = i + 1; k < end; ++k) {
                pairs_are_clear = pairs_are_clear && tokens[k].wide_before == ((k - i) % 2 == 1);
            }
        }
        joined.is_unsure = joined.is_unsure || !pairs_are_clear;
        for (; i < end; i += 2) {
            Token name = tokens[i];
            if (i + 1 < end) name.text += tokens[i + 1].text;
            joined.tokens.push_back(std::move(name));
        }
        i = end;
    }
    if (joined.is_unsure) joined.otherwise = std::move(tokens);
    return joined;
}

bool is_media_centre(std::string_view unit) {
    return unit.ends_with("融媒体中心") || unit.ends_with("融媒中心");
}

// The printed name of a role word; empty when it is none.
std::string role_of(std::string_view word, const SiteConfig& site) {
    std::string_view role = site.role(word);
    if (role.empty()) role = site.role(without_own_prefix(word));
    return std::string(role);
}

// Turns tokens into entries, from left to right.
class BylineReader {
public:
    BylineReader(const SiteConfig& site, std::vector<Token> tokens)
        : site_(site), tokens_(std::move(tokens)) {}

    // Nothing is left unexplained?
    bool run();

    BylineReading take() { return std::move(reading_); }

    // The word that could not be explained, after run() said no.
    [[nodiscard]] const std::string& unread_word() const { return tokens_[at_].text; }

private:
    bool read(const Token& token);
    bool read_slashed(const Token& token);
    bool read_colon(const Token& token);
    bool read_glued(const Token& token);
    void begin_role(std::string role);
    void begin_credit(std::string_view role);
    void add_name(std::string name);
    void add_unit(std::string unit);
    void add_trailing(const std::string& word);
    bool add_deed_of_unit(const std::string& word);
    [[nodiscard]] bool next_is_name() const;
    [[nodiscard]] bool next_is_signer() const;
    [[nodiscard]] bool is_name_here(std::string_view word) const;
    void finish();

    Byline* current() { return open_ ? &reading_.byline.back() : nullptr; }

    const SiteConfig& site_;
    std::vector<Token> tokens_;
    std::size_t at_ = 0;
    BylineReading reading_;
    bool open_ = false;         // the last entry takes further names
    bool has_role_ = false;     // and its role was written before it
    bool in_credit_ = false;    // names go to the last of the credits
    std::string pending_unit_;  // of the name that comes next
};

bool BylineReader::run() {
    for (; at_ < tokens_.size(); ++at_) {
        if (!read(tokens_[at_])) return false;
    }
    finish();
    return true;
}

bool BylineReader::read(const Token& token) {
    if (token.has_colon) return read_colon(token);
    if (token.text.find('/') != std::string::npos) return read_slashed(token);
    const bool follows_names = open_ && !reading_.byline.back().names.empty();
    if (is_trailing_role(token.text) && follows_names && !(has_role_ && next_is_name())) {
        add_trailing(token.text);
        return true;
    }
    if (is_trailing_role(token.text) && add_deed_of_unit(token.text)) return true;
    if (std::string role = role_of(token.text, site_); !role.empty()) {
        begin_role(std::move(role));
        return true;
    }
    if (const std::string_view role = credit_role(token.text); !role.empty()) {
        begin_credit(role);
        return true;
    }
    if (site_.is_own_name(token.text) || looks_like_unit(token.text)) {
        if (!(has_role_ && open_ && looks_like_name(token.text))) {
            add_unit(token.text);
            return true;
        }
    }
    if (read_glued(token)) return true;
    if (is_name_here(token.text)) {
        add_name(token.text);
        return true;
    }
    if (looks_like_collective(token.text)) {
        add_unit(token.text);
        return true;
    }
    return false;
}

// 文/图 · 文/许知禾 · 许知禾/摄
bool BylineReader::read_slashed(const Token& token) {
    const std::vector<std::string_view> parts = split(token.text, '/');
    if (std::all_of(parts.begin(), parts.end(), is_activity)) {
        if (Byline* entry = current(); entry != nullptr && has_role_) {
            entry->does.assign(parts.begin(), parts.end());
        } else if (entry != nullptr && !entry->names.empty()) {
            entry->role = token.text;
            has_role_ = true;
        } else {
            begin_role(token.text);
        }
        return true;
    }
    if (parts.size() != 2) return false;
    const bool role_first = is_activity(parts[0]) || !role_of(parts[0], site_).empty();
    const std::string_view role = role_first ? parts[0] : parts[1];
    const std::string_view name = role_first ? parts[1] : parts[0];
    std::string printed = role_of(role, site_);
    if (printed.empty() && !is_activity(role)) return false;
    if (!looks_like_name(name) && !looks_like_collective(name)) return false;
    begin_role(printed.empty() ? std::string(role) : std::move(printed));
    add_name(std::string(name));
    return true;
}

// 策划：… 责编：… 作者：许知禾，单位：县一中
bool BylineReader::read_colon(const Token& token) {
    if (token.text == "单位" && open_ && at_ + 1 < tokens_.size()) {
        reading_.byline.back().unit = tokens_[++at_].text;
        return true;
    }
    if (const std::string_view role = credit_role(token.text); !role.empty()) {
        begin_credit(role);
        return true;
    }
    std::string role = role_of(token.text, site_);
    // The table of roles is open: with a colon any short word is one.
    constexpr std::size_t kLongestRole = 6;
    if (role.empty() && is_all_han(token.text) && count_code_points(token.text) <= kLongestRole) {
        role = token.text;
    }
    if (role.empty()) return false;
    begin_role(std::move(role));
    return true;
}

// 记者许知禾 · 许知禾摄 · 县文化馆供稿
bool BylineReader::read_glued(const Token& token) {
    const std::string_view text = token.text;
    if (const std::size_t length = role_prefix_length(text, site_); length > 0) {
        const std::string_view role = text.substr(0, length);
        const std::string_view rest = text.substr(length);
        const bool is_signed =
            looks_like_name(rest) || looks_like_collective(rest) ||
            (is_all_han(rest) && count_code_points(rest) >= 2 && count_code_points(rest) <= 4);
        if (is_signed) {
            if (std::string printed = role_of(role, site_); !printed.empty()) {
                begin_role(std::move(printed));
                add_name(std::string(rest));
            } else {
                begin_credit(credit_role(role));
                add_name(std::string(rest));
            }
            return true;
        }
    }
    for (const std::string_view ending : {"供稿", "供图", "摄影报道", "摄"}) {
        if (in_credit_ || !text.ends_with(ending) || text.size() == ending.size()) continue;
        const std::string_view rest = text.substr(0, text.size() - ending.size());
        if (looks_like_unit(rest) && ending == kContributed) {
            add_unit(std::string(rest));
            return true;
        }
        if (looks_like_name(rest) && ending != kContributed) {
            add_name(std::string(rest));
            add_trailing(std::string(ending));
            return true;
        }
    }
    return false;
}

void BylineReader::begin_role(std::string role) {
    finish();
    reading_.byline.push_back({std::move(role), {}, {}, {}});
    open_ = true;
    has_role_ = true;
}

void BylineReader::begin_credit(std::string_view role) {
    finish();
    reading_.credits.push_back({std::string(role), {}});
    in_credit_ = true;
}

void BylineReader::add_name(std::string name) {
    if (in_credit_) {
        reading_.credits.back().names.push_back(std::move(name));
        return;
    }
    if (!open_) {
        reading_.byline.push_back({});
        open_ = true;
        has_role_ = false;
    }
    Byline* entry = &reading_.byline.back();
    if (!pending_unit_.empty()) {
        if (!entry->names.empty()) {
            Byline further;
            further.role = entry->role;
            reading_.byline.push_back(std::move(further));
            entry = &reading_.byline.back();
        }
        entry->unit = std::move(pending_unit_);
        pending_unit_.clear();
    }
    entry->names.push_back(std::move(name));
}

void BylineReader::add_unit(std::string unit) {
    if (in_credit_) return add_name(std::move(unit));
    const bool has_person = next_is_name();
    if (open_ && has_role_) {
        if (has_person) {
            pending_unit_ = std::move(unit);
        } else if (reading_.byline.back().role == kContributed ||
                   reading_.byline.back().role == "通讯员") {
            Byline& entry = reading_.byline.back();
            if (entry.unit.empty() && entry.names.empty()) {
                entry.unit = std::move(unit);
            } else {
                Byline further;
                further.role = entry.role;
                further.unit = std::move(unit);
                reading_.byline.push_back(std::move(further));
            }
        } else {
            reading_.byline.back().names.push_back(std::move(unit));
        }
        return;
    }
    finish();
    const bool is_own = site_.is_own_name(unit);
    if (has_person && (is_own || is_media_centre(unit))) {
        reading_.byline.push_back({"融媒体", {}, {}, {}});
    } else {
        reading_.byline.push_back({std::string(is_own ? kOwn : kContributed), {}, unit, {}});
    }
    open_ = has_person;
    has_role_ = false;
}

void BylineReader::add_trailing(const std::string& word) {
    Byline& entry = reading_.byline.back();
    if (has_role_) {
        entry.does.push_back(word);
    } else {
        const std::string_view role = site_.role(word);
        if (entry.role.empty()) entry.role = role.empty() ? word : std::string(role);
        open_ = false;
    }
}

// 县融媒体中心 供稿 · 县文化馆 摄影: what a unit without names did, unless the word is the role of
// who comes next.
bool BylineReader::add_deed_of_unit(const std::string& word) {
    if (open_ || in_credit_ || reading_.byline.empty()) return false;
    Byline& entry = reading_.byline.back();
    if (entry.unit.empty() || !entry.names.empty() || !entry.does.empty()) return false;
    const bool is_contributed = word == kContributed;  // which a unit alone says already
    if (is_contributed ? next_is_name() : next_is_signer()) return false;
    if (!is_contributed) entry.does.push_back(word);
    return true;
}

bool BylineReader::next_is_signer() const {
    if (at_ + 1 >= tokens_.size()) return false;
    const Token& next = tokens_[at_ + 1];
    return next_is_name() ||
           (!next.has_colon && (site_.is_own_name(next.text) || looks_like_unit(next.text)));
}

bool BylineReader::next_is_name() const {
    if (at_ + 1 >= tokens_.size()) return false;
    const Token& next = tokens_[at_ + 1];
    if (next.has_colon || !role_of(next.text, site_).empty() || !credit_role(next.text).empty()) {
        return false;
    }
    return looks_like_name(next.text) || looks_like_collective(next.text);
}

// Behind a role names may be unusual.
bool BylineReader::is_name_here(std::string_view word) const {
    if (looks_like_name(word)) return true;
    const bool is_expected = (open_ && has_role_) || in_credit_;
    const std::size_t length = count_code_points(word);
    constexpr std::size_t kLongestName = 12;
    if (!is_expected || length > kLongestName) return false;
    if (is_all_han(word)) return true;
    return std::all_of(word.begin(), word.end(), [](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '.' || c == '-';
    });
}

void BylineReader::finish() {
    if (!pending_unit_.empty()) {
        reading_.byline.back().unit = std::move(pending_unit_);
        pending_unit_.clear();
    }
    if (in_credit_ && reading_.credits.back().names.empty()) {
        reading_.roles_without_name.push_back(reading_.credits.back().role);
        reading_.credits.pop_back();
    }
    if (open_ && has_role_ && reading_.byline.back().names.empty() &&
        reading_.byline.back().unit.empty()) {
        reading_.roles_without_name.push_back(reading_.byline.back().role);
        reading_.byline.pop_back();
    }
    open_ = false;
    has_role_ = false;
    in_credit_ = false;
}

// Names without any role: who they are is not said. The first reading calls them authors.
void name_authors(BylineReading& reading) {
    for (Byline& entry : reading.byline) {
        if (!entry.role.empty() || entry.names.empty()) continue;
        std::vector<Byline> other = reading.byline;
        entry.role = kAuthor;
        if (!reading.other_reading.empty()) continue;
        for (Byline& candidate : other) {
            if (candidate.role.empty() && !candidate.names.empty()) candidate.role = "通讯员";
        }
        reading.other_reading = print_byline(other);
    }
}

// 记者 许知禾 通讯员: the name may also belong to the role behind it.
void read_roleless_otherwise(BylineReading& reading) {
    if (reading.roles_without_name.empty() || reading.byline.empty()) return;
    std::vector<Byline> other = reading.byline;
    other.back().role = reading.roles_without_name.back();
    std::string printed = print_byline(other);
    if (printed != print_byline(reading.byline)) reading.other_reading = std::move(printed);
}

}  // namespace

BylineReading read_byline(std::string_view text, const SiteConfig& site) {
    text = trim(text);
    if (text.empty() || text.size() > kMaxBylineBytes) return {};
    // 本报评论员 signs without a name.
    if (without_own_prefix(text).size() != text.size() && text.ends_with("评论员")) {
        BylineReading own;
        own.byline.push_back({std::string(kOwn), {}, std::string(text), {}});
        return own;
    }
    Joined joined = join_spaced_names(tokenise(text));
    BylineReader reader(site, std::move(joined.tokens));
    if (!reader.run()) {
        BylineReading nothing;
        nothing.unread_word = reader.unread_word();
        return nothing;
    }
    BylineReading reading = reader.take();
    if (joined.is_unsure) {
        BylineReader otherwise(site, std::move(joined.otherwise));
        if (otherwise.run()) reading.other_reading = print_byline(otherwise.take().byline);
    }
    name_authors(reading);
    read_roleless_otherwise(reading);
    return reading;
}

std::string print_byline(const std::vector<Byline>& byline) {
    std::string out;
    const Byline* before = nullptr;
    for (const Byline& entry : byline) {
        const bool is_behind = is_trailing_role(entry.role) && !entry.names.empty();
        std::string words;
        const auto add = [&](std::string_view word) {
            if (!word.empty()) words.append(words.empty() ? "" : " ").append(word);
        };
        const bool continues = before != nullptr && before->role == entry.role;
        const bool is_unit_alone = entry.role == kContributed && !entry.unit.empty();
        const bool shows_role = !is_behind && !continues && !is_unit_alone;
        if (shows_role) add(entry.role);
        add(entry.unit);
        for (const std::string& name : entry.names) add(name);
        if (is_behind && !is_unit_alone) add(entry.role);
        if (!entry.does.empty()) add(join(entry.does, "/"));
        out.append(out.empty() ? "" : " ").append(words);
        before = &entry;
    }
    return out;
}

}  // namespace gazette
