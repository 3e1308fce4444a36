# The programs of the cluster, compiled from their Go modules (binaries/*/go.mod) into the user's cache.

readonly BINARY_MODULES=(kubernetes coredns helm)
readonly GO_NEEDED=1.26

binaries_directory() {
  local checksum
  checksum=$(cd "$HERE/binaries" && cat ./*/go.mod ./*/go.sum ./*/*.go | sha256sum | cut -c -16)
  printf '%s/%s/bin\n' "$(cache_directory)" "$checksum"
}

cache_directory() {
  printf '%s/sluicegate\n' "${XDG_CACHE_HOME:-$HOME/.cache}"
}

# Compiles what is not in the cache yet, and puts the cache first in PATH. One build at a time on a machine.
require_binaries() {
  BIN=$(binaries_directory)
  PATH=$BIN:$PATH
  [[ -e $BIN/complete ]] && return
  mkdir -p "$BIN"
  exec 8>"$BIN/../lock"
  flock --nonblock 8 || {
    say "waiting for another build of the cluster's programs to end ($BIN)"
    flock 8
  }
  [[ -e $BIN/complete ]] || build_binaries
  exec 8>&-
}

build_binaries() {
  local module package go number=0 began=$SECONDS packages=()
  go=$(find_go)
  for module in "${BINARY_MODULES[@]}"; do
    for package in $(packages_of "$go" "$module"); do
      packages+=("$module $package")
    done
  done
  say "compiling the cluster's programs into $BIN: once, about 8 minutes on 2 cores"
  for package in "${packages[@]}"; do
    read -r module package <<<"$package"
    number=$((number + 1))
    build_binary "$go" "$module" "$package" "$number of ${#packages[@]}"
  done
  touch "$BIN/complete"
  say "compiled in $((SECONDS - began)) s"
}

# The tools that the module's go.mod names, or the program that the module itself is.
packages_of() {
  cd "$HERE/binaries/$2"
  if [[ -e main.go ]]; then
    "$1" list
  else
    "$1" list -f '{{.ImportPath}}' tool
  fi
}

build_binary() {
  local go=$1 module=$2 package=$3 position=$4 name began=$SECONDS log=$BIN/../build.log
  name=$(binary_name "$package")
  if [[ -x $BIN/$name ]]; then
    return
  fi
  say "building $name … ($position)"
  # A name that is complete or absent: an interrupted build leaves no half binary behind.
  if ! (cd "$HERE/binaries/$module" && CGO_ENABLED=0 "$go" build -buildvcs=false -trimpath \
    -ldflags "$(linker_flags "$module")" -o "$BIN/.$name.partial" "$package") 2>"$log"; then
    show_log_tail "$log"
    fail "could not build $name from binaries/$module" \
      "the Go module proxy must be reachable ($("$go" env GOPROXY)); then run the same command again: what is built stays built"
  fi
  mv "$BIN/.$name.partial" "$BIN/$name"
  say "  $name took $((SECONDS - began)) s"
}

binary_name() {
  case $1 in
    */etcd/server/v3) echo etcd ;;
    *) basename "$1" ;;
  esac
}

# Kubernetes reports v0.0.0 as its version, and its clients then refuse it, unless the linker is told better.
linker_flags() {
  local flags="-s -w" version
  if [[ $1 == kubernetes ]]; then
    version=$(awk '$1 == "k8s.io/kubernetes" { print $2 }' "$HERE/binaries/kubernetes/go.mod")
    flags+=" -X k8s.io/component-base/version.gitVersion=$version"
    flags+=" -X k8s.io/component-base/version.gitMajor=1"
    flags+=" -X k8s.io/component-base/version.gitMinor=$(cut -d . -f 2 <<<"$version")"
  fi
  printf '%s' "$flags"
}

find_go() {
  local go
  for go in go /usr/local/go/bin/go; do
    if command -v "$go" >/dev/null; then
      printf '%s\n' "$go"
      return
    fi
  done
  fail "Go is not installed, and the cluster's programs are compiled from source" \
    "install Go $GO_NEEDED or newer from https://go.dev/dl/ and put it in PATH"
}
