#pragma once
// A schema and how it grew: each step is SQL that makes version n + 1 of version n, never changed
// once it was released. One step is one transaction, so that a kill in between leaves a whole
// version. One thread.
#include "db/database.h"

#include <span>
#include <string_view>

namespace gazette {

// Brings the database to version `steps.size()`. Invalid, and nothing is changed, when a newer
// program has been there: an old one must not guess what it does not know.
Result<void> migrate(Database& database, std::span<const std::string_view> steps);

// 0 for a database that no step has been applied to.
Result<std::int64_t> schema_version(Database& database);

}  // namespace gazette
