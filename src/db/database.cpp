#include "db/database.h"

#include "base/assert.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <functional>
#include <map>
#include <utility>

namespace gazette {

namespace {

// Long enough for any transaction of ours, short enough for a person who waits.
constexpr int kLockedMilliseconds = 5'000;
constexpr int kPrimaryCode = 0xFF;  // of an extended result code

ErrorCode code_of(int extended) {
    if (extended == SQLITE_CONSTRAINT_PRIMARYKEY || extended == SQLITE_CONSTRAINT_UNIQUE) {
        return ErrorCode::AlreadyExists;
    }
    switch (extended & kPrimaryCode) {
        case SQLITE_FULL:
            return ErrorCode::Full;
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return ErrorCode::Unreachable;
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
            return ErrorCode::Damaged;
        case SQLITE_READONLY:
        case SQLITE_PERM:
        case SQLITE_CANTOPEN:
            return ErrorCode::Denied;
        case SQLITE_CONSTRAINT:
        case SQLITE_TOOBIG:
            return ErrorCode::Invalid;
        default:
            return ErrorCode::Library;
    }
}

// Of what the machine refuses, so that nobody takes it for a refusal of ours (a quota, a right).
int errno_of(ErrorCode code) {
    if (code == ErrorCode::Full) return ENOSPC;
    return code == ErrorCode::Denied ? EACCES : 0;
}

Error error_of(sqlite3* connection) {
    const ErrorCode code = code_of(sqlite3_extended_errcode(connection));
    return {
        code, fmt::format("the database says: {}", sqlite3_errmsg(connection)), {}, errno_of(code)};
}

struct CloseStatement {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};

using StatementHandle = std::unique_ptr<sqlite3_stmt, CloseStatement>;

struct CloseConnection {
    void operator()(sqlite3* connection) const { sqlite3_close_v2(connection); }
};

int bind(sqlite3_stmt* statement, int place, const DbValue::Value& value) {
    if (const auto* number = std::get_if<std::int64_t>(&value)) {
        return sqlite3_bind_int64(statement, place, *number);
    }
    // SQLITE_STATIC: what is bound outlives the step, after which the bindings are cleared. A null
    // pointer would be bound as NULL.
    if (const auto* text = std::get_if<std::string_view>(&value)) {
        const char* const begin = text->data() == nullptr ? "" : text->data();
        return sqlite3_bind_text64(statement, place, begin, text->size(), SQLITE_STATIC,
                                   SQLITE_UTF8);
    }
    if (const auto* blob = std::get_if<Blob>(&value)) {
        const char* const begin = blob->bytes.data() == nullptr ? "" : blob->bytes.data();
        return sqlite3_bind_blob64(statement, place, begin, blob->bytes.size(), SQLITE_STATIC);
    }
    return sqlite3_bind_null(statement, place);
}

DbRow::Cell cell(sqlite3_stmt* statement, int column) {
    const int kind = sqlite3_column_type(statement, column);
    if (kind == SQLITE_NULL) return std::monostate();
    if (kind == SQLITE_INTEGER) return std::int64_t{sqlite3_column_int64(statement, column)};
    const void* const bytes = sqlite3_column_blob(statement, column);
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement, column));
    return bytes == nullptr ? std::string() : std::string(static_cast<const char*>(bytes), size);
}

// The file and what SQLite puts beside it take their permissions from it.
Result<void> make_private_file(const std::string& path) {
    constexpr mode_t kOwnerOnly = 0600;
    const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, kOwnerOnly);
    if (descriptor < 0) return failure(system_error("cannot open the database " + path, errno));
    if (::close(descriptor) != 0) return failure(system_error("cannot close " + path, errno));
    return {};
}

}  // namespace

struct Database::State {
    std::unique_ptr<sqlite3, CloseConnection> connection;
    // Prepared, by their text. Closed before the connection.
    std::map<std::string, StatementHandle, std::less<>> statements = {};
    bool is_in_transaction = false;

    Result<sqlite3_stmt*> prepared(std::string_view sql) {
        const auto known = statements.find(sql);
        if (known != statements.end()) return known->second.get();
        sqlite3_stmt* made = nullptr;
        const int status =
            sqlite3_prepare_v3(connection.get(), sql.data(), static_cast<int>(sql.size()),
                               SQLITE_PREPARE_PERSISTENT, &made, nullptr);
        StatementHandle statement(made);
        if (status != SQLITE_OK) return failure(error_of(connection.get()));
        GAZETTE_ASSERT(made != nullptr, "a statement is never empty");
        return statements.emplace(std::string(sql), std::move(statement)).first->second.get();
    }
};

// One use of a prepared statement, which is as new afterwards.
class Database::Step {
public:
    static Result<Step> begin(State& state, std::string_view sql,
                              std::initializer_list<DbValue> arguments) {
        Step step(state, TRY(state.prepared(sql)));
        const int wanted = sqlite3_bind_parameter_count(step.statement_);
        GAZETTE_ASSERT(std::cmp_equal(wanted, arguments.size()), "an argument for each parameter");
        int number = 0;
        for (const DbValue& argument : arguments) {
            const std::string name = fmt::format("${}", ++number);
            const int place = sqlite3_bind_parameter_index(step.statement_, name.c_str());
            GAZETTE_ASSERT(place > 0, "parameters are $1, $2 …");
            if (bind(step.statement_, place, argument.value()) != SQLITE_OK) {
                return failure(error_of(state.connection.get()));
            }
        }
        return step;
    }

