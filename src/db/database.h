#pragma once
// A SQL database that keeps what it acknowledged: SQLite in a file of ours (WAL, synchronous=FULL,
// foreign keys on). The SQL that is handed in keeps to what PostgreSQL reads as well (docs/
// decisions/0040): parameters are $1, $2 …, every table is STRICT in its types, times are seconds
// since the epoch, flags are 0 and 1. No type of the library stands here.
//
//     Transaction change = TRY(database.begin());
//     TRY(database.run("update story set title = $1 where id = $2", {title, id}));
//     TRY(change.commit());                      // on the disk, or an error and nothing changed
//
// Statements are prepared once and kept. One thread at a time: share a Database in a Guarded.
// Several processes may open one file; who finds it locked waits for some seconds.
// Errors: Full, Denied, Damaged, Unreachable (locked for too long), AlreadyExists (a key that is
// there already), Invalid (a rule of the schema), Library for the rest.
#include "base/result.h"

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace gazette {

// Bytes as they are, where text would have to be UTF-8.
struct Blob {
    std::string_view bytes;
};

// An argument of a statement. What a view shows must outlive the call.
class DbValue {
public:
    // NOLINTBEGIN(google-explicit-constructor): arguments are written as they are
    DbValue(std::nullopt_t) {}

    DbValue(std::int64_t number) : value_(number) {}

    DbValue(int number) : value_(std::int64_t{number}) {}

    DbValue(bool flag) : value_(std::int64_t{flag ? 1 : 0}) {}

    DbValue(std::string_view text) : value_(text) {}

    DbValue(const std::string& text) : value_(std::string_view(text)) {}

    DbValue(const char* text) : value_(std::string_view(text)) {}

    DbValue(Blob blob) : value_(blob) {}

    // NOLINTEND(google-explicit-constructor)

    using Value = std::variant<std::monostate, std::int64_t, std::string_view, Blob>;

    [[nodiscard]] const Value& value() const { return value_; }

private:
    Value value_;
};

// A row of an answer, by column from 0. Asking for another kind than the column has is a mistake of
// ours: an assertion.
class DbRow {
public:
    using Cell = std::variant<std::monostate, std::int64_t, std::string>;

    explicit DbRow(std::vector<Cell> cells) : cells_(std::move(cells)) {}

    [[nodiscard]] bool is_null(std::size_t column) const;
    [[nodiscard]] std::int64_t integer(std::size_t column) const;

    [[nodiscard]] bool flag(std::size_t column) const { return integer(column) != 0; }

    [[nodiscard]] const std::string& text(std::size_t column) const;  // or bytes
    // Empty where it is null.
    [[nodiscard]] std::string text_or_nothing(std::size_t column) const;

private:
    std::vector<Cell> cells_;
};

class Database;

// Changes that become true together, or not at all: without commit() they are undone when it goes.
class Transaction {
public:
    ~Transaction();
    Transaction(Transaction&& other) noexcept;
    Transaction& operator=(Transaction&&) = delete;
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;

    // What this has answered is on the disk.
    Result<void> commit();

private:
    friend class Database;

    explicit Transaction(Database& database) : database_(&database) {}

    Database* database_;  // null: committed or moved from
};

class Database {
public:
    // Made when it is missing, readable by its owner alone.
    static Result<std::unique_ptr<Database>> open(const std::string& path);
    ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;
    Database(Database&&) = delete;
    Database& operator=(Database&&) = delete;

    // Takes the right to write at once, so that nothing is read that another changes meanwhile.
    // Transactions do not nest.
    Result<Transaction> begin();
    // The number of rows that were changed.
    Result<std::int64_t> run(std::string_view sql, std::initializer_list<DbValue> arguments = {});
    Result<std::vector<DbRow>> query(std::string_view sql,
                                     std::initializer_list<DbValue> arguments = {});
    // The first row, or nothing.
    Result<std::optional<DbRow>> find(std::string_view sql,
                                      std::initializer_list<DbValue> arguments = {});
    // Several statements without arguments, for a schema.
    Result<void> run_script(std::string_view sql);

private:
    friend class Transaction;
    struct State;
    class Step;
    explicit Database(std::unique_ptr<State> state);

    std::unique_ptr<State> state_;
};

}  // namespace gazette
