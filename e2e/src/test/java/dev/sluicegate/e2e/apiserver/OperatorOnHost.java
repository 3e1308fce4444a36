package dev.sluicegate.e2e.apiserver;

import dev.sluicegate.e2e.install.Installation;
import io.fabric8.kubernetes.api.model.authentication.TokenRequest;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The operator on this machine, in the place of the one in the cluster and with its rights, behind a proxy. When it ends, by whatever
 * cause, it is started again at once, as kubelet would. Safe for any thread.
 */
public final class OperatorOnHost implements AutoCloseable {
    /** The file with its log, in its folder. */
    public static final String LOG = "operator.log";

    private final KubernetesClient client;
    private final List<Path> classes;
    private final Map<String, String> settings;
    private final ApiFaults faults;
    private final Path folder;
    private final String token;
    private final List<String> taken = new CopyOnWriteArrayList<>();
    private @Nullable ApiServerProxy proxy;
    private @Nullable OperatorProcess process;
    private boolean closed;
    private boolean killed;
    private int starts;

    /**
     * Starts it.
     *
     * @param client an administrator's, whose cluster it works on
     * @param classes where its classes are, the first found wins
     * @param settings more for its environment
     * @param folder for its log
     */
    public OperatorOnHost(
            KubernetesClient client, List<Path> classes, Map<String, String> settings, ApiFaults faults, Path folder) {
        this.client = client;
        this.classes = classes;
        this.settings = settings;
        this.faults = new Counted(faults);
        this.folder = folder;
        this.token = client.serviceAccounts()
                .inNamespace(Installation.NAMESPACE)
                .withName(Installation.OPERATOR)
                .tokenRequest(new TokenRequest())
                .getStatus()
                .getToken();
        try {
            Files.createDirectories(folder);
            Files.deleteIfExists(folder.resolve(LOG));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start();
    }

    private final class Counted implements ApiFaults {
        private final ApiFaults others;

        Counted(ApiFaults others) {
            this.others = others;
        }

        @Override
        public Fate fate(ApiCall call) {
            return others.fate(call);
        }

        @Override
        public void answered(ApiCall call, int status) {
            if (call.isWrite() && status < 300) {
                taken.add(call.toString());
            }
            others.answered(call, status);
        }

        @Override
        public Delivery delivery(ApiCall watch, String event) {
            return others.delivery(watch, event);
        }
    }

    private synchronized void start() {
        if (closed) {
            return;
        }
        ApiServerProxy before = proxy;
        if (before != null) {
            before.close();
        }
        if (killed) {
            endLease();
            killed = false;
        }
        ApiServerProxy after = new ApiServerProxy(client.getConfiguration(), faults, starts + 1);
        OperatorProcess next = new OperatorProcess(classes, folder, after.url(), token, settings);
        proxy = after;
        process = next;
        starts++;
        next.onExit(this::start);
    }

    /** SIGKILL; when this returns, the operator does nothing more, and the next one is being started. */
    public void kill() {
        OperatorProcess running = running();
        synchronized (this) {
            killed = true;
        }
        if (running != null) {
            running.kill();
        }
    }

    /** SIGSTOP. */
    public void pause() {
        OperatorProcess running = running();
        if (running != null) {
            running.pause();
        }
    }

    /** SIGCONT. */
    public void goOn() {
        OperatorProcess running = running();
        if (running != null) {
            running.goOn();
        }
    }

    private synchronized @Nullable OperatorProcess running() {
        return process;
    }

    /** The writes that the API server has taken of it, all its lives together. */
    public List<String> taken() {
        return List.copyOf(taken);
    }

    /** How many times it was started. */
    public synchronized int starts() {
        return starts;
    }

    /** The CPU time of the one that runs. */
    public Duration cpu() {
        OperatorProcess running = running();
        return running == null ? Duration.ZERO : running.cpu();
    }

    /** The most memory that the one that runs has had at once, in MiB. */
    public long mostResidentMib() {
        OperatorProcess running = running();
        return running == null ? 0 : running.mostResidentMib();
    }

    /** Kills it for good. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        kill();
        synchronized (this) {
            ApiServerProxy last = proxy;
            if (last != null) {
                last.close();
            }
            endLease();
        }
    }

    /** The next one would wait until the lease of the one that was killed has expired. */
    private void endLease() {
        try {
            client.leases()
                    .inNamespace(Installation.NAMESPACE)
                    .withName(Installation.OPERATOR)
                    .delete();
        } catch (KubernetesClientException e) {
            System.err.println("the lease is left to expire: " + e);
        }
    }
}