    ~Step() {
        if (statement_ == nullptr) return;
        // What reset() says is the failure of the last step again.
        sqlite3_reset(statement_);
        sqlite3_clear_bindings(statement_);
    }

    Step(Step&& other) noexcept
        : state_(other.state_), statement_(std::exchange(other.statement_, nullptr)) {}

    Step& operator=(Step&&) = delete;
    Step(const Step&) = delete;
    Step& operator=(const Step&) = delete;

    // The next row, or nothing at the end.
    Result<std::optional<DbRow>> next() {
        const int status = sqlite3_step(statement_);
        if (status == SQLITE_DONE) return std::optional<DbRow>();
        if (status != SQLITE_ROW) return failure(error_of(state_.connection.get()));
        std::vector<DbRow::Cell> cells;
        const int columns = sqlite3_column_count(statement_);
        cells.reserve(static_cast<std::size_t>(columns));
        for (int column = 0; column < columns; ++column) cells.push_back(cell(statement_, column));
        return std::optional<DbRow>(DbRow(std::move(cells)));
    }

private:
    Step(State& state, sqlite3_stmt* statement) : state_(state), statement_(statement) {}

    State& state_;
    sqlite3_stmt* statement_;
};

bool DbRow::is_null(std::size_t column) const {
    return std::holds_alternative<std::monostate>(cells_.at(column));
}

std::int64_t DbRow::integer(std::size_t column) const {
    const auto* number = std::get_if<std::int64_t>(&cells_.at(column));
    GAZETTE_ASSERT(number != nullptr, "the column holds a number");
    return *number;
}

const std::string& DbRow::text(std::size_t column) const {
    const auto* text = std::get_if<std::string>(&cells_.at(column));
    GAZETTE_ASSERT(text != nullptr, "the column holds a text");
    return *text;
}

std::string DbRow::text_or_nothing(std::size_t column) const {
    return is_null(column) ? std::string() : text(column);
}

Transaction::~Transaction() {
    if (database_ == nullptr) return;
    // SQLite has undone it by itself where this fails (a full disk); the next begin() tells.
    database_->state_->is_in_transaction = false;
    (void)database_->run("rollback");
}

Transaction::Transaction(Transaction&& other) noexcept
    : database_(std::exchange(other.database_, nullptr)) {}

Result<void> Transaction::commit() {
    GAZETTE_ASSERT(database_ != nullptr, "a transaction is committed once");
    TRY(database_->run("commit"));  // refused: the destructor undoes it
    database_->state_->is_in_transaction = false;
    database_ = nullptr;
    return {};
}

Database::Database(std::unique_ptr<State> state) : state_(std::move(state)) {}

Database::~Database() = default;

Result<std::unique_ptr<Database>> Database::open(const std::string& path) {
    TRY(make_private_file(path));
    sqlite3* made = nullptr;
    const int status = sqlite3_open_v2(
        path.c_str(), &made, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW,
        nullptr);
    auto state = std::make_unique<State>();
    state->connection.reset(made);
    if (made == nullptr) return failure(ErrorCode::Library, "no memory for the database");
    if (status != SQLITE_OK) {
        return Result<std::unique_ptr<Database>>(failure(error_of(made)))
            .context("opening " + path);
    }
    sqlite3_extended_result_codes(made, 1);
    sqlite3_busy_timeout(made, kLockedMilliseconds);
    std::unique_ptr<Database> database(new Database(std::move(state)));
    // WAL: who reads does not wait for who writes. FULL: a commit is on the disk when it returns.
    TRY(database
            ->run_script("pragma journal_mode = wal; pragma synchronous = full;"
                         "pragma foreign_keys = on; pragma trusted_schema = off;")
            .context("opening " + path));
    return database;
}

Result<Transaction> Database::begin() {
    GAZETTE_ASSERT(!state_->is_in_transaction, "transactions do not nest");
    TRY(run("begin immediate"));
    state_->is_in_transaction = true;
    return Transaction(*this);
}

Result<std::int64_t> Database::run(std::string_view sql, std::initializer_list<DbValue> arguments) {
    Step step = TRY(Step::begin(*state_, sql, arguments));
    while (TRY(step.next()).has_value()) {
    }
    return std::int64_t{sqlite3_changes64(state_->connection.get())};
}

Result<std::vector<DbRow>> Database::query(std::string_view sql,
                                           std::initializer_list<DbValue> arguments) {
    Step step = TRY(Step::begin(*state_, sql, arguments));
    std::vector<DbRow> rows;
    for (;;) {
        std::optional<DbRow> row = TRY(step.next());
        if (!row.has_value()) return rows;
        rows.push_back(*std::move(row));
    }
}

Result<std::optional<DbRow>> Database::find(std::string_view sql,
                                            std::initializer_list<DbValue> arguments) {
    Step step = TRY(Step::begin(*state_, sql, arguments));
    return step.next();
}

Result<void> Database::run_script(std::string_view sql) {
    const std::string text(sql);
    if (sqlite3_exec(state_->connection.get(), text.c_str(), nullptr, nullptr, nullptr) !=
        SQLITE_OK) {
        return failure(error_of(state_->connection.get()));
    }
    return {};
}

}  // namespace gazette
