package dev.sluicegate.router.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluicegate.router.config.FreePort;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** The real server, as Debian packages it, on a port of its own. It keeps nothing on disk. */
public final class RedisServer implements AutoCloseable {
    private final int port = FreePort.any();
    /** By which the nodes of a cluster speak with each other. */
    private final int busPort = FreePort.any();

    private @Nullable Process process;

    private final boolean tls;
    private final List<String> file;
    private final List<String> keepsNothing;
    private final List<String> settings;

    public RedisServer() {
        this(false, List.of());
    }

    /** One with settings of its own. */
    public static RedisServer with(String... settings) {
        return new RedisServer(false, List.of(settings));
    }

    /** One that wants a password. */
    public static RedisServer withPassword(String password) {
        return new RedisServer(false, List.of("--requirepass", password));
    }

    /** One that has a user who may do what the router does with its own keys, and nothing else; others may do nothing. */
    public static RedisServer withUser(String name, String password) {
        List<String> settings = new ArrayList<>(List.of("--user", name, "on", ">" + password, "~sluicegate:*"));
        settings.addAll(
                List.of("+@connection", "+@read", "+@write", "+@scripting", "+time", "--user", "default", "off"));
        return new RedisServer(false, settings);
    }

    /** One that speaks TLS only, and asks its clients for no certificate. */
    public static RedisServer withTls(Path certificate, Path key) {
        return new RedisServer(
                true,
                List.of(
                        "--tls-cert-file", certificate.toString(),
                        "--tls-key-file", key.toString(),
                        "--tls-auth-clients", "no"));
    }

    /** A sentinel that is enough by itself, wants a password, and looks after this master, which it takes for dead after half a second. */
    public static RedisServer sentinel(Path folder, String password, String name, RedisServer master)
            throws IOException {
        // it keeps there what it knows
        Path file = Files.writeString(
                folder.resolve("sentinel.conf"),
                "sentinel monitor " + name + " 127.0.0.1 " + master.port() + " 1\nsentinel down-after-milliseconds "
                        + name + " 500\nsentinel failover-timeout " + name + " 2000\nrequirepass " + password + "\n");
        return new RedisServer(false, List.of(), List.of(file.toString()), List.of("--sentinel"));
    }

    /** A node of a cluster, which knows no other yet, and has no slot; with a user who may do what the router does there. */
    public static RedisServer node(Path folder, String user, String password) {
        List<String> settings = new ArrayList<>(List.of("--cluster-enabled", "yes", "--cluster-node-timeout", "1000"));
        settings.addAll(List.of("--repl-diskless-sync-delay", "0", "--dir", folder.toString()));
        settings.addAll(List.of("--user", user, "on", ">" + password, "~sluicegate:*"));
        settings.addAll(
                List.of("+@connection", "+@read", "+@write", "+@scripting", "+time", "+cluster|nodes", "+info"));
        return new RedisServer(false, settings);
    }

    private RedisServer(boolean tls, List<String> settings) {
        this(tls, List.of("--save", "", "--appendonly", "no"), List.of(), settings);
    }

    private RedisServer(boolean tls, List<String> keepsNothing, List<String> file, List<String> settings) {
        this.file = file;
        this.keepsNothing = keepsNothing;
        this.tls = tls;
        this.settings = settings;
        // a test run that is ended early leaves no server behind
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
        start();
    }

    public int port() {
        return port;
    }

    /** The address of a cluster's node, as the other nodes are told it. */
    public String nodeAddress() {
        return "127.0.0.1 " + port + " " + busPort;
    }

    public String url() {
        return (tls ? "rediss" : "redis") + "://127.0.0.1:" + port;
    }

    public void start() {
        try {
            List<String> command = new ArrayList<>(List.of(binary()));
            command.addAll(file);
            command.addAll(List.of("--port", tls ? "0" : Integer.toString(port), "--bind", "127.0.0.1"));
            command.addAll(keepsNothing);
            if (tls) {
                command.addAll(List.of("--tls-port", Integer.toString(port)));
            }
            if (settings.contains("--cluster-enabled")) {
                command.addAll(List.of("--cluster-port", Integer.toString(busPort)));
            }
            command.addAll(settings);
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Awaitility.await().until(this::answers);
    }

    /** The answer to one command, as the protocol has it. */
    public String command(String line) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write((line + "\r\nQUIT\r\n").getBytes(UTF_8));
            // sentinels know no QUIT
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }

    /** As a crash would. */
    public void kill() {
        if (process != null) {
            process.destroyForcibly().onExit().join();
        }
    }

    /** Lets it stand still, connections open, as a machine that swaps or a network that swallows would. */
    public void freeze(boolean frozen) throws IOException, InterruptedException {
        new ProcessBuilder(
                        "kill",
                        frozen ? "-STOP" : "-CONT",
                        Long.toString(Objects.requireNonNull(process).pid()))
                .start()
                .waitFor();
    }

    private boolean answers() {
        try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static String binary() {
        List<String> folders = List.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1));
        return Stream.of("valkey-server", "redis-server")
                .flatMap(name -> folders.stream().map(folder -> folder + "/" + name))
                .filter(path -> Files.isExecutable(Path.of(path)))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "neither valkey-server nor redis-server is installed; .ci/prerequisites does that"));
    }

    @Override
    public void close() {
        kill();
    }
}
