package dev.sluicegate.e2e.cluster;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The two-node cluster of {@code e2e/local-cluster}, which its script starts and stops. */
final class LocalCluster implements Cluster {

    private static final Duration TO_START = Duration.ofMinutes(30); // the first time it compiles Kubernetes
    private static final Duration TO_DO_ANYTHING_ELSE = Duration.ofMinutes(3);

    private final Path script;
    private final String name;
    private final boolean startedByUs;
    private final Path kubeconfig;

    private LocalCluster(Path script, String name) {
        this.script = script;
        this.name = name;
        // Somebody may have it running to play with; then it is used and left to them.
        this.startedByUs = !run(TO_DO_ANYTHING_ELSE, "is-up").equals("yes");
        if (startedByUs) {
            run(TO_START, "up");
        }
        this.kubeconfig = Path.of(run(TO_DO_ANYTHING_ELSE, "kubeconfig"));
    }

    @Override
    public String description() {
        return "the local cluster '" + name + "'" + (startedByUs ? "" : ", which ran already and is left running");
    }

    @Override
    public Path kubeconfig() {
        return kubeconfig;
    }

    @Override
    public String loadImage(Path dockerTar) {
        var archive = ImageArchive.read(dockerTar);
        run(TO_DO_ANYTHING_ELSE, "load-image", dockerTar.toString());
        return archive.name();
    }

    @Override
    public String shellImage() {
        return "sluicegate.dev/busybox:local";
    }

    @Override
    public List<String> nodeAddresses() {
        return run(TO_DO_ANYTHING_ELSE, "nodes")
                .lines()
                .map(line -> line.substring(line.indexOf(' ') + 1))
                .toList();
    }

    @Override
    public Optional<Path> auditLog() {
        return Optional.of(Path.of(run(TO_DO_ANYTHING_ELSE, "audit-log")));
    }

    @Override
    public Faults faults() {
        return new ScriptedFaults(new Maintenance(this::newClient));
    }

    @Override
    public void close() {
        if (startedByUs) {
            run(TO_DO_ANYTHING_ELSE, "down");
        }
    }

    private String run(Duration limit, String... arguments) {
        var words = new ArrayList<String>();
        words.add(script.toString());
        words.addAll(List.of(arguments));
        return Command.run(words, Map.of("SLUICEGATE_CLUSTER", name), limit);
    }

    private final class ScriptedFaults implements Faults {

        private final Maintenance maintenance;

        ScriptedFaults(Maintenance maintenance) {
            this.maintenance = maintenance;
        }

        @Override
        public boolean canStopComponents() {
            return true;
        }

        @Override
        public void stopKubelet(String node) {
            run(TO_DO_ANYTHING_ELSE, "stop", "kubelet", node);
        }

        @Override
        public void startKubelet(String node) {
            run(TO_DO_ANYTHING_ELSE, "start", "kubelet", node);
        }

        @Override
        public void stopKubeProxy(String node) {
            run(TO_DO_ANYTHING_ELSE, "stop", "kube-proxy", node);
        }

        @Override
        public void startKubeProxy(String node) {
            run(TO_DO_ANYTHING_ELSE, "start", "kube-proxy", node);
        }

        @Override
        public void stopApiServer() {
            run(TO_DO_ANYTHING_ELSE, "stop", "apiserver");
        }

        @Override
        public void startApiServer() {
            run(TO_DO_ANYTHING_ELSE, "start", "apiserver");
        }

        @Override
        public void pauseControllerManager() {
            run(TO_DO_ANYTHING_ELSE, "pause", "controller-manager");
        }

        @Override
        public void resumeControllerManager() {
            run(TO_DO_ANYTHING_ELSE, "resume", "controller-manager");
        }

        @Override
        public void givesNext(String node, String address) {
            run(TO_DO_ANYTHING_ELSE, "next-address", node, address);
        }

        @Override
        public Maintenance maintenance() {
            return maintenance;
        }
    }

    record Source(Map<String, String> environment) implements ClusterSource {

        @Override
        public String name() {
            return "local";
        }

        @Override
        public String instruction() {
            return "run them as root on Linux, where a local cluster is built and started";
        }

        @Override
        public Optional<String> obstacle() {
            if (!System.getProperty("os.name").toLowerCase(Locale.ROOT).equals("linux")) {
                return Optional.of("this is not Linux");
            }
            if (!"root".equals(System.getProperty("user.name"))) {
                return Optional.of("this user is not root");
            }
            return findScript().isEmpty()
                    ? Optional.of("there is no e2e/local-cluster/cluster above "
                            + Path.of("").toAbsolutePath())
                    : Optional.empty();
        }

        @Override
        public Cluster open() {
            var script = findScript().orElseThrow();
            return new LocalCluster(script, environment.getOrDefault("SLUICEGATE_CLUSTER", "e2e") + suffix());
        }

        /** Each JVM that Failsafe forks has a cluster of its own, the first one that of the name. */
        private static String suffix() {
            var fork = Integer.getInteger("sluicegate.fork", 1);
            return fork == 1 ? "" : "-" + fork;
        }

        /** The tests may run in the repository's root or in a module's folder. */
        private static Optional<Path> findScript() {
            for (var folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
                var script = folder.resolve("e2e/local-cluster/cluster");
                if (Files.isExecutable(script)) {
                    return Optional.of(script);
                }
            }
            return Optional.empty();
        }
    }
}
