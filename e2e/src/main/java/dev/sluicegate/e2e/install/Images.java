package dev.sluicegate.e2e.install;

import dev.sluicegate.e2e.cluster.Cluster;

/**
 * The images that a cluster has been given, by the names that its pods use.
 *
 * @param routerNext a router that does the same as {@code router} and is another image
 * @param mutant the routers with a broken drain
 */
public record Images(String router, String routerNext, String operator, String provider, String mutant) {
    /** Loads what `make images` has built. */
    public static Images load(Cluster cluster) {
        return new Images(
                load(cluster, "router/server/target/router-image.tar"),
                load(cluster, "e2e/target/router-next-image.tar"),
                load(cluster, "operator/target/operator-image.tar"),
                load(cluster, "e2e/target/simulated-provider-image.tar"),
                load(cluster, "e2e/target/router-mutant-image.tar"));
    }

    private static String load(Cluster cluster, String archive) {
        return cluster.loadImage(ProjectFolder.resolve(archive));
    }
}
