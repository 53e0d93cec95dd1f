#pragma once
// The rows of uploaded pictures in the desk's database (media_store.h keeps the files), and which
// stories name them. A picture is its uploader's; their organisation's manager sees it too, and so
// does whoever may see a story that names it. Thread-safe, by DeskCore. Errors: those of MediaRows.
#include "desk/media_store.h"
#include "desk/visit.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gazette {

class MediaTable final : public MediaRows {
public:
    explicit MediaTable(DeskCore& core) : core_(core) {}

    Result<void> add(const MediaRow& row) override;
    Result<MediaRow> find(const PostAuthor& author, std::string_view id) override;
    Result<std::optional<MediaRow>> find_uploaded(const PostAuthor& author,
                                                  const Sha256& digest) override;
    Result<std::vector<std::string>> ids() override;

private:
    DeskCore& core_;
};

// ---- over a database that the caller has locked

Result<std::optional<MediaRow>> find_media(Database& database, std::string_view id);
// Of the author's organisation, and theirs or seen by its manager.
bool may_use_media(const PostAuthor& author, const Account& account, const MediaRow& row);
// Whether the account may see a story that names the picture.
Result<bool> may_see_media(Database& database, const Account& account, const MediaRow& row);

}  // namespace gazette
