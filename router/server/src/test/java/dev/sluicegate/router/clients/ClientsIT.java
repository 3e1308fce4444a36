package dev.sluicegate.router.clients;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluicegate.router.testkit.FakeUpstream;
import dev.sluicegate.router.testkit.RunningRouter;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Each client on each provider, through a router: a whole tool turn, streaming, and a structured answer. Every build runs the vendors'
 * own SDKs and holds them to their rows of {@code docs/clients.md}; {@code make clients} runs all and writes that page anew.
 * {@code -Dsluicegate.clients=codex,opencode -Dsluicegate.rewrite=true} runs a part again and keeps what is known of the rest.
 */
@Timeout(value = 2, unit = TimeUnit.HOURS) // each cell has a bound of its own
class ClientsIT {
    private static final Path SOURCES = Path.of("src/test/sdks/clients").toAbsolutePath();
    private static final Path INSTALLED = Path.of("target/clients").toAbsolutePath();
    private static final Path DOCUMENT = Path.of("../../docs/clients.md");

    /** {@code all}, or names with commas between. */
    private static final String CHOSEN = System.getProperty("sluicegate.clients", "");

    /** All, or those that are named with commas between. */
    static final List<String> PROVIDERS = StrictProviders.all().stream()
            .filter(provider -> List.of(
                            System.getProperty("sluicegate.providers", provider).split(",", -1))
                    .contains(provider))
            .toList();

    private static final List<String> PYTHON =
            List.of("python-openai-chat", "python-openai-responses", "python-anthropic");
    private static final List<String> MORE_PYTHON = List.of(
            "langchain-openai",
            "langchain-anthropic",
            "pydantic-ai-openai",
            "pydantic-ai-anthropic",
            "instructor",
            "openai-agents",
            "litellm-openai",
            "litellm-anthropic");
    private static final List<String> NODE = List.of("node-openai-chat", "node-openai-responses", "node-anthropic");
    private static final List<String> MORE_NODE =
            List.of("ai-sdk-openai-chat", "ai-sdk-openai-responses", "ai-sdk-anthropic");

    private static final List<String> JAVA = List.of("java-openai-chat", "java-openai-responses", "java-anthropic");

    private static final List<String> ALL = Stream.of(JAVA, PYTHON, MORE_PYTHON, NODE, MORE_NODE, Agents.CHOICE)
            .flatMap(List::stream)
            .toList();
    /** It makes objects of a type that newer versions of Anthropic's SDK have made a union. */
    private static final String WITH_OLDER_SDK = "pydantic-ai-anthropic";

    private static final Path OLDER_SDK = INSTALLED.resolve("python-older-sdk");

    private final Matrix matrix = new Matrix();

    @Test
    void eachClientOnEachProvider() throws Exception {
        try (FakeUpstream upstream = new FakeUpstream()) {
            upstream.answersWith(StrictProviders::answer);
            try (RunningRouter router = RunningRouter.startWith(StrictProviders.config(upstream.port()))) {
                String url = "http://127.0.0.1:" + router.router.port();
                java(url);
                python(url);
                node(url);
                if (Agents.CHOICE.stream().anyMatch(ClientsIT::runs)) {
                    new Agents(INSTALLED, SOURCES, url, matrix).run(ClientsIT::runs);
                }
            }
        }
        String document = Files.readString(DOCUMENT);
        if (Boolean.getBoolean("sluicegate.rewrite")) {
            Files.writeString(DOCUMENT, Matrix.of(document).with(matrix, ALL).into(document));
        } else {
            assertThat(Matrix.rows(document)).containsAllEntriesOf(matrix.rows());
        }
    }

    private static boolean runs(String client) {
        return CHOSEN.isEmpty()
                ? Stream.of(JAVA, PYTHON, NODE).anyMatch(vendors -> vendors.contains(client))
                : CHOSEN.equals("all") || List.of(CHOSEN.split(",", -1)).contains(client);
    }

