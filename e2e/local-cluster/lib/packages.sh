# The programs that come from the distribution. What is there already is used, whoever installed it.

# program or file, Debian package, what it is for
readonly NEEDED_FROM_DEBIAN="
ip                      iproute2                   makes the network namespaces, links and routes
openssl                 openssl                    makes the cluster's certificates
containerd              containerd                 runs the pods' containers
runc                    runc                       starts each container for containerd
/usr/lib/cni/bridge     containernetworking-plugins  connects pods to their node's network
iptables                iptables                   is what kube-proxy writes Services with
conntrack               conntrack                  lets kube-proxy forget connections to pods that are gone
ipset                   ipset                      is looked for by kube-proxy
busybox                 busybox-static             is the content of the sandbox image
curl                    curl                       asks the API server whether it is ready
flock                   util-linux                 keeps two commands from working on one cluster
"

require_packages() {
  local needed=$1 program package purpose missing=()
  while read -r program package purpose; do
    if [[ -n $program ]] && ! is_installed "$program"; then
      say "installing the Debian package $package: it $purpose"
      missing+=("$package")
    fi
  done <<<"$needed"
  ((${#missing[@]})) || return 0
  install_packages "${missing[@]}"
}

is_installed() {
  if [[ $1 == /* ]]; then
    [[ -e $1 ]]
  elif [[ $1 == busybox ]]; then
    # The dynamically linked busybox of some systems is of no use in an image without a libc.
    command -v busybox >/dev/null && ! ldd "$(command -v busybox)" &>/dev/null
  else
    command -v "$1" >/dev/null
  fi
}

install_packages() {
  local log
  command -v apt-get >/dev/null ||
    fail "missing: $*, and there is no apt-get on this machine to install them with" \
      "install what provides them with your system's package manager, then run the same command again"
  log=$(mktemp)
  if ! DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends "$@" >"$log" 2>&1 &&
    ! { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends "$@"; } >"$log" 2>&1; then
    show_log_tail "$log"
    fail "apt-get could not install: $*" "install them by hand (the whole output: $log), then run the same command again"
  fi
  rm -f "$log"
}

require_root_on_linux() {
  [[ $(uname -s) == Linux ]] || fail "the local cluster needs Linux: it is made of network namespaces and control groups"
  ((EUID == 0)) || fail "the local cluster needs root, for network namespaces and containers" "run it with sudo --preserve-env=SLUICEGATE_CLUSTER"
}
