# Container images: there is no registry, they are imported into each node's containerd.

# Runs the sandbox of every pod, and is at hand for tests that need a small container with a shell.
readonly PAUSE_IMAGE=sluicegate.dev/busybox:local

# busybox and a link for each of its commands.
build_busybox_image() {
  local root=$STATE/busybox name
  mkdir -p "$root/bin" "$root/etc" "$root/tmp"
  chmod 1777 "$root/tmp"
  cp -L "$(command -v busybox)" "$root/bin/busybox"
  for name in $(busybox --list); do
    [[ $name == busybox ]] || ln -s busybox "$root/bin/$name"
  done
  # A number and not a name for the user: kubelet can then tell that it is not root.
  docker_archive "$root" "$STATE/busybox.tar" "$PAUSE_IMAGE" '{"Env":["PATH=/bin"],"User":"65534:65534","Cmd":["/bin/sleep","infinity"]}'
  rm -rf "$root"
}

# docker_archive ROOT TAR NAME CONFIG: an image of one layer with that content, as `docker save` would write it.
docker_archive() {
  local root=$1 tar=$2 name=$3 config=$4 folder layer
  folder=$(mktemp -d)
  archive "$root" "$folder/layer.tar"
  layer=$(sha256sum "$folder/layer.tar" | cut -d ' ' -f 1)
  printf '{"architecture":"%s","os":"linux","created":"1970-01-01T00:00:00Z","config":%s,"rootfs":{"type":"layers","diff_ids":["sha256:%s"]}}' \
    "$(image_architecture)" "$config" "$layer" >"$folder/config.json"
  printf '[{"Config":"config.json","RepoTags":["%s"],"Layers":["layer.tar"]}]' "$name" >"$folder/manifest.json"
  archive "$folder" "$tar"
  rm -rf "$folder"
}

# Nothing of the time, the user or the order of the file system goes into it.
archive() {
  (cd "$1" && tar --create --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner --file "$2" -- *)
}

image_architecture() {
  case $(uname -m) in
    x86_64) echo amd64 ;;
    aarch64) echo arm64 ;;
    *) uname -m ;;
  esac
}

load_image() {
  local tar=$1 node pids=() pid
  [[ -r $tar ]] || fail "there is no image archive '$tar'" "give a docker-format tar, as 'docker save' and Jib write it"
  for node in "${NODES[@]}"; do
    containerd_client "$node" images import "$tar" >"$STATE/logs/import-$node.log" 2>&1 &
    pids+=($!)
  done
  for pid in "${pids[@]}"; do
    wait "$pid" || import_failed "$tar"
  done
  sed -n 's/^unpacking \([^ ]*\).*/\1/p' "$STATE/logs/import-${NODES[0]}.log"
}

import_failed() {
  local node
  for node in "${NODES[@]}"; do
    show_log_tail "$STATE/logs/import-$node.log"
  done
  fail "containerd did not take the image archive $1" "it must be a docker-format tar (manifest.json at its top): tar -tf $1"
}
