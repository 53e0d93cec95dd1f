#pragma once
// What only the whole newsroom knows: ids and addresses that stand twice, links and anchors that
// lead nowhere, the rows that issues and the home page name. Adds diagnostics; resolves
// LinkRow::row.
#include "base/diagnostic.h"
#include "base/task_pool.h"
#include "content/newspaper.h"

#include <string>
#include <unordered_set>

namespace gazette {

// Sorts the rows, newest first, and fills by_path, by_id and by_address; reports what stands twice.
void index_rows(Newspaper& paper, const TaskPool& pool, Diagnostics& diagnostics);

// `known_files`: every other file of the newsroom that a link may lead to, by path.
void check_links(Newspaper& paper, const std::unordered_set<std::string>& known_files,
                 Diagnostics& diagnostics);

// Issues, home.yml and redirects against the rows; fills NewspaperIssue::items.
void resolve_issue_items(Newspaper& paper, Diagnostics& diagnostics);
void check_home(const Newspaper& paper, Diagnostics& diagnostics);
void check_redirects(const Newspaper& paper, const std::unordered_set<std::string>& known_files,
                     Diagnostics& diagnostics);

}  // namespace gazette
