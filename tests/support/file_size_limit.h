#pragma once
// While it lives, no file of this process may grow over some bytes (RLIMIT_FSIZE): the write(2)
// that would do it fails, as on a full disk. One at a time; not beside other threads that write.
#include <signal.h>
#include <sys/resource.h>

namespace gazette::testing {

class FileSizeLimit {
public:
    explicit FileSizeLimit(rlim_t most_bytes) {
        old_handler_ = ::signal(SIGXFSZ, SIG_IGN);
        ::getrlimit(RLIMIT_FSIZE, &old_limit_);
        const rlimit limit{most_bytes, old_limit_.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }

    ~FileSizeLimit() {
        ::setrlimit(RLIMIT_FSIZE, &old_limit_);
        ::signal(SIGXFSZ, old_handler_);
    }

    FileSizeLimit(const FileSizeLimit&) = delete;
    FileSizeLimit& operator=(const FileSizeLimit&) = delete;
    FileSizeLimit(FileSizeLimit&&) = delete;
    FileSizeLimit& operator=(FileSizeLimit&&) = delete;

private:
    rlimit old_limit_{};
    void (*old_handler_)(int) = nullptr;
};

}  // namespace gazette::testing
