#pragma once
// Where in a newsroom the desk may put files, by name alone: stories, guides, their review logs,
// and the pictures and attachments that lie beside stories or in assets/. Never settings,
// templates, issues, term lists, static files, anything hidden, nor a name that looks like another.
// Pure; any thread.
#include <cstdint>
#include <optional>
#include <string_view>

namespace gazette {

// In the order in which they are written: at every moment the newsroom is right, for a sign-off
// without its text is harmless, and a text without its sign-offs never exists.
enum class NewsroomPlace : std::uint8_t { Asset, ReviewLog, Article };

inline constexpr std::size_t kMaxNewsroomPathBytes = 1024;
// A name's temporary twin must fit as well (kTemporaryMark).
inline constexpr std::size_t kMaxNewsroomNameBytes = 200;

// What a file of that path, within the newsroom, would be; nothing: the desk writes no such file.
std::optional<NewsroomPlace> newsroom_place(std::string_view path);

}  // namespace gazette
