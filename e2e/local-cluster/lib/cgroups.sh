# The control groups: one folder a cluster in every hierarchy, in it one for our processes and one for each node's pods.
# Two kubelets under one root would kill each other's pods.

has_unified_cgroups() {
  [[ $(stat -f -c %T /sys/fs/cgroup) == cgroup2fs ]]
}

# Prints the mount point of every hierarchy: the one of version 2, or all of version 1.
cgroup_hierarchies() {
  if has_unified_cgroups; then
    echo /sys/fs/cgroup
  else
    awk '$3 == "cgroup" { print $2 }' /proc/mounts
  fi
}

# Where a cluster's folder may be found: runc makes one in a version 2 hierarchy that is mounted beside those of version 1, too.
cgroups_of_cluster() {
  local hierarchy
  awk '$3 == "cgroup" || $3 == "cgroup2" { print $2 }' /proc/mounts | while read -r hierarchy; do
    [[ ! -d $hierarchy/$CGROUP ]] || echo "$hierarchy/$CGROUP"
  done
}

create_cgroups() {
  local hierarchy folder
  has_unified_cgroups || [[ -d /sys/fs/cgroup/pids ]] ||
    fail "there is no 'pids' control group hierarchy in /sys/fs/cgroup" "mount the control groups (version 2, or all controllers of version 1)"
  for hierarchy in $(cgroup_hierarchies); do
    for folder in "" /services "${NODES[@]/#//}"; do
      mkdir -p "$hierarchy/$CGROUP$folder"
      prepare_cgroup "$hierarchy/$CGROUP$folder"
    done
  done
}

prepare_cgroup() {
  local folder=$1 parent controller file
  parent=$(dirname "$folder")
  if [[ -e $parent/cgroup.subtree_control ]]; then
    for controller in $(<"$parent/cgroup.controllers"); do
      # One that cannot be given on (some are not, below a service manager) is one that kubelet does without.
      echo "+$controller" >"$parent/cgroup.subtree_control" 2>/dev/null || true
    done
    return
  fi
  # A version 1 cpuset without processors and memory nodes takes no process.
  for file in cpuset.cpus cpuset.mems; do
    if [[ -e $folder/$file && -z $(<"$folder/$file") ]]; then
      cat "$parent/$file" >"$folder/$file"
    fi
  done
}

# The one folder that our processes are put in. In version 1 a single hierarchy is enough to find them again.
services_cgroup() {
  if has_unified_cgroups; then
    echo "/sys/fs/cgroup/$CGROUP/services"
  else
    echo "/sys/fs/cgroup/pids/$CGROUP/services"
  fi
}

# Prints every process in any control group of this cluster: ours, the containers' and their shims.
processes_in_cgroups() {
  local folder
  for folder in $(cgroups_of_cluster); do
    # A group may vanish between being listed and being read.
    find "$folder" -name cgroup.procs -exec cat {} + 2>/dev/null || true
  done | sort -un
}

kill_everything_in_cgroups() {
  local pids
  pids=$(processes_in_cgroups)
  [[ -n $pids ]] || return 0
  # shellcheck disable=SC2086 # one word a process
  kill -KILL $pids 2>/dev/null || true
  return 1
}

remove_cgroups() {
  local folder
  for folder in $(cgroups_of_cluster); do
    find "$folder" -depth -type d -exec rmdir {} + 2>/dev/null || true
  done
  [[ -z $(cgroups_of_cluster) ]]
}
