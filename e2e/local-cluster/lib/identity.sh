# Which cluster this is: its name, its state directory, its address ranges and the names of what it leaves in the kernel.
# Everything is keyed by the name or by the slot, so that clusters stand side by side without touching each other.

readonly NODES=(node1 node2)
readonly STATE_ROOT=/var/lib/sluicegate
readonly LOCKS=/run/lock/sluicegate
readonly SLOTS=32 FIRST_SECOND_BYTE=112

identify_cluster() {
  CLUSTER=${SLUICEGATE_CLUSTER:=dev}
  # Short, because unix sockets below the state directory have at most 107 characters.
  [[ $CLUSTER =~ ^[a-z0-9]([a-z0-9-]{0,18}[a-z0-9])?$ ]] ||
    fail "SLUICEGATE_CLUSTER is '$CLUSTER', which is not a name for a cluster" \
      "write 1 to 20 lower-case letters, digits and inner dashes, for example SLUICEGATE_CLUSTER=dev"
  STATE=$STATE_ROOT/$CLUSTER
  CGROUP=sluicegate-$CLUSTER
  KUBECONFIG=$STATE/kubeconfig
  export KUBECONFIG SLUICEGATE_CLUSTER
  if [[ -s $STATE/slot ]]; then
    derive_addresses "$(<"$STATE/slot")"
  fi
}

# One operation at a time on a cluster. The lock is no part of the state directory, which `down` removes.
lock_cluster() {
  exec 9>"$LOCKS-$CLUSTER.lock"
  flock --wait 600 9 ||
    fail "another command has been working on this cluster for ten minutes" \
      "see what it does: fuser -v $LOCKS-$CLUSTER.lock"
}

# Takes the first slot that no cluster has and whose range no route or address of this machine overlaps.
claim_slot() {
  local slot
  exec 7>"$LOCKS.lock"
  flock 7
  for ((slot = 0; slot < SLOTS; slot++)); do
    if ! slot_is_taken "$slot"; then
      mkdir -p "$STATE"
      [[ -z ${SLUICEGATE_DUAL_STACK:-} ]] || touch "$STATE/dual-stack"
      echo "$slot" >"$STATE/slot"
      exec 7>&-
      derive_addresses "$slot"
      return
    fi
  done
  fail "no free address range is left for this cluster" \
    "all of 10.$FIRST_SECOND_BYTE.0.0/16 … 10.$((FIRST_SECOND_BYTE + SLOTS - 1)).0.0/16 are in use: see 'ip route' and the clusters in $STATE_ROOT"
}

slot_is_taken() {
  local range=10.$((FIRST_SECOND_BYTE + $1)).0.0/16
  grep -qsx "$1" "$STATE_ROOT"/*/slot && return 0
  # `root`: everything inside the range; `match`: everything around it, which a default route is as well.
  [[ -n $(ip -4 route show table all root "$range") ]] && return 0
  ip -4 route show table main match "$range" | grep -qv '^default'
}

# One /16 a cluster: .0.0/24 is the wire between nodes, control plane and host; then pods; then Services.
derive_addresses() {
  SLOT=$1
  local prefix=10.$((FIRST_SECOND_BYTE + SLOT))
  RANGE=$prefix.0.0/16
  HOST_IP=$prefix.0.1
  CONTROL_PLANE_IP=$prefix.0.2
  declare -gA NODE_IP=([node1]=$prefix.0.11 [node2]=$prefix.0.12)
  POD_RANGE=$prefix.64.0/18
  declare -gA NODE_POD_RANGE=([node1]=$prefix.65.0/24 [node2]=$prefix.66.0/24)
  SERVICE_RANGE=$prefix.128.0/18
  KUBERNETES_SERVICE_IP=$prefix.128.1
  DNS_SERVICE_IP=$prefix.128.10
  HOST_LINK=sluicegate$SLOT
  API_SERVER=https://$CONTROL_PLANE_IP:6443
  derive_dual_stack_addresses "$(printf 'fd5c:%x' "$SLOT")"
}

# The same in IPv6, for clusters that have both; what Kubernetes gets of both is a list.
derive_dual_stack_addresses() {
  RANGE6=$1::/32
  HOST_IP6=$1::1
  CONTROL_PLANE_IP6=$1::2
  declare -gA NODE_IP6=([node1]=$1::11 [node2]=$1::12)
  declare -gA NODE_POD_RANGE6=([node1]=$1:0:1::/64 [node2]=$1:0:2::/64)
  SERVICE_RANGE6=$1:0:ff::/112
  POD_RANGES=$POD_RANGE SERVICE_RANGES=$SERVICE_RANGE
  if is_dual_stack; then
    POD_RANGES+=,$1::/47
    SERVICE_RANGES+=,$SERVICE_RANGE6
  fi
}

is_dual_stack() {
  [[ -e $STATE/dual-stack ]]
}

# Prints the network namespace of `control-plane`, `switch` or a node.
namespace_of() {
  printf 'sluicegate-%s-%s\n' "$CLUSTER" "$1"
}

require_node() {
  local node
  for node in "${NODES[@]}"; do
    [[ $node == "${1:-}" ]] && return
  done
  fail "there is no node '${1:-}'" "the nodes are: ${NODES[*]}"
}

cluster_exists() {
  [[ -e $STATE/slot ]]
}

# Up completely, as opposed to half started.
cluster_is_up() {
  [[ -e $STATE/up ]]
}

require_cluster() {
  cluster_is_up || fail "this cluster is not up" "start it: SLUICEGATE_CLUSTER=$CLUSTER $0 up"
}
