package dev.sluicegate.e2e.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.k3s.K3sContainer;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.MountableFile;

/** k3s in one privileged container, by Testcontainers: one node. Images are imported into its containerd. */
final class K3sCluster implements Cluster {

    private final K3sContainer container;
    private final Path kubeconfig;

    private K3sCluster(String image) {
        container = new K3sContainer(DockerImageName.parse(image).asCompatibleSubstituteFor("rancher/k3s"));
        // No ingress controller, load balancer or metrics: they want ports and time, and no test uses them.
        container.withCommand(
                "server", "--disable=traefik,servicelb,metrics-server", "--tls-san=" + container.getHost());
        try {
            container.start();
            kubeconfig = Files.createTempFile("k3s-", ".kubeconfig");
            Files.writeString(kubeconfig, container.getKubeConfigYaml());
        } catch (IOException | RuntimeException e) {
            container.stop();
            throw new ClusterException(
                    "k3s (" + image + ") did not start in a container: " + e.getMessage()
                            + ". The Docker engine must allow privileged containers, and E2E_K3S_IMAGE may name another image;"
                            + " on Linux, as root, E2E_CLUSTER=local needs neither.",
                    e);
        }
    }

    @Override
    public String description() {
        return "k3s in a container (" + container.getDockerImageName() + ")";
    }

    @Override
    public Path kubeconfig() {
        return kubeconfig;
    }

    @Override
    public String loadImage(Path dockerTar) {
        var archive = ImageArchive.read(dockerTar);
        var inside = "/image.tar";
        container.copyFileToContainer(MountableFile.forHostPath(dockerTar), inside);
        try {
            var result = container.execInContainer("ctr", "--namespace", "k8s.io", "images", "import", inside);
            if (result.getExitCode() != 0) {
                throw new ClusterException(
                        "k3s did not take the image archive " + dockerTar + ": " + result.getStderr());
            }
        } catch (IOException e) {
            throw new ClusterException("k3s could not be told to import " + dockerTar + ".", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClusterException("The tests were interrupted while " + dockerTar + " was being imported.", e);
        }
        return archive.name();
    }

    @Override
    public String shellImage() {
        return PublicImages.SHELL;
    }

    /** The container's own address, which this machine reaches where the engine runs on it. */
    @Override
    public List<String> nodeAddresses() {
        return container.getContainerInfo().getNetworkSettings().getNetworks().values().stream()
                .map(network -> network.getIpAddress())
                .toList();
    }

    @Override
    public Faults faults() {
        return new MaintenanceOnly(description(), new Maintenance(this::newClient));
    }

    @Override
    public void close() {
        container.stop();
    }

    record Source(Map<String, String> environment) implements ClusterSource {

        @Override
        public String name() {
            return "k3s";
        }

        @Override
        public String instruction() {
            return "start a Docker engine that can run privileged containers, where k3s is started";
        }

        @Override
        public Optional<String> obstacle() {
            return DockerClientFactory.instance().isDockerAvailable()
                    ? Optional.empty()
                    : Optional.of("no Docker engine answers");
        }

        @Override
        public Cluster open() {
            return new K3sCluster(environment.getOrDefault("E2E_K3S_IMAGE", PublicImages.K3S));
        }
    }
}
