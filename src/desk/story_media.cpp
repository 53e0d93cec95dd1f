#include "desk/story_media.h"

#include "desk/story_pictures.h"

namespace gazette {

Result<void> link_media(Database& database, std::string_view story, std::string_view body) {
    for (const std::string& media : media_in(body)) {
        TRY(
            database.run("insert into story_media (story, media) select $1, id from media "
                         "where id = $2 on conflict do nothing",
                         {story, media}));
    }
    return {};
}

Result<std::int64_t> forget_unused_media(Database& database, Instant now) {
    return database.run(
        "delete from media where created < $1 and not exists "
        "(select 1 from story_media l where l.media = media.id)",
        {now.seconds - kUnusedMediaSeconds});
}

}  // namespace gazette
