# Taking a cluster away, whatever state it is in, and proving that nothing of it is left.

remove_cluster() {
  local name
  # The data is thrown away and the nodes go together: nobody needs a farewell.
  for name in $(component_processes); do
    kill_process "$name"
  done
  await 30 kill_everything_in_cgroups || true
  remove_shim_sockets
  remove_mounts
  await 10 remove_cgroups || true
  remove_network
  remove_links_to_pod_logs
  report_remains
  rm -rf --one-file-system -- "$STATE"
  remove_empty_folders
}

component_processes() {
  local file
  for file in "$STATE"/pids/*; do
    [[ ! -e $file ]] || basename "$file"
  done
}

# containerd keeps these two outside of the folders that it is given, under the sandbox's or the container's id.
remove_shim_sockets() {
  local task socket
  for task in "$STATE"/*/containerd/run/io.containerd.runtime.v2.task/k8s.io/*; do
    [[ -d $task ]] || continue
    socket=$(cat "$task/address" 2>/dev/null || true)
    [[ $socket != unix:///run/containerd/s/* ]] || rm -f "${socket#unix://}"
    rm -f /var/lib/cni/results/*-"$(basename "$task")"-*
  done
}

remove_mounts() {
  local mount
  # The last one mounted comes off first.
  for mount in $(mounts_below_state | tac); do
    umount "$mount" 2>/dev/null || umount --lazy "$mount" 2>/dev/null || true
  done
}

mounts_below_state() {
  awk -v below="$STATE/" 'index($5, below) == 1 { print $5 }' /proc/self/mountinfo
}

# kubelet's links for log collectors, in the one folder that it does not let be chosen.
remove_links_to_pod_logs() {
  [[ ! -d /var/log/containers ]] || find /var/log/containers -maxdepth 1 -lname "$STATE/*" -delete
}

# What containerd, kubelet and CNI make outside of the folders that they are given, unless somebody else uses it.
remove_empty_folders() {
  local socket=/var/lib/kubelet/device-plugins/kubelet.sock
  grep -q "$socket" /proc/net/unix || rm -f "$socket"
  rmdir --ignore-fail-on-non-empty "$STATE_ROOT" /run/containerd/s /run/containerd /var/lib/cni/results /var/lib/cni \
    /var/lib/kubelet/device-plugins /var/lib/kubelet /var/log/containers 2>/dev/null || true
}

report_remains() {
  local remains=() pids part
  pids=$(processes_in_cgroups | tr '\n' ' ')
  [[ -z $pids ]] || remains+=("processes: $pids")
  for part in $(cgroups_of_cluster); do
    remains+=("control group: $part")
  done
  for part in $(mounts_below_state); do
    remains+=("mount: $part")
  done
  for part in switch control-plane "${NODES[@]}"; do
    [[ ! -e /run/netns/$(namespace_of "$part") ]] || remains+=("network namespace: $(namespace_of "$part")")
  done
  if [[ -n ${RANGE:-} && -n $(ip -4 route show root "$RANGE") ]]; then
    remains+=("routes: ip route show root $RANGE")
  fi
  if [[ -n ${RANGE6:-} && -n $(ip -6 route show root "$RANGE6") ]]; then
    remains+=("routes: ip -6 route show root $RANGE6")
  fi
  ((${#remains[@]} == 0)) || fail "could not take everything of this cluster away:" "${remains[@]}" "then run 'down' again"
}
