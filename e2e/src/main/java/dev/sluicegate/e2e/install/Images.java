package dev.sluicegate.e2e.install;

import dev.sluicegate.e2e.cluster.Cluster;
import java.nio.file.Path;

/**
 * The images that a cluster has been given, by the names that its pods use.
 *
 * @param routerNext the router's image under another tag
 * @param testing the simulated provider and the routers with a broken drain
 */
public record Images(String router, String routerNext, String operator, String testing) {
    /** Loads what `make images` has built. */
    public static Images load(Cluster cluster) {
        Path router = ProjectFolder.resolve("router/server/target/router-image.tar");
        return new Images(
                cluster.loadImage(router),
                cluster.loadImage(RenamedImage.withTag(router, "next")),
                cluster.loadImage(ProjectFolder.resolve("operator/target/operator-image.tar")),
                cluster.loadImage(ProjectFolder.resolve("e2e/target/e2e-image.tar")));
    }
}
