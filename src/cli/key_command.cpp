#include "cli/key_command.h"

#include "base/random.h"
#include "cli/signing_key.h"

#include <optional>

namespace gazette {
namespace {

// Nothing after the refusal was printed.
std::optional<std::string> chosen_path(const std::string& file, const Surroundings& surroundings) {
    std::string path = file.empty() ? signing_key_path(surroundings.environment) : file;
    if (!path.empty()) return path;
    refuse(surroundings, ExitStatus::Usage, surroundings.words.text("key-no-place"));
    return std::nullopt;
}

}  // namespace

ExitStatus run(const KeyNewCommand& command, const Surroundings& surroundings) {
    const std::optional<std::string> path = chosen_path(command.file, surroundings);
    if (!path) return ExitStatus::Usage;
    if (surroundings.files.info(*path)) {
        return refuse(surroundings, ExitStatus::Usage,
                      surroundings.words.text("key-exists", {*path}));
    }
    const SigningKey key = SigningKey::from_seed(random_bytes(SigningKey::kSeedBytes));
    const std::string folder(parent_path(*path));
    Result<void> kept =
        folder.empty() ? Result<void>() : surroundings.files.make_directories(folder);
    if (kept) kept = surroundings.files.replace_durably(*path, key.print() + "\n", 0600);
    if (!kept) return refuse(surroundings, kept.error());
    surroundings.err << surroundings.words.text("key-made", {*path}) << '\n';
    surroundings.out << print(key.public_key()) << '\n';
    return ExitStatus::Right;
}

ExitStatus run(const KeyExportCommand& command, const Surroundings& surroundings) {
    const std::optional<std::string> path = chosen_path(command.file, surroundings);
    if (!path) return ExitStatus::Usage;
    const Result<SigningKey> key = read_signing_key(surroundings.files, *path);
    if (!key) return refuse(surroundings, key.error());
    surroundings.out << print(key->public_key()) << '\n';
    return ExitStatus::Right;
}

}  // namespace gazette
