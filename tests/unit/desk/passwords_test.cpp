#include "desk/passwords.h"

#include "support/catch.h"

#include <string>

using namespace gazette;

TEST_CASE("a password is kept so that only itself fits", "[desk][passwords]") {
    const std::string hash = hash_password("运河边的旧书摊 1998");
    CHECK(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
    CHECK(is_password(hash, "运河边的旧书摊 1998"));
    CHECK_FALSE(is_password(hash, "运河边的旧书摊 1999"));
    CHECK_FALSE(is_password(hash, ""));
    CHECK_FALSE(is_password("", "运河边的旧书摊 1998"));
    CHECK_FALSE(is_password("no hash at all", "x"));
    CHECK_FALSE(is_password(hash, std::string(kMostPasswordBytes + 1, 'x')));
    CHECK(hash != hash_password("运河边的旧书摊 1998"));  // its own salt
}

TEST_CASE("short, common and unreadable passwords are refused, others are not",
          "[desk][passwords]") {
    using enum PasswordProblem;

    struct Row {
        std::string password;
        PasswordProblem problem;
    };

    const Row rows[] = {
        {"", TooShort},
        {"x9!kQ2vv-LL", TooShort},  // eleven
        {"水岸微光志愿服务队二", TooShort},
        {"x9!kQ2vv-LLz", None},
        {"水岸微光志愿服务队在河边", None},  // characters, not bytes
        {"correct horse battery staple", None},
        {std::string(kMostPasswordBytes + 1, 'q'), TooLong},
        {"aaaaaaaaaaaa", Common},
        {"123456789012", Common},
        {"987654321000", Common},
        {"Password1234", Common},
        {"password2024!", Common},
        {"qwertyuiop123", Common},
        {"Qwe123!@#asd", Common},
        {"woaini1314520", Common},
        {"admin@123456", Common},
        {"shandong2022", Common},
        {"iloveyou!!!!", Common},
        {"shenqinghe123", Common},  // the account's own name
        {"138052963417", None},     // a number of one's own
        {"tab\tbetween words", Unreadable},
        {"\xFF\xFE not a text at all", Unreadable},
    };
    for (const Row& row : rows) {
        INFO(row.password);
        CHECK(judge_password(row.password, "ShenQinghe") == row.problem);
    }
}

TEST_CASE("a password that we make is a good one", "[desk][passwords]") {
    const std::string password = make_password();
    CHECK(password.size() == 24);
    CHECK(password != make_password());
    CHECK(judge_password(password, "x") == PasswordProblem::None);
}
