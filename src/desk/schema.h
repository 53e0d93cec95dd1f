#pragma once
// The desk's tables. The database is the truth; the newsroom's files are written from it. Each step
// is never changed once it was released: the next one changes what it made. docs/formats/desk.md
// says what each table is for.
#include "base/result.h"
#include "db/database.h"

#include <memory>
#include <string>

namespace gazette {

// Opens <data>/desk.db and brings it to this program's schema.
Result<std::unique_ptr<Database>> open_desk_database(const std::string& data);

}  // namespace gazette
