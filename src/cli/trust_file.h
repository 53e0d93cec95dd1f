#pragma once
// What this machine pins about reviews: the file that GAZETTE_TRUST names, else
// /etc/gazette/trust.yml where it is there. Nobody but its owner and root may write to it. And
// where builds of a newsroom with stages remember what they have seen: below XDG_CACHE_HOME or
// ~/.cache (XDG Base Directory Specification), because who can write in the newsroom could write
// there that a changed story is the one that was signed. One thread.
#include "base/files.h"
#include "base/result.h"
#include "build/build.h"
#include "cli/environment.h"
#include "review/trust.h"

#include <optional>
#include <string>

namespace gazette {

// Nothing where no file is named and none is there. Denied, Invalid: it must not be believed.
Result<std::optional<Trust>> machine_trust(Files& files, const Environment& environment);

// Sets what a build of `options.source` needs of both.
Result<void> pin_reviews(Files& files, const Environment& environment, BuildOptions& options);

}  // namespace gazette
