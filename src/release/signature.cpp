#include "release/signature.h"

#include "release/byte_fields.h"

namespace gazette {
namespace {

std::string_view domain_of(SignedAction action) {
    switch (action) {
        case SignedAction::Publish:
            return "gazette-publish-v1";
        case SignedAction::Activate:
            return "gazette-activate-v1";
    }
    return {};
}

}  // namespace

std::string signed_message(const ReleaseStatement& statement) {
    return ByteFields(domain_of(statement.action))
        .text(statement.site)
        .number(statement.number)
        .number(statement.base)
        .digest(statement.root)
        .digest(statement.reviews_root)
        .digest(statement.audit_head)
        .number(statement.audit_count)
        .number(statement.epoch)
        .bytes();
}

}  // namespace gazette
