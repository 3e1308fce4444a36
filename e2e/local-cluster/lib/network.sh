# The network: a switch, the control plane and the nodes, each in a network namespace of its own, and a link to the host, so
# that a test on the host reaches nodes and pods. Nothing of it is routed off this machine: the host holds a blackhole for
# the cluster's whole range, and the nodes have no default route.

create_network() {
  local node
  create_namespace switch
  in_namespace switch ip link add switch type bridge
  in_namespace switch ip link set switch up
  # The switch is in a namespace without any firewall rule: a Docker engine's `FORWARD DROP` on the host does not reach it.
  create_namespace control-plane
  connect_to_switch control-plane "$CONTROL_PLANE_IP" "$CONTROL_PLANE_IP6"
  for node in "${NODES[@]}"; do
    create_namespace "$node"
    connect_to_switch "$node" "${NODE_IP[$node]}" "${NODE_IP6[$node]}"
    in_namespace "$node" sysctl -qw net.ipv4.ip_forward=1 net.bridge.bridge-nf-call-iptables=1
    # kube-proxy rewrites what goes to a Service, but the kernel wants a route before it asks; the switch drops the rest.
    in_namespace "$node" ip route add "$SERVICE_RANGE" dev eth0
    if is_dual_stack; then
      in_namespace "$node" sysctl -qw net.ipv6.conf.all.forwarding=1 net.bridge.bridge-nf-call-ip6tables=1
      in_namespace "$node" ip route add "$SERVICE_RANGE6" dev eth0
    fi
  done
  connect_host_to_switch
  route_to_pods
}

create_namespace() {
  local namespace
  namespace=$(namespace_of "$1")
  ip netns add "$namespace" || fail "could not make the network namespace $namespace" "clean up: SLUICEGATE_CLUSTER=$CLUSTER $0 down"
  in_namespace "$1" ip link set lo up
}

in_namespace() {
  local namespace
  namespace=$(namespace_of "$1")
  shift
  nsenter --net="/run/netns/$namespace" -- "$@"
}

connect_to_switch() {
  ip link add "$1" netns "$(namespace_of switch)" type veth peer name eth0 netns "$(namespace_of "$1")"
  in_namespace switch ip link set "$1" master switch up
  in_namespace "$1" ip address add "$2/24" dev eth0
  ! is_dual_stack || in_namespace "$1" ip address add "$3/64" dev eth0 nodad
  in_namespace "$1" ip link set eth0 up
}

connect_host_to_switch() {
  ip link add "$HOST_LINK" type veth peer name host netns "$(namespace_of switch)"
  in_namespace switch ip link set host master switch up
  ip address add "$HOST_IP/24" dev "$HOST_LINK"
  ! is_dual_stack || ip address add "$HOST_IP6/64" dev "$HOST_LINK" nodad
  ip link set "$HOST_LINK" up
  ip route add blackhole "$RANGE"
  ! is_dual_stack || ip route add blackhole "$RANGE6"
}

# Pods are reached through their node, from everywhere, with their own addresses: nothing is masqueraded.
route_to_pods() {
  local to
  for to in "${NODES[@]}"; do
    route_through "$to" "${NODE_POD_RANGE[$to]}" "${NODE_IP[$to]}"
    ! is_dual_stack || route_through "$to" "${NODE_POD_RANGE6[$to]}" "${NODE_IP6[$to]}"
  done
}

# route_through NODE RANGE ADDRESS: from everywhere but the node itself.
route_through() {
  local from
  ip route add "$2" via "$3"
  for from in control-plane "${NODES[@]}"; do
    [[ $from == "$1" ]] || in_namespace "$from" ip route add "$2" via "$3"
  done
}

remove_network() {
  local part namespace
  # Deleting the namespaces takes every link in them along, and the host's link with its peer.
  for part in switch control-plane "${NODES[@]}"; do
    namespace=$(namespace_of "$part")
    [[ ! -e /run/netns/$namespace ]] || ip netns delete "$namespace"
  done
  remove_namespaces_mount
  [[ -n ${RANGE:-} ]] || return 0
  # A namespace's links go some time after its name; the host's end can be taken away at once.
  ip link delete "$HOST_LINK" 2>/dev/null || true
  ip route delete blackhole "$RANGE" 2>/dev/null || true
  ip route delete blackhole "$RANGE6" 2>/dev/null || true
}

# `ip netns` mounts this folder on itself with the first namespace, and leaves it so with the last.
remove_namespaces_mount() {
  if [[ -d /run/netns && -z $(ls /run/netns) ]] && umount /run/netns 2>/dev/null; then
    rmdir /run/netns
  fi
}
