# What is said to the person at the terminal. Progress goes to stderr, so that stdout holds only what was asked for.

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
  exit 1
}

# For a command that has no failure message of its own.
command_failed() {
  printf 'cluster %s: this command failed (%s): %s\n' "${SLUICEGATE_CLUSTER:-}" "$2" "$1" >&2
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
