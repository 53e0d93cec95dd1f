#include "db/migrations.h"

#include <fmt/format.h>

#include <optional>

namespace gazette {

Result<std::int64_t> schema_version(Database& database) {
    TRY(database.run_script(
        "create table if not exists schema_version (version integer not null) strict"));
    const std::optional<DbRow> row =
        TRY(database.find("select coalesce(max(version), 0) from schema_version"));
    return row->integer(0);
}

Result<void> migrate(Database& database, std::span<const std::string_view> steps) {
    const std::int64_t found = TRY(schema_version(database));
    const auto newest = static_cast<std::int64_t>(steps.size());
    if (found > newest) {
        return failure(ErrorCode::Invalid,
                       fmt::format("the database has version {} of its schema, this program knows "
                                   "{}: use the newer program, or a backup from before it",
                                   found, newest));
    }
    for (std::int64_t version = found + 1; version <= newest; ++version) {
        Transaction step = TRY(database.begin());
        TRY(database.run_script(steps[static_cast<std::size_t>(version) - 1]));
        TRY(database.run("insert into schema_version (version) values ($1)", {version}));
        TRY(step.commit());
    }
    return {};
}

}  // namespace gazette
