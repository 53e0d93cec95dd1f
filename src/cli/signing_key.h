#pragma once
// Where this user's signing key lies: in the file that GAZETTE_KEY names, else in
// gazette/signing-key below XDG_CONFIG_HOME or ~/.config (XDG Base Directory Specification). Not in
// the newsroom, so that neither its backup nor who may write there has it. One thread.
#include "base/files.h"
#include "base/result.h"
#include "cli/environment.h"
#include "release/signature.h"

#include <optional>
#include <string>

namespace gazette {

// Empty when neither a variable nor a home says where.
std::string signing_key_path(const Environment& environment);

// The key in that file, which only its owner may read; Invalid when it holds another thing.
Result<SigningKey> read_signing_key(Files& files, const std::string& path);

// Nothing where there is none and GAZETTE_KEY names none.
Result<std::optional<SigningKey>> own_signing_key(Files& files, const Environment& environment);

}  // namespace gazette
