# The nodes: containerd, kubelet and kube-proxy in the node's network namespace, with everything they write below the node's
# own folder.

start_containerd() {
  local node=$1
  write_node_files "$node"
  start_process "containerd-$node" "$node" containerd --config "$STATE/$node/containerd.toml"
}

await_containerd() {
  await_process "containerd-$1" 30 "containerd of $1" containerd_answers "$1"
}

containerd_answers() {
  containerd_client "$1" version &>/dev/null
}

# containerd_client NODE ARGUMENTS...
containerd_client() {
  local node=$1
  shift
  ctr --address "$STATE/$node/containerd.sock" --namespace k8s.io "$@"
}

start_kubelet() {
  local node=$1
  start_process "kubelet-$node" "$node" "$BIN/kubelet" --config "$STATE/$node/kubelet.yaml" \
    --kubeconfig "$STATE/kubeconfigs/kubelet-$node" --root-dir "$STATE/$node/kubelet" \
    --node-ip "${NODE_IP[$node]}$(is_dual_stack && echo ",${NODE_IP6[$node]}")" --hostname-override "$node"
}

await_kubelet() {
  await_process "kubelet-$1" 60 "kubelet of $1" answers_in_namespace "$1" http://127.0.0.1:10248/healthz
}

start_kube_proxy() {
  local node=$1
  start_process "kube-proxy-$node" "$node" "$BIN/kube-proxy" --config "$STATE/$node/kube-proxy.yaml" --hostname-override "$node"
}

await_kube_proxy() {
  await_process "kube-proxy-$1" 60 "kube-proxy of $1" answers_in_namespace "$1" "http://127.0.0.1:10256/healthz"
}

answers_in_namespace() {
  in_namespace "$1" curl --silent --fail --max-time 2 --noproxy '*' --output /dev/null "$2"
}

write_node_files() {
  local node=$1 folder=$STATE/$1
  mkdir -p "$folder/cni" "$folder/kubelet" "$folder/pod-logs"
  (
    export NODE=$node NODE_STATE=$folder STATE TLS=$STATE/tls CGROUP POD_RANGES PAUSE_IMAGE DNS_SERVICE_IP
    export POD_SUBNETS="[{\"subnet\": \"${NODE_POD_RANGE[$node]}\"}]" POD_ROUTES='{"dst": "0.0.0.0/0"}'
    if is_dual_stack; then
      POD_SUBNETS+=", [{\"subnet\": \"${NODE_POD_RANGE6[$node]}\"}]"
      POD_ROUTES+=', {"dst": "::/0"}'
    fi
    expand "$HERE/manifests/containerd.toml" >"$folder/containerd.toml"
    expand "$HERE/manifests/pod-network.json" >"$folder/cni/10-pods.conflist"
    expand "$HERE/manifests/kubelet.yaml" >"$folder/kubelet.yaml"
    expand "$HERE/manifests/kube-proxy.yaml" >"$folder/kube-proxy.yaml"
  )
  # For pods that ask for the node's own name server: the cluster's, and never the machine's.
  printf 'nameserver %s\n' "$CONTROL_PLANE_IP" >"$folder/resolv.conf"
}

await_nodes() {
  local node
  for node in "${NODES[@]}"; do
    await_process "kubelet-$node" 60 "node $node" node_is_ready "$node"
  done
}

node_is_ready() {
  [[ $(kubectl get node "$1" --output 'jsonpath={.status.conditions[?(@.type=="Ready")].status}' 2>/dev/null) == True ]]
}
