# The components by the names that the commands take, for faults and logs.

readonly CONTROL_PLANE_COMPONENTS=(etcd apiserver controller-manager scheduler dns)
readonly NODE_COMPONENTS=(containerd kubelet kube-proxy)

# Prints the process name of COMPONENT [NODE]; says what is missing or wrong.
component_process() {
  local component=${1:-} node=${2:-}
  if is_one_of "$component" "${CONTROL_PLANE_COMPONENTS[@]}"; then
    [[ -z $node ]] || fail "$component runs once in the cluster, not on $node" "leave '$node' out"
    printf '%s\n' "$component"
  elif is_one_of "$component" "${NODE_COMPONENTS[@]}"; then
    require_node "$node"
    printf '%s-%s\n' "$component" "$node"
  else
    fail "there is no component '$component'" \
      "on each node (name the node too): ${NODE_COMPONENTS[*]}" "once: ${CONTROL_PLANE_COMPONENTS[*]}"
  fi
}

is_one_of() {
  local wanted=$1 candidate
  shift
  for candidate in "$@"; do
    [[ $candidate != "$wanted" ]] || return 0
  done
  return 1
}

# start_component COMPONENT [NODE]: and waits until it answers.
start_component() {
  local component=${1//-/_} process
  process=$(component_process "$@")
  ! process_runs "$process" || return 0
  shift
  "start_$component" "$@"
  ! declare -F "await_$component" >/dev/null || "await_$component" "$@"
}

stop_component() {
  local process
  process=$(component_process "$@")
  stop_process "$process"
}

# signal_component SIGNAL COMPONENT [NODE]
signal_component() {
  local signal=$1 process pid
  shift
  process=$(component_process "$@")
  pid=$(process_id "$process") || fail "$* does not run" "start it: $0 start $*"
  kill "-$signal" "$pid"
}

# Prints one word: running, paused or stopped.
component_state() {
  local pid
  if ! pid=$(process_id "$1"); then
    echo stopped
  elif grep -q '^State:[[:space:]]*T' "/proc/$pid/status"; then
    echo paused
  else
    echo running
  fi
}
