// How far back a time must lie to tell every later change.
#include "build/file_identity.h"

#include "support/catch.h"

using namespace gazette;

namespace {

constexpr std::int64_t kSecond = 1'000'000'000;

FileInfo changed_at(std::int64_t modified_ns, std::int64_t changed_ns) {
    FileInfo info;
    info.modified_ns = modified_ns;
    info.changed_ns = changed_ns;
    return info;
}

}  // namespace

TEST_CASE("a time tells later changes once the clock that gave it must have ticked",
          "[build][memory]") {
    const std::int64_t fine = 100 * kSecond + 123'456'789;
    CHECK_FALSE(has_sure_time(changed_at(fine, fine), fine));
    CHECK_FALSE(has_sure_time(changed_at(fine, fine), fine + kSecond / 100));
    CHECK(has_sure_time(changed_at(fine, fine), fine + kSecond / 20));
    CHECK_FALSE(has_sure_time(changed_at(fine, fine), fine - kSecond));  // a clock set back
}

TEST_CASE("a time in whole seconds may be that of a clock which knows nothing smaller",
          "[build][memory]") {
    const std::int64_t whole = 100 * kSecond;
    const std::int64_t fine = whole + 123'456'789;
    CHECK_FALSE(has_sure_time(changed_at(whole, whole), whole + kSecond));
    CHECK(has_sure_time(changed_at(whole, whole), whole + 3 * kSecond));
    // `touch -d` and `cp -p` set the first of the two: the other one counts as well.
    CHECK_FALSE(has_sure_time(changed_at(whole, fine), fine + kSecond));
    CHECK_FALSE(has_sure_time(changed_at(whole - 500 * kSecond, fine), fine + kSecond / 20));
}