    /** In the versions of the build, so that nothing is installed. */
    private void java(String url) throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String path = System.getProperty("java.class.path");
        for (String client : JAVA.stream().filter(ClientsIT::runs).toList()) {
            cells(
                    SOURCES,
                    url,
                    client,
                    java,
                    "-XX:TieredStopAtLevel=1", // most of its time is spent to start
                    "-cp",
                    path,
                    JavaClients.class.getName(),
                    client);
        }
    }

    private void python(String url) throws Exception {
        List<String> clients = Stream.concat(PYTHON.stream(), MORE_PYTHON.stream())
                .filter(ClientsIT::runs)
                .toList();
        if (clients.isEmpty()) {
            return;
        }
        boolean all = MORE_PYTHON.stream().anyMatch(ClientsIT::runs);
        // the list is whole, so nothing is resolved
        String python = pythonWith(
                INSTALLED.resolve(all ? "python-all" : "python"), all ? "requirements.txt" : "requirements-build.txt");
        if (runs(WITH_OLDER_SDK)) {
            install(
                    SOURCES,
                    python,
                    "-m",
                    "pip",
                    "install",
                    "--quiet",
                    "--no-deps",
                    "--upgrade",
                    "--target",
                    OLDER_SDK.toString(),
                    "-r",
                    "requirements-pydantic-ai-anthropic.txt");
        }
        for (String client : clients) {
            cells(INSTALLED, url, client, python, SOURCES.resolve("clients.py").toString(), client);
        }
    }

    /** Returns the path of an interpreter that has what a list names. */
    static String pythonWith(Path environment, String list) throws IOException, InterruptedException {
        String python = environment.resolve("bin/python").toString();
        Files.createDirectories(INSTALLED);
        if (!Files.exists(Path.of(python))) {
            install(INSTALLED, "python3", "-m", "venv", environment.toString());
        }
        install(SOURCES, python, "-m", "pip", "install", "--quiet", "--no-deps", "-r", list);
        return python;
    }

    private void node(String url) throws Exception {
        List<String> clients = Stream.concat(NODE.stream(), MORE_NODE.stream())
                .filter(ClientsIT::runs)
                .toList();
        if (clients.isEmpty()) {
            return;
        }
        Path project = Files.createDirectories(INSTALLED.resolve("node"));
        for (String file : List.of("package.json", "clients.mjs")) {
            Files.copy(SOURCES.resolve(file), project.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        npmInstall(project);
        for (String client : clients) {
            cells(project, url, client, "node", "clients.mjs", client);
        }
    }

    /** Installs what a folder's package.json names, without running what the packages bring. */
    static void npmInstall(Path folder) throws IOException, InterruptedException {
        List<String> quiet = List.of("--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error");
        List<String> command = new ArrayList<>(List.of("npm", "install", "--ignore-scripts"));
        command.addAll(quiet);
        install(folder, command.toArray(String[]::new));
    }

    /** With the whole environment, since a registry may stand behind a proxy. */
    static void install(Path folder, String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                // npm makes its standard input non-blocking, and with ours the build could tell this process nothing
                // more
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor())
                .as(String.join(" ", command) + "\n" + said)
                .isZero();
    }

    /** A process for all cells of a client, since most of its time is spent to load it. */
    private void cells(Path folder, String url, String client, String... command) throws Exception {
        List<String> words = new ArrayList<>(List.of(command));
        words.addAll(PROVIDERS);
        Map<String, String> environment = new HashMap<>(Map.of(
                "ROUTER", url,
                "HOME", INSTALLED.toString(),
                "PYTHONDONTWRITEBYTECODE", "1",
                "NO_PROXY", "127.0.0.1",
                "LITELLM_LOCAL_MODEL_COST_MAP", "True"));
        if (client.equals(WITH_OLDER_SDK)) {
            environment.put("PYTHONPATH", OLDER_SDK.toString());
        }
        ClientProcess.run(folder, environment, Duration.ofMinutes(10), words, line -> {
            System.out.println(line);
            String[] parts = line.split("\t", -1);
            if (parts.length == 4 && parts[0].equals(client)) {
                matrix.put(client, parts[1], parts[2], parts[3]);
            }
        });
        for (String provider : PROVIDERS) {
            matrix.putIfAbsent(client, provider, "tools", "timed out");
            matrix.putIfAbsent(client, provider, "structured", "timed out");
        }
    }
}
