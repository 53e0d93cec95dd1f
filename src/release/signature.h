#pragma once
// The message that a newsroom signs when it publishes or goes back to a release, so that a stolen
// token alone publishes nothing. The bytes are laid down here and tested; Ed25519 signs them once
// keys exist. docs/formats/release.md lists the fields. Pure; any thread.
#include "base/hash.h"

#include <cstdint>
#include <string>

namespace gazette {

enum class SignedAction { Publish, Activate };

struct ReleaseStatement {
    SignedAction action = SignedAction::Publish;
    std::string site;
    std::uint64_t number = 0;  // that the release will have
    std::uint64_t base = 0;    // number of the release that it replaces; 0: none
    Sha256 root;
    Sha256 reviews_root;            // over the heads of all review logs; zero bytes: none
    Sha256 audit_head;              // newest line of the audit log; zero bytes: none
    std::uint64_t audit_count = 0;  // its lines
    std::uint64_t epoch = 0;        // of the press: raised at each take-over
};

// The exact bytes to sign.
std::string signed_message(const ReleaseStatement& statement);

}  // namespace gazette
