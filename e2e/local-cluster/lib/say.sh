# What is said to the person at the terminal. Progress goes to stderr, so that stdout holds only what was asked for.

# The exit status of a failure that has been explained.
readonly FAILED=3

say() {
  printf '%s\n' "$*" >&2
}

# fail WHAT [WHERE] [WHAT-TO-DO]...: one line each, then the end.
fail() {
  local first=$1 line
  shift
  printf 'cluster %s: %s\n' "${SLUICEGATE_CLUSTER:-}" "$first" >&2
  for line in "$@"; do
    printf '  %s\n' "$line" >&2
  done
  exit "$FAILED"
}

# At the end, for a command that failed without a failure message of ours.
say_why_it_ends() {
  (($1 == 0 || $1 == FAILED)) && return
  printf 'cluster %s: this failed with status %s: %s\n' "${SLUICEGATE_CLUSTER:-}" "$1" "$2" >&2
  printf '  what it said itself is above; a cluster that is half started is taken away by: %s down\n' "$0" >&2
}

# The last lines of a component's log, indented, for a failure message.
show_log_tail() {
  local log=$1
  [[ -s $log ]] || return 0
  printf '  the end of %s:\n' "$log" >&2
  tail -n 15 -- "$log" | cut -c -300 | sed 's/^/    | /' >&2
}

# await SECONDS COMMAND...: true as soon as the command succeeds, false when the seconds have passed.
await() {
  local deadline=$((SECONDS + $1))
  shift
  until "$@"; do
    ((SECONDS < deadline)) || return 1
    sleep 0.1
  done
}
