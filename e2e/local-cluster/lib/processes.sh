# The cluster's own processes. Each is known by a file `pids/NAME` with its process id and its start time, so that a number
# which the kernel has given to somebody else's process in the meantime is never signalled. All of them, and whatever they start
# themselves, stay in a control group of the cluster's: `down` finds there what no pid file names.

# The API server would wait a minute for its clients' watches.
readonly SECONDS_TO_STOP=3

# start_process NAME NAMESPACE COMMAND...: in the background, in that network namespace, writing to logs/NAME.log.
start_process() {
  local name=$1 namespace=$2
  shift 2
  mkdir -p "$STATE/pids" "$STATE/logs"
  (
    echo "$BASHPID" >"$(services_cgroup)/cgroup.procs"
    # Neither the locks nor the terminal may be held by what outlives this command. nsenter and not `ip netns exec`, which
    # mounts another /sys and so hides the control groups.
    exec setsid nsenter --net="/run/netns/$(namespace_of "$namespace")" -- "$@" \
      </dev/null >>"$STATE/logs/$name.log" 2>&1 7>&- 8>&- 9>&-
  ) &
  echo "$! $(start_time $!)" >"$STATE/pids/$name"
  disown $!
}

# The 22nd field of /proc/PID/stat: the clock tick at which the process began. Empty when there is none, or only its zombie.
start_time() {
  local stat state
  stat=$(cat "/proc/$1/stat" 2>/dev/null) || return 0
  # The second field is the program's name, which may hold anything, parentheses too.
  stat=${stat##*) }
  state=${stat%% *}
  [[ $state != Z && $state != X ]] || return 0
  cut -d ' ' -f 20 <<<"$stat"
}

# Prints the process id if the process still runs.
process_id() {
  local pid began
  [[ -s $STATE/pids/$1 ]] || return 1
  read -r pid began <"$STATE/pids/$1"
  [[ -n $began && $(start_time "$pid") == "$began" ]] || return 1
  printf '%s\n' "$pid"
}

process_runs() {
  process_id "$1" >/dev/null
}

process_is_gone() {
  ! process_runs "$1"
}

# Asks it to end, and ends it when it doesn't within its time.
stop_process() {
  local name=$1 pid
  pid=$(process_id "$name") || return 0
  kill -TERM "$pid"
  # One that is paused sees the request only when it goes on.
  kill -CONT "$pid" 2>/dev/null || true
  await "$SECONDS_TO_STOP" process_is_gone "$name" || kill_process "$name"
  rm -f "$STATE/pids/$name"
}

kill_process() {
  local pid
  pid=$(process_id "$1") || return 0
  kill -KILL "$pid" 2>/dev/null || true
  await 5 process_is_gone "$1" || fail "$1 (process $pid) does not end, even by SIGKILL" "see: cat /proc/$pid/stack"
}

# await_process NAME SECONDS WHAT COMMAND...: until the command succeeds; says why when the process ends or the time is up.
await_process() {
  local name=$1 seconds=$2 what=$3
  shift 3
  await "$seconds" succeeds_or_gone "$name" "$@" && "$@" && return
  show_log_tail "$STATE/logs/$name.log"
  if process_runs "$name"; then
    fail "$what is still not ready after $seconds s" "its log: $STATE/logs/$name.log" "clean up: SLUICEGATE_CLUSTER=$CLUSTER $0 down"
  fi
  fail "$what ended while it was starting" "its log: $STATE/logs/$name.log" "clean up: SLUICEGATE_CLUSTER=$CLUSTER $0 down"
}

succeeds_or_gone() {
  local name=$1
  shift
  "$@" || process_is_gone "$name"
}
