#include "desk/schema.h"

#include "base/path.h"
#include "db/migrations.h"

#include <array>
#include <string_view>

namespace gazette {

namespace {

// Times are seconds since the epoch; ids are random (base/random.h); digests are hexadecimal.
constexpr std::array<std::string_view, 5> kSteps = {R"sql(
create table account (
    id text primary key,
    name text not null unique,            -- that is typed to log in, and stands in records
    shown_name text not null,             -- 姓名
    role text not null,
    organisation text not null,           -- id in site.yml; empty: of the newsroom
    password text not null,               -- Argon2id
    created integer not null,
    is_active integer not null,
    confirmed_by text                     -- who vouched for a reviewer; null: may not sign yet
) strict;

create table session (
    digest text primary key,              -- SHA-256 of the cookie's value
    account text not null references account (id),
    created integer not null,
    used integer not null                 -- about when it was used last
) strict;
create index session_of_account on session (account);

create table story (
    id text primary key,                  -- the article's id as well
    author text not null references account (id),
    organisation text not null,           -- empty: the newsroom's
    state text not null,
    stage integer not null,               -- that it waits for: 1, 2, 3; 0: none
    round integer not null,               -- of reviews: rises with each submission
    since integer not null,               -- when it came into this state and stage
    created integer not null,
    version integer not null,             -- the newest
    slug text not null,                   -- chosen once, with the path; empty: not yet
    path text not null                    -- of its file in the newsroom
) strict;
create index story_of_author on story (author, since);
create index story_of_organisation on story (organisation, since);
create index story_in_queue on story (state, stage, since);

create table version (
    story text not null references story (id),
    number integer not null,              -- 1, 2 …
    account text not null references account (id),
    saved integer not null,
    title text not null, kicker text not null, subtitle text not null, byline text not null,
    section text not null, tags text not null, summary text not null, body text not null,
    date integer not null,                -- of the article; 0: not submitted yet
    primary key (story, number)
) strict;

create table event (
    story text not null references story (id),
    seq integer not null,                 -- 1, 2 … within the story
    at integer not null,
    account text not null references account (id),
    action text not null,
    stage integer not null,               -- that it waited for
    version integer not null,             -- that was there then
    note text not null,                   -- why it was sent back
    primary key (story, seq)
) strict;

create table signature (
    story text not null references story (id),
    round integer not null,
    stage integer not null,
    account text not null references account (id),
    version integer not null,
    received text not null,               -- digest that the stage was given
    content text not null,                -- digest that it passed on
    at integer not null,
    primary key (story, round, stage),
    unique (story, round, account)        -- nobody signs a story twice
) strict;

create table record (                     -- lines of reviews/<id>.jsonl, as they are signed
    story text not null references story (id),
    seq integer not null,
    line text not null,
    primary key (story, seq)
) strict;

create table outbox (                     -- what the newsroom does not have yet
    seq integer primary key,
    story text not null references story (id),
    path text not null,
    expected text not null,               -- digest of the file that is there; empty: none
    digest text not null,
    bytes blob not null,
    made integer not null,
    done integer not null,                -- when it was written; 0: not yet
    problem text not null                 -- why it could not be
) strict;
create index outbox_open on outbox (done, seq);

create table log (                        -- of accounts: who did what to whom
    seq integer primary key,
    at integer not null,
    actor text not null,                  -- an account's name; "-": at the machine itself
    action text not null,
    subject text not null
) strict;
)sql",
                                                    R"sql(
create table app_token (                  -- of programs that post for somebody
    id text primary key,
    digest text not null unique,          -- SHA-256 of the token
    account text not null references account (id),
    organisation text not null,
    client text not null,                 -- the program, as the account's owner calls it
    scopes text not null,                 -- "create,update"
    created integer not null,
    expires integer not null,
    used integer not null                 -- about when it was used last; 0: never
) strict;
create index app_token_of_account on app_token (account, created);

create table media (                      -- uploaded pictures; the file is media/<id>
    id text primary key,
    account text not null references account (id),
    organisation text not null,
    client text not null,
    kind text not null,                   -- jpg, png, webp, gif
    width integer not null,
    height integer not null,
    bytes integer not null,
    uploaded text not null,               -- digest of what was uploaded
    created integer not null
) strict;
create index media_of_account on media (account, uploaded);
create index media_of_organisation on media (organisation, created);

create table story_media (                -- which pictures a story has ever named
    story text not null references story (id),
    media text not null references media (id),
    primary key (story, media)
) strict;
create index story_media_of_media on story_media (media);

create table post (                       -- what a story is to the program that made it
    story text primary key references story (id),
    account text not null references account (id),
    client text not null,
    created integer not null,
    fingerprint text not null,            -- of the request that made it
    retry_key text not null,              -- that the request had; empty: none
    slug text not null,                   -- a wish
    other text not null                   -- JSON that means nothing to us; empty: none
) strict;
create index post_of_account on post (account, client, created);
)sql",
                                                    R"sql(
alter table session add column awaits_code integer not null default 0;  -- 1: the password alone

create table second_factor (
    account text primary key references account (id),
    secret text not null,                 -- sealed (sealing_key.h); empty: none is in use
    offered text not null,                -- sealed; shown, but not yet used once; empty: none
    since integer not null,               -- when the one in use was first used
    last_step integer not null            -- of the newest code that was accepted
) strict;

create table recovery_code (
    digest text primary key,              -- SHA-256 of account and code
    account text not null references account (id)
) strict;
create index recovery_code_of_account on recovery_code (account);
)sql",
                                                    R"sql(
create table quota (                      -- of organisations that have other ones than all
    organisation text primary key,        -- id in site.yml
    posts_a_day integer not null,
    open_drafts integer not null,
    pictures_a_day integer not null,
    picture_mib integer not null
) strict;
)sql",
                                                    R"sql(
create table invitation (                 -- links of one use that make an account
    id text primary key,
    digest text not null unique,          -- SHA-256 of the link's secret
    shown_name text not null,             -- whom it is for
    role text not null,
    organisation text not null,           -- id in site.yml; empty: of the newsroom
    inviter text not null references account (id),
    created integer not null,
    expires integer not null
) strict;
create index invitation_of_organisation on invitation (organisation, created);
)sql"};

}  // namespace

Result<std::unique_ptr<Database>> open_desk_database(const std::string& data) {
    std::unique_ptr<Database> database = TRY(Database::open(join_path(data, "desk.db")));
    TRY(migrate(*database, kSteps).context("bringing the desk's tables up to date"));
    return database;
}

}  // namespace gazette
