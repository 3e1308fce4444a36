package dev.sluicegate.e2e.cluster;

/** Images of others, for clusters that can pull them. */
final class PublicImages {

    static final String SHELL = "docker.io/library/busybox:1.37";

    static final String K3S = "docker.io/rancher/k3s:v1.35.4-k3s1";

    private PublicImages() {}
}
