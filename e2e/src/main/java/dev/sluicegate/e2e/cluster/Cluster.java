package dev.sluicegate.e2e.cluster;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A Kubernetes cluster that runs and that the tests may change. Safe for use by several threads. Every method throws
 * {@link ClusterException} with a sentence about what failed, where, and what to do.
 */
public interface Cluster extends AutoCloseable {

    /** Which cluster this is, in a few words. */
    String description();

    /** The file with which an administrator reaches it. */
    Path kubeconfig();

    /**
     * Makes an image known to every node.
     *
     * @param dockerTar an archive as {@code docker save} and Jib write it, of one image
     * @return the name by which a pod of this cluster refers to the image, with {@code imagePullPolicy: IfNotPresent}
     */
    String loadImage(Path dockerTar);

    /** An image with a POSIX shell, {@code nc}, {@code nslookup} and {@code httpd} that a pod can start. */
    String shellImage();

    /** The nodes' addresses, at which NodePorts answer on this machine; one for each node. */
    List<String> nodeAddresses();

    Faults faults();

    /** The API server's audit log of the operator's requests, one JSON a line; empty where this kind of cluster has none. */
    default Optional<Path> auditLog() {
        return Optional.empty();
    }

    /** A new client with an administrator's rights. The caller closes it. */
    default KubernetesClient newClient() {
        return new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(kubeconfig().toFile()))
                .build();
    }

    /** Ends the cluster if it was started by us, and leaves it otherwise. */
    @Override
    void close();
}
