# The cluster's own certificate authority, one certificate for each of its members, and their kubeconfig files.

readonly DAYS_VALID=365

create_certificates() {
  local node
  mkdir -p "$STATE/tls" "$STATE/kubeconfigs"
  chmod 700 "$STATE/tls" "$STATE/kubeconfigs"
  # Without this file openssl adds the extensions that its system-wide configuration happens to name.
  printf '[req]\ndistinguished_name = name\n[name]\n' >"$STATE/tls/openssl.cnf"
  create_authority
  openssl genrsa -out "$STATE/tls/service-accounts.key" 2048 2>/dev/null

  issue_server_certificate apiserver kube-apiserver "IP:$CONTROL_PLANE_IP,IP:$KUBERNETES_SERVICE_IP,IP:127.0.0.1,DNS:kubernetes,DNS:kubernetes.default,DNS:kubernetes.default.svc,DNS:kubernetes.default.svc.cluster.local"
  issue_client_certificate apiserver-to-kubelet /O=system:masters/CN=kube-apiserver
  create_client admin /O=system:masters/CN=sluicegate-admin
  create_client controller-manager /CN=system:kube-controller-manager
  create_client scheduler /CN=system:kube-scheduler
  create_client kube-proxy /CN=system:kube-proxy
  create_client dns /CN=sluicegate:dns
  for node in "${NODES[@]}"; do
    create_client "kubelet-$node" "/O=system:nodes/CN=system:node:$node"
    issue_server_certificate "kubelet-$node-server" "$node" "IP:${NODE_IP[$node]},DNS:$node"
  done
  cp "$STATE/kubeconfigs/admin" "$KUBECONFIG"
}

create_authority() {
  openssl_request ca -subj "/CN=sluicegate-$CLUSTER" -addext basicConstraints=critical,CA:true \
    -addext keyUsage=critical,keyCertSign,cRLSign,digitalSignature -addext subjectKeyIdentifier=hash
}

create_client() {
  issue_client_certificate "$1" "$2"
  write_kubeconfig "$1"
}

issue_client_certificate() {
  issue_certificate "$1" "$2" -addext extendedKeyUsage=clientAuth
}

issue_server_certificate() {
  issue_certificate "$1" "/CN=$2" -addext extendedKeyUsage=serverAuth -addext "subjectAltName=$3"
}

issue_certificate() {
  local name=$1 subject=$2
  shift 2
  openssl_request "$name" -CA "$STATE/tls/ca.crt" -CAkey "$STATE/tls/ca.key" -subj "$subject" \
    -addext basicConstraints=critical,CA:false -addext keyUsage=critical,digitalSignature "$@"
}

# openssl_request NAME ARGUMENTS...: a new key and a certificate for it. The key is written as "EC PRIVATE KEY" (SEC 1), because
# Fabric8's client takes the "PRIVATE KEY" that openssl would write on its own for one of RSA.
openssl_request() {
  local file=$STATE/tls/$1
  shift
  {
    openssl ecparam -name prime256v1 -genkey -noout -out "$file.key" &&
      openssl req -config "$STATE/tls/openssl.cnf" -x509 -days "$DAYS_VALID" -key "$file.key" -out "$file.crt" "$@"
  } 2>"$STATE/tls/openssl.log" ||
    fail "openssl could not make a certificate ($(tail -n 1 "$STATE/tls/openssl.log"))" "openssl 3.0 or newer is needed: $(openssl version)"
}

# With everything inside it, so that the file can be copied elsewhere.
write_kubeconfig() {
  local name=$1
  (
    umask 077
    cat >"$STATE/kubeconfigs/$name" <<END
apiVersion: v1
kind: Config
current-context: sluicegate-$CLUSTER
clusters:
  - name: sluicegate-$CLUSTER
    cluster:
      server: $API_SERVER
      certificate-authority-data: $(base64 -w0 "$STATE/tls/ca.crt")
users:
  - name: $name
    user:
      client-certificate-data: $(base64 -w0 "$STATE/tls/$name.crt")
      client-key-data: $(base64 -w0 "$STATE/tls/$name.key")
contexts:
  - name: sluicegate-$CLUSTER
    context: {cluster: sluicegate-$CLUSTER, user: $name}
END
  )
}
