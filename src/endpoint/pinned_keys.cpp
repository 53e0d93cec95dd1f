#include "endpoint/pinned_keys.h"

#include "base/text.h"
#include "endpoint/sealed_list.h"

#include <fmt/format.h>

#include <algorithm>

namespace gazette {
namespace {

constexpr SealedList kKeys = {"keys", "gazette-keys 1", "key"};

tl::unexpected<Error> denied(std::string why) { return failure(ErrorCode::Denied, std::move(why)); }

// "name public pinned"
std::string print_key(const PinnedKey& key) {
    return fmt::format("{} {} {}", key.name, print(key.key), key.pinned.seconds);
}

Result<PinnedKey> parse_key(std::string_view line) {
    const std::vector<std::string_view> fields = split(line, ' ');
    const std::optional<PublicKey> key =
        fields.size() == 3 ? parse_public_key(fields[1]) : std::nullopt;
    if (!key || !is_entry_name(fields[0])) {
        return failure(ErrorCode::Damaged, "a key's line is malformed");
    }
    const Instant since = TRY(parse_seconds(fields[2]));
    return PinnedKey{std::string(fields[0]), *key, since};
}

Result<void> write_keys(Files& files, const std::string& data, const std::vector<PinnedKey>& keys) {
    std::vector<std::string> entries;
    entries.reserve(keys.size());
    for (const PinnedKey& key : keys) entries.push_back(print_key(key));
    return write_list(files, data, kKeys, entries);
}

}  // namespace

Result<void> pin_key(Files& files, const std::string& data, const PinnedKey& key) {
    if (!is_entry_name(key.name)) {
        return failure(ErrorCode::Invalid, "a key's name is 1 to 64 of a-z A-Z 0-9 . _ -");
    }
    const auto lock = TRY(lock_list(files, data, kKeys));
    std::vector<PinnedKey> keys = TRY(list_keys(files, data));
    const auto is_there = [&](const PinnedKey& other) {
        return other.name == key.name || other.key == key.key;
    };
    if (const auto found = std::ranges::find_if(keys, is_there); found != keys.end()) {
        return failure(ErrorCode::AlreadyExists,
                       fmt::format("the key '{}' is pinned already", found->name));
    }
    keys.push_back(key);
    return write_keys(files, data, keys);
}

Result<std::vector<PinnedKey>> list_keys(Files& files, const std::string& data) {
    std::vector<PinnedKey> keys;
    for (const std::string& entry : TRY(read_list(files, data, kKeys))) {
        keys.push_back(TRY(parse_key(entry)));
    }
    return keys;
}

Result<void> unpin_key(Files& files, const std::string& data, std::string_view name) {
    const auto lock = TRY(lock_list(files, data, kKeys));
    std::vector<PinnedKey> keys = TRY(list_keys(files, data));
    const auto found = std::ranges::find(keys, name, &PinnedKey::name);
    if (found == keys.end()) {
        return failure(ErrorCode::NotFound, fmt::format("no key is named '{}'", name));
    }
    keys.erase(found);
    return write_keys(files, data, keys);
}

Result<void> check_statement(const std::vector<PinnedKey>& keys,
                             const std::optional<SignedStatement>& given,
                             const ReleaseStatement& expected) {
    if (!given) return denied("this endpoint takes only releases that are signed");
    const ReleaseStatement& said = given->statement;
    const bool is_this = said.action == expected.action && said.site == expected.site &&
                         said.number == expected.number && said.base == expected.base &&
                         said.root == expected.root;
    if (!is_this) return denied("the signature is for another release");
    return check_signature(keys, given->key, signed_message(said), given->signature);
}

Result<void> check_signature(const std::vector<PinnedKey>& keys, std::string_view key,
                             std::string_view message, const Signature& signature) {
    const auto pinned = std::ranges::find_if(
        keys, [&](const PinnedKey& candidate) { return candidate.key.id() == key; });
    if (pinned == keys.end()) return denied(fmt::format("the key {} is not pinned here", key));
    if (!pinned->key.fits(message, signature)) {
        return denied(fmt::format("the signature of the key '{}' is wrong", pinned->name));
    }
    return {};
}

}  // namespace gazette
