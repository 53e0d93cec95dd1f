#include "desk/passwords.h"

#include "base/assert.h"
#include "base/random.h"
#include "base/text.h"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <vector>

namespace gazette {

namespace {

constexpr unsigned long long kPasses = 2;
constexpr std::size_t kMemoryBytes = std::size_t{19} << 20U;

// What the passwords that everybody tries are put together from, without their figures: those are
// told by is_run. Ours, gathered by kind; a list of whole passwords would be the longer one and
// know fewer.
constexpr std::array<std::string_view, 119> kCommonWords = {
    // English
    "password",
    "passwort",
    "passwd",
    "pass",
    "word",
    "admin",
    "administrator",
    "root",
    "user",
    "login",
    "welcome",
    "hello",
    "test",
    "testing",
    "demo",
    "guest",
    "master",
    "secret",
    "access",
    "letmein",
    "changeme",
    "change",
    "default",
    "system",
    "manager",
    "super",
    "server",
    "computer",
    "internet",
    "dragon",
    "monkey",
    "shadow",
    "sunshine",
    "princess",
    "football",
    "baseball",
    "superman",
    "batman",
    "iloveyou",
    "love",
    "you",
    "me",
    "my",
    "the",
    "is",
    "it",
    "in",
    "let",
    "forever",
    "michael",
    "trustno",
    "starwars",
    "whatever",
    "freedom",
    "ninja",
    "mustang",
    // Keys beside each other
    "qwerty",
    "qwertyuiop",
    "qwert",
    "asdf",
    "asdfgh",
    "asdfghjkl",
    "zxcv",
    "zxcvbn",
    "zxcvbnm",
    "qazwsx",
    "qaz",
    "wsx",
    "edc",
    "rfv",
    "tgb",
    "qwe",
    "asd",
    "zxc",
    "abc",
    "abcd",
    "abcdef",
    "abcdefg",
    "xyz",
    // Pinyin
    "woaini",
    "woshi",
    "nihao",
    "mima",
    "guanliyuan",
    "zhongguo",
    "china",
    "beijing",
    "shanghai",
    "shandong",
    "liaocheng",
    "dongchangfu",
    "baobao",
    "laopo",
    "laogong",
    "mama",
    "baba",
    "wang",
    "zhang",
    "liu",
    "chen",
    "yang",
    "xiao",
    "long",
    "aini",
    "ni",
    "hao",
    "wo",
    "ai",
    // The trade
    "gazette",
    "newsroom",
    "news",
    "media",
    "editor",
    "rongmei",
    "rongmeiti",
    "xinwen",
    // Chinese words
    "密码",
    "管理员",
    "我爱你",
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// How many characters from `at` on are one repeated, or count up or down; a single one counts too
// where it is a figure or a sign, since these are put between words.
std::size_t run_at(std::string_view text, std::size_t at) {
    const auto byte = [&](std::size_t i) {
        return static_cast<int>(static_cast<unsigned char>(text[i]));
    };
    std::size_t longest = 0;
    for (const int step : {0, 1, -1}) {
        std::size_t end = at + 1;
        while (end < text.size() && byte(end) == byte(end - 1) + step) ++end;
        longest = std::max(longest, end - at);
    }
    const char c = text[at];
    const bool is_letter = (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80;
    constexpr std::size_t kShortestRun = 3;
    if (longest >= kShortestRun) return longest;
    return is_letter ? 0 : 1;
}

// More digits than these are no year or lucky number but a number of one's own; they count only as
// runs.
constexpr std::size_t kMostLooseDigits = 8;

// Whether the text can be cut into common words and runs.
bool is_made_of_common_parts(std::string_view text, std::string_view own_word) {
    std::vector<bool> reached(text.size() + 1, false);
    reached[0] = true;
    const auto try_word = [&](std::size_t at, std::string_view word) {
        if (!word.empty() && text.substr(at).starts_with(word)) reached[at + word.size()] = true;
    };
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (!reached[at]) continue;
        for (const std::string_view word : kCommonWords) try_word(at, word);
        try_word(at, own_word);
        const std::size_t run = run_at(text, at);
        for (std::size_t length = 1; length <= run; ++length) reached[at + length] = true;
    }
    return reached[text.size()];
}

std::size_t loose_digits(std::string_view text) {
    std::size_t count = 0;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t run = std::max<std::size_t>(run_at(text, at), 1);
        if (is_digit(text[at]) && run < 3) ++count;
        at += run < 3 ? 1 : run;
    }
    return count;
}

bool is_readable(std::string_view text) {
    return !first_invalid_utf8(text).has_value() && std::ranges::none_of(text, is_control);
}

// An empty view may have no bytes to point at, and libsodium wants some.
const char* bytes_of(std::string_view password) { return password.empty() ? "" : password.data(); }

}  // namespace

PasswordProblem judge_password(std::string_view password, std::string_view own_word) {
    if (password.size() > kMostPasswordBytes) return PasswordProblem::TooLong;
    if (!is_readable(password)) return PasswordProblem::Unreadable;
    if (count_code_points(password) < kFewestPasswordCharacters) return PasswordProblem::TooShort;
    const std::string lower = ascii_lower(password);
    const bool is_common = is_made_of_common_parts(lower, ascii_lower(own_word)) &&
                           loose_digits(lower) <= kMostLooseDigits;
    return is_common ? PasswordProblem::Common : PasswordProblem::None;
}

std::string hash_password(std::string_view password) {
    GAZETTE_ASSERT(sodium_init() >= 0, "the system has a random generator");
    std::array<char, crypto_pwhash_STRBYTES> hash{};
    const int status = crypto_pwhash_str_alg(hash.data(), bytes_of(password), password.size(),
                                             kPasses, kMemoryBytes, crypto_pwhash_ALG_ARGON2ID13);
    GAZETTE_ASSERT(status == 0, "there are 19 MiB of memory");
    return hash.data();
}

bool is_password(std::string_view hash, std::string_view password) {
    GAZETTE_ASSERT(sodium_init() >= 0, "the system has a random generator");
    if (password.size() > kMostPasswordBytes || hash.size() >= crypto_pwhash_STRBYTES) return false;
    const std::string kept(hash);
    return crypto_pwhash_str_verify(kept.c_str(), bytes_of(password), password.size()) == 0;
}

void compare_with_nothing(std::string_view password) {
    static const std::string kHash = hash_password(random_id(20));
    (void)is_password(kHash, password);
}

std::string make_password() {
    constexpr std::size_t kGroups = 5;
    constexpr std::size_t kGroupLength = 4;
    std::string password;
    for (std::size_t group = 0; group < kGroups; ++group) {
        if (group > 0) password += '-';
        password += random_id(kGroupLength);
    }
    return password;
}

}  // namespace gazette
