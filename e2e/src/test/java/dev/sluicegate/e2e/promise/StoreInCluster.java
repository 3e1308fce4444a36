package dev.sluicegate.e2e.promise;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.TarImage;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import com.google.cloud.tools.jib.api.buildplan.FilePermissions;
import com.google.cloud.tools.jib.api.buildplan.Platform;
import dev.sluicegate.e2e.cluster.Cluster;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A store of limits as a pod: the Redis or Valkey server of this machine, in an image of nothing else. It keeps nothing on disk. */
final class StoreInCluster implements AutoCloseable {
    private static final String IMAGE = "sluicegate.dev/limits-store:local";
    private static final int CLIENTS = 500;
    private static final int PATIENCE_MS = 20_000;
    private static final Pattern LIBRARY = Pattern.compile("(?:=> |^\\s*)(/\\S+) \\(0x", Pattern.MULTILINE);

    private final KubernetesClient client;
    private final String namespace;
    private final String name;
    private final Socket socket;
    private final BufferedReader answers;

    private StoreInCluster(KubernetesClient client, String namespace, String name, Socket socket) throws IOException {
        this.client = client;
        this.namespace = namespace;
        this.name = name;
        this.socket = socket;
        this.answers = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
    }

    static StoreInCluster start(Cluster cluster, KubernetesClient client, String namespace, String name)
            throws Exception {
        Path tar = Files.createTempFile(name, ".tar");
        String program = program();
        write(program, tar);
        String image = cluster.loadImage(tar);
        Files.delete(tar);
        for (HasMetadata object : client.load(
                        new ByteArrayInputStream(manifest(name, image, program).getBytes(UTF_8)))
                .items()) {
            object.getMetadata().setNamespace(namespace);
            client.resource(object).serverSideApply();
        }
        Service service =
                client.services().inNamespace(namespace).withName(name).get();
        int port =
                Objects.requireNonNull(service).getSpec().getPorts().getFirst().getNodePort();
        String node = cluster.nodeAddresses().getFirst();
        return await("the store of limits to answer")
                .atMost(Stage.PATIENCE)
                .ignoreExceptions()
                .until(() -> connect(client, namespace, name, node, port), Objects::nonNull);
    }

    private static StoreInCluster connect(KubernetesClient client, String namespace, String name, String node, int port)
            throws IOException {
        Socket socket = new Socket(node, port);
        socket.setSoTimeout(PATIENCE_MS);
        StoreInCluster store = new StoreInCluster(client, namespace, name, socket);
        store.command("PING");
        return store;
    }

    /** Its address in the cluster. */
    String url() {
        return "redis://" + name + ":6379";
    }

    /** The value that a command is answered with, over one connection, which is kept. */
    synchronized String command(String line) throws IOException {
        socket.getOutputStream().write((line + "\r\n").getBytes(UTF_8));
        String answer = Objects.requireNonNull(answers.readLine(), "the store has closed the connection");
        return answer.startsWith("$") && !answer.startsWith("$-")
                ? Objects.requireNonNull(answers.readLine())
                : answer.substring(1);
    }

    /** Connections that are there go on. */
    void refuseNewConnections() throws IOException {
        clients(1);
    }

    void takeNewConnections() throws IOException {
        clients(CLIENTS);
    }

    private void clients(int most) throws IOException {
        String answer = command("CONFIG SET maxclients " + most);
        if (!answer.equals("OK")) {
            throw new IOException(answer);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
        client.pods().inNamespace(namespace).withName(name).withGracePeriod(0).delete();
        client.services().inNamespace(namespace).withName(name).delete();
    }

    private static void write(String program, Path tar) throws Exception {
        FileEntriesLayer.Builder files = FileEntriesLayer.builder().setName("server");
        for (String file : withLibraries(program)) {
            files.addEntry(
                    Path.of(file).toRealPath(), AbsoluteUnixPath.get(file), FilePermissions.fromOctalString("755"));
        }
        Platform platform = new Platform(System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64", "linux");
        Jib.fromScratch()
                .setPlatforms(Set.of(platform))
                .addFileEntriesLayer(files.build())
                .containerize(Containerizer.to(TarImage.at(tar).named(IMAGE)).setOfflineMode(true));
    }

    private static Set<String> withLibraries(String program) throws IOException {
        Set<String> files = new TreeSet<>(Set.of(program));
        Process ldd = new ProcessBuilder("ldd", program)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Matcher library = LIBRARY.matcher(new String(ldd.getInputStream().readAllBytes(), UTF_8));
        while (library.find()) {
            files.add(library.group(1));
        }
        return files;
    }

    private static String program() {
        List<String> folders = List.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1));
        return Stream.of("valkey-server", "redis-server")
                .flatMap(program -> folders.stream().map(folder -> folder + "/" + program))
                .filter(path -> Files.isExecutable(Path.of(path)))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "neither valkey-server nor redis-server is installed; .ci/prerequisites does that"));
    }

    private static String manifest(String name, String image, String program) {
        return """
                apiVersion: v1
                kind: Pod
                metadata: {name: %1$s, labels: {app: %1$s}}
                spec:
                  automountServiceAccountToken: false
                  securityContext: {runAsNonRoot: true, runAsUser: 65532, seccompProfile: {type: RuntimeDefault}}
                  containers:
                    - name: store
                      image: %2$s
                      imagePullPolicy: IfNotPresent
                      command: [%3$s, --protected-mode, "no", --save, "", --appendonly, "no", --maxclients, "%4$d"]
                      ports: [{name: redis, containerPort: 6379}]
                      resources: {requests: {cpu: 50m, memory: 32Mi}}
                      securityContext:
                        allowPrivilegeEscalation: false
                        readOnlyRootFilesystem: true
                        capabilities: {drop: [ALL]}
                ---
                apiVersion: v1
                kind: Service
                metadata: {name: %1$s}
                spec:
                  type: NodePort
                  selector: {app: %1$s}
                  ports: [{name: redis, port: 6379, targetPort: redis}]
                """.formatted(name, image, program, CLIENTS);
    }
}
