# What the shell scripts of this folder share. Source it: . "$(dirname "$0")/lib.sh"
# It moves to the repository's root and sets GAZETTE_SHARED to ../shared when that is there.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1
if [ -z "${GAZETTE_SHARED:-}" ] && [ -d ../shared ]; then
    GAZETTE_SHARED=$(cd ../shared && pwd)
    export GAZETTE_SHARED
fi
jobs=${GAZETTE_JOBS:-$(nproc)}
logs=build/logs
mkdir -p "$logs"

step_names=() step_seconds=() step_results=()

# step NAME COMMAND…: runs it, shows its output, remembers its time. Goes on after a failure, and returns it.
step() {
    local name=$1 begin=$SECONDS status=0
    shift
    printf '\n=== %s\n' "$name"
    "$@" || status=$?
    step_names+=("$name")
    step_seconds+=($((SECONDS - begin)))
    step_results+=($([ $status -eq 0 ] && echo ok || echo FAILED))
    [ $status -eq 0 ] || printf '!!! %s failed (exit %d)\n' "$name" "$status"
    return $status
}

# Time and result of every step; returns 1 when one failed.
print_steps() {
    local index failed=0 total=0
    printf '\n'
    for index in "${!step_names[@]}"; do
        printf '%6d s  %-7s %s\n' "${step_seconds[index]}" "${step_results[index]}" "${step_names[index]}"
        total=$((total + step_seconds[index]))
        [ "${step_results[index]}" = ok ] || failed=1
    done
    printf '%6d s  in all\n' "$total"
    return $failed
}

# build PRESET [TARGET…]: configures and builds, with the log only when it fails.
build() {
    local preset=$1 log="$logs/build-$1.log"
    shift
    cmake --preset "$preset" >"$log" 2>&1 || { tail -n 40 "$log"; return 1; }
    cmake --build --preset "$preset" -j "$jobs" ${1:+--target "$@"} >"$log" 2>&1 || {
        grep -E -A 12 'error|FAILED|undefined reference' "$log" | head -n 120
        return 1
    }
    tail -n 1 "$log"
}

passed=0 failed=0 skipped=0

# Reads the closing lines of Catch2, node's runner or ctest in a log and adds them to the counts.
count_tests() {
    local counts
    counts=$(python3 tools/count-tests "$1") || return 1
    read -r p f s <<<"$counts"
    passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
}
