package dev.sluicegate.e2e.cluster;

import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.ImageReference;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.RegistryImage;
import com.google.cloud.tools.jib.api.TarImage;
import com.google.cloud.tools.jib.frontend.CredentialRetrieverFactory;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A cluster that somebody else runs. Images reach it by a registry that it can pull from. */
final class ExistingCluster implements Cluster {

    private final Path kubeconfig;
    private final Optional<String> registry;
    private final String shellImage;

    private ExistingCluster(Path kubeconfig, Optional<String> registry, String shellImage) {
        this.kubeconfig = kubeconfig;
        this.registry = registry;
        this.shellImage = shellImage;
        try {
            nodeAddresses();
        } catch (KubernetesClientException e) {
            throw new ClusterException(
                    "The cluster of E2E_KUBECONFIG (" + kubeconfig + ") does not answer: " + e.getMessage(), e);
        }
    }

    @Override
    public String description() {
        return "the cluster of E2E_KUBECONFIG (" + kubeconfig + ")";
    }

    @Override
    public Path kubeconfig() {
        return kubeconfig;
    }

    @Override
    public String loadImage(Path dockerTar) {
        var archive = ImageArchive.read(dockerTar);
        var target = registry.orElseThrow(() -> new ClusterException(
                        "The image " + archive.name() + " can reach the cluster of E2E_KUBECONFIG only by a registry. "
                                + "Set E2E_REGISTRY to a place that you can push to and it can pull from, "
                                + "such as registry.example.com/team."))
                + "/" + archive.shortName();
        try {
            push(archive, ImageReference.parse(target));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClusterException("The tests were interrupted while " + target + " was being pushed.", e);
        } catch (Exception e) {
            throw new ClusterException(
                    "The image could not be pushed to " + target + " (see E2E_REGISTRY): " + e.getMessage(), e);
        }
        return target;
    }

    /** With the credentials that {@code docker login} has left on this machine, if any. */
    private static void push(ImageArchive archive, ImageReference target) throws Exception {
        var credentials = CredentialRetrieverFactory.forImage(target, _ -> {});
        Jib.from(TarImage.at(archive.path()).named(archive.name()))
                .containerize(
                        Containerizer.to(RegistryImage.named(target).addCredentialRetriever(credentials.dockerConfig()))
                                .setAllowInsecureRegistries(isOnThisMachine(target)));
    }

    private static boolean isOnThisMachine(ImageReference target) {
        return target.getRegistry().startsWith("localhost:")
                || target.getRegistry().startsWith("127.0.0.1:");
    }

    @Override
    public String shellImage() {
        return shellImage;
    }

    @Override
    public List<String> nodeAddresses() {
        try (var client = newClient()) {
            return client.nodes().list().getItems().stream()
                    .flatMap(node -> node.getStatus().getAddresses().stream())
                    .filter(address -> address.getType().equals("InternalIP"))
                    .map(address -> address.getAddress())
                    .toList();
        }
    }

    @Override
    public Faults faults() {
        return new MaintenanceOnly(description(), new Maintenance(this::newClient));
    }

    @Override
    public void close() {
        // It is not ours to end.
    }

    record Source(Map<String, String> environment) implements ClusterSource {

        @Override
        public String name() {
            return "existing";
        }

        @Override
        public String instruction() {
            return "set E2E_KUBECONFIG (and E2E_REGISTRY, to push the images to) to use a cluster of yours";
        }

        @Override
        public Optional<String> obstacle() {
            return environment.getOrDefault("E2E_KUBECONFIG", "").isEmpty()
                    ? Optional.of("E2E_KUBECONFIG is not set")
                    : Optional.empty();
        }

        @Override
        public Cluster open() {
            var kubeconfig = Path.of(environment.getOrDefault("E2E_KUBECONFIG", ""));
            if (!Files.isReadable(kubeconfig)) {
                throw new ClusterException("E2E_KUBECONFIG names " + kubeconfig + ", which cannot be read.");
            }
            var registry = Optional.ofNullable(environment.get("E2E_REGISTRY")).filter(value -> !value.isBlank());
            return new ExistingCluster(
                    kubeconfig, registry, environment.getOrDefault("E2E_SHELL_IMAGE", PublicImages.SHELL));
        }
    }
}
