# etcd, the API server, the controllers, the scheduler and the cluster's DNS: processes in the control plane's namespace.

start_control_plane() {
  start_etcd
  start_apiserver
  await_apiserver
  start_controller_manager
  start_scheduler
}

start_etcd() {
  # Nobody wants this data back after a power cut.
  start_process etcd control-plane "$BIN/etcd" --data-dir "$STATE/etcd" --unsafe-no-fsync --log-level warn \
    --listen-client-urls http://127.0.0.1:2379 --advertise-client-urls http://127.0.0.1:2379 \
    --listen-peer-urls http://127.0.0.1:2380 --initial-advertise-peer-urls http://127.0.0.1:2380 \
    --initial-cluster default=http://127.0.0.1:2380
}

# --enable-aggregator-routing: webhooks that are Services are called at their endpoints, because no kube-proxy runs here.
# The audit log has what the operator asks for: each request without its body.
start_apiserver() {
  start_process apiserver control-plane "$BIN/kube-apiserver" \
    --etcd-servers=http://127.0.0.1:2379 \
    --advertise-address="$CONTROL_PLANE_IP" --secure-port=6443 \
    --service-cluster-ip-range="$SERVICE_RANGES" --enable-aggregator-routing \
    --allow-privileged --authorization-mode=Node,RBAC --enable-admission-plugins=NodeRestriction \
    --audit-policy-file="$HERE/manifests/audit.yaml" --audit-log-path="$STATE/logs/audit.log" \
    --client-ca-file="$STATE/tls/ca.crt" \
    --tls-cert-file="$STATE/tls/apiserver.crt" --tls-private-key-file="$STATE/tls/apiserver.key" \
    --service-account-issuer=https://kubernetes.default.svc.cluster.local \
    --service-account-key-file="$STATE/tls/service-accounts.key" --service-account-signing-key-file="$STATE/tls/service-accounts.key" \
    --kubelet-preferred-address-types=InternalIP --kubelet-certificate-authority="$STATE/tls/ca.crt" \
    --kubelet-client-certificate="$STATE/tls/apiserver-to-kubelet.crt" --kubelet-client-key="$STATE/tls/apiserver-to-kubelet.key"
}

await_apiserver() {
  await_process apiserver 60 "the API server ($API_SERVER)" apiserver_is_ready
}

apiserver_is_ready() {
  curl --silent --fail --max-time 2 --cacert "$STATE/tls/ca.crt" --noproxy '*' --output /dev/null "$API_SERVER/readyz"
}

# SLUICEGATE_API_QPS: how many requests each controller and the scheduler may make in a second, for thousands of pods; their defaults if it is not set.
start_controller_manager() {
  start_process controller-manager control-plane "$BIN/kube-controller-manager" \
    --kubeconfig="$STATE/kubeconfigs/controller-manager" --leader-elect=false --bind-address=127.0.0.1 \
    ${SLUICEGATE_API_QPS:+--kube-api-qps="$SLUICEGATE_API_QPS" --kube-api-burst="$((2 * SLUICEGATE_API_QPS))"} \
    --use-service-account-credentials --service-account-private-key-file="$STATE/tls/service-accounts.key" \
    --root-ca-file="$STATE/tls/ca.crt" \
    --cluster-signing-cert-file="$STATE/tls/ca.crt" --cluster-signing-key-file="$STATE/tls/ca.key"
}

start_scheduler() {
  start_process scheduler control-plane "$BIN/kube-scheduler" \
    ${SLUICEGATE_API_QPS:+--kube-api-qps="$SLUICEGATE_API_QPS" --kube-api-burst="$((2 * SLUICEGATE_API_QPS))"} \
    --kubeconfig="$STATE/kubeconfigs/scheduler" --leader-elect=false --bind-address=127.0.0.1
}

# A process here and not a pod: it then needs no node, no image and no schedule, and survives what tests do to nodes.
start_dns() {
  export CONTROL_PLANE_IP DNS_SERVICE_IP
  expand "$HERE/manifests/dns.yaml" | kubectl apply --filename - >/dev/null ||
    fail "could not create the cluster DNS' Service" "clean up: SLUICEGATE_CLUSTER=$CLUSTER $0 down"
  DNS_KUBECONFIG=$STATE/kubeconfigs/dns expand "$HERE/manifests/Corefile" >"$STATE/Corefile"
  start_process dns control-plane "$BIN/coredns" -conf "$STATE/Corefile"
}

await_dns() {
  await_process dns 30 "the cluster's DNS ($CONTROL_PLANE_IP:53)" dns_answers
}

dns_answers() {
  busybox timeout 2 busybox nslookup -type=a kubernetes.default.svc.cluster.local "$CONTROL_PLANE_IP" 2>/dev/null | grep -q "$KUBERNETES_SERVICE_IP"
}

# Prints a template with each ${NAME} in it replaced by that variable.
expand() {
  local text name
  text=$(<"$1")
  # shellcheck disable=SC2016 # the names themselves are looked for
  for name in $(grep -o '\${[A-Z_]*}' <<<"$text" | sort -u | tr -d '${}'); do
    text=${text//"\${$name}"/${!name}}
  done
  printf '%s\n' "$text"
}
