#pragma once
// Which uploaded pictures a story has ever named, in the desk's database: by that it is known who
// may see a picture, and which ones nobody needs. Functions over a database that the caller has
// locked, within the transaction that adds the version. Errors: those of db/database.h.
#include "base/time_zone.h"
#include "db/database.h"

#include <cstdint>
#include <string_view>

namespace gazette {

// Notes that a version's text names these pictures; what is no picture of ours is none.
Result<void> link_media(Database& database, std::string_view story, std::string_view body);

inline constexpr std::int64_t kUnusedMediaSeconds = std::int64_t{24} * 3600;

// Removes the rows of pictures that have lain for a day without a story that names them; their
// files go with the store's next sweep. How many.
Result<std::int64_t> forget_unused_media(Database& database, Instant now);

}  // namespace gazette
