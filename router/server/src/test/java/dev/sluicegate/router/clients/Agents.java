package dev.sluicegate.router.clients;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Agents on a command line: each cell is a process with a home of its own, that is asked to run a command and to say what it printed.
 * Telemetry and updates are switched off by their documented variables.
 */
final class Agents {
    static final List<String> CHOICE =
            List.of("claude-code", "codex", "codex-builtin", "opencode", "opencode-anthropic", "cline", "aider");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String KEY = "a-clients-key";
    private static final Duration BOUND = Duration.ofMinutes(3);
    private static final String PROMPT = "Use your shell to find out the weather, and tell me what it printed.";
    private static final String AIDER = "aider";
    private static final String SCHEMA =
            "{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"},\"degrees\":{\"type\":\"integer\"}},"
                    + "\"required\":[\"city\",\"degrees\"],\"additionalProperties\":false}";

    private final Path installed;
    private final Path sources;
    private final String url;
    private final Matrix matrix;

    Agents(Path installed, Path sources, String url, Matrix matrix) {
        this.installed = installed;
        this.sources = sources;
        this.url = url;
        this.matrix = matrix;
    }

    void run(Predicate<String> chosen) throws Exception {
        Path project = Files.createDirectories(installed.resolve("agents"));
        List<String> agents = CHOICE.stream().filter(chosen).toList();
        if (agents.contains(AIDER)) {
            ClientsIT.pythonWith(installed.resolve(AIDER), "requirements-aider.txt");
        }
        if (!agents.equals(List.of(AIDER))) {
            installNodes(project);
        }
        Path commands = project.resolve("node_modules/.bin");
        for (String agent : agents) {
            Path folder = agent.equals(AIDER) ? installed.resolve("aider/bin") : commands;
            for (String provider : ClientsIT.PROVIDERS) {
                cell(agent, provider, "tools", folder);
                cell(agent, provider, "structured", folder);
            }
        }
    }

    private void installNodes(Path project) throws Exception {
        Files.copy(
                sources.resolve("agents/package.json"),
                project.resolve("package.json"),
                StandardCopyOption.REPLACE_EXISTING);
        ClientsIT.npmInstall(project);
        Path modules = project.resolve("node_modules");
        // they fetch nothing: they put the binary that npm has installed where the command is
        ClientsIT.install(modules.resolve("@anthropic-ai/claude-code"), "node", "install.cjs");
        ClientsIT.install(modules.resolve("opencode-ai"), "node", "postinstall.mjs");
    }

    private void cell(String agent, String provider, String what, Path commands) throws Exception {
        Path home = Files.createTempDirectory("agent");
        try {
            String result = resultIn(home, agent, provider, what, commands);
            System.out.println(String.join("\t", agent, provider, what, result));
            matrix.put(agent, provider, what, result);
        } finally {
            // Cline's hub, say
            ClientProcess.endDaemons(home);
            delete(home);
        }
    }

    /** With what the agent has put there, be it while it was ended. */
    private static void delete(Path home) throws IOException {
        Files.walkFileTree(home, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException gone) {
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) {
                // one that is not empty is the work of a process that is just ending
                boolean _ = folder.toFile().delete();
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private String resultIn(Path home, String agent, String provider, String what, Path commands) throws Exception {
        List<String> printed = new ArrayList<>();
        List<String> command = command(agent, provider, what.equals("structured"), home);
        if (command.isEmpty()) {
            return "-";
        }
        if (agent.equals("cline")) {
            // where it asks is set by a command of its own
            List<String> settings =
                    List.of("cline", "auth", "-p", "openai-compatible", "-k", KEY, "-m", provider, "-b", url + "/v1");
            start(home, agent, provider, commands, settings, printed);
        }
        int code = start(home, agent, provider, commands, command, printed);
        if (agent.equals(AIDER) && Files.exists(home.resolve(SimulatedTurn.FILE))) {
            printed.add(Files.readString(home.resolve(SimulatedTurn.FILE)));
        }
        synchronized (printed) {
            return judge(agent, what, code, printed);
        }
    }

    private int start(
            Path home, String agent, String provider, Path commands, List<String> command, List<String> printed)
            throws Exception {
        List<String> whole = new ArrayList<>(command);
        whole.set(0, commands.resolve(command.getFirst()).toString());
        return ClientProcess.run(home, environment(agent, provider, home), BOUND, whole, line -> {
            synchronized (printed) {
                printed.add(line);
            }
        });
    }

    private static String judge(String agent, String what, int code, List<String> printed) {
        String all =
                String.join(" ", printed).replaceAll("\u001b\\[[0-9;]*m", "").replaceAll("\\s+", " ");
        boolean right = what.equals("tools")
                ? all.contains("The tool said " + SimulatedTurn.MARKER)
                : printed.stream().anyMatch(line -> isWeather(agent, line));
        if (right) {
            return Matrix.OK;
        }
        return (code == -1 ? "timed out: " : "ended with " + code + ": ")
                + all.substring(Math.max(0, all.length() - 600));
    }

    private static boolean isWeather(String agent, String line) {
        @Nullable JsonNode read = read(line);
        JsonNode answer =
                read == null ? JSON.missingNode() : agent.equals("claude-code") ? read.path("structured_output") : read;
        return answer.path("city").isTextual() && answer.path("degrees").isInt();
    }

    private static @Nullable JsonNode read(String line) {
        try {
            return JSON.readTree(line);
        } catch (IOException e) {
            return null;
        }
    }

    /** Empty if the agent can't do this. */
    private List<String> command(String agent, String provider, boolean structured, Path home) throws IOException {
        return switch (agent) {
            case "claude-code" ->
                structured
                        ? List.of(
                                "claude",
                                "-p",
                                "Where is it warm?",
                                "--model",
                                provider,
                                "--output-format",
                                "json",
                                "--json-schema",
                                SCHEMA)
                        : List.of("claude", "-p", PROMPT, "--model", provider, "--allowedTools", "Bash");
            case "codex", "codex-builtin" -> codex(agent, provider, structured, home);
            case "opencode", "opencode-anthropic" -> {
                opencode(agent, home);
                yield structured ? List.of() : List.of("opencode", "run", "-m", "router/" + provider, PROMPT);
            }
            case "cline" -> structured ? List.of() : List.of("cline", PROMPT);
            case AIDER -> structured ? List.of() : aider(provider);
            default -> throw new IllegalArgumentException(agent);
        };
    }

    /** It knows no tools: what it is told to write comes in the answer's text, and it writes that. */
    private static List<String> aider(String provider) {
        String plain = "--no-git --no-gitignore --no-check-update --no-show-release-notes --no-show-model-warnings"
                + " --analytics-disable --no-pretty --no-suggest-shell-commands --no-detect-urls --yes-always"
                + " --edit-format whole --model openai/" + provider;
        List<String> command = new ArrayList<>(List.of(AIDER));
        command.addAll(List.of(plain.split(" ", -1)));
        command.addAll(List.of("--message", "Write the weather into " + SimulatedTurn.FILE + "."));
        return command;
    }

    private List<String> codex(String agent, String provider, boolean structured, Path home) throws IOException {
        String own = agent.equals("codex")
                ? "model_provider = \"router\"\n[model_providers.router]\nname = \"Router\"\nbase_url = \"%s/v1\"\nwire_api = \"responses\"\nenv_key = \"ROUTER_KEY\"\n"
                        .formatted(url)
                : "openai_base_url = \"%s/v1\"\n".formatted(url);
        Files.writeString(
                home.resolve("config.toml"),
                "check_for_update_on_startup = false\n" + own + "[analytics]\nenabled = false\n");
        Files.writeString(home.resolve("schema.json"), SCHEMA);
        List<String> command = new ArrayList<>(
                List.of("codex", "exec", "--skip-git-repo-check", "-s", "danger-full-access", "-m", provider));
        if (structured) {
            command.addAll(List.of(
                    "--output-schema", home.resolve("schema.json").toString(), "Where is it warm? Use no tools."));
        } else {
            command.add(PROMPT);
        }
        return command;
    }

    private void opencode(String agent, Path home) throws IOException {
        StringBuilder models = new StringBuilder();
        StrictProviders.all()
                .forEach(name -> models.append(models.isEmpty() ? "" : ",").append("\"%s\":{}".formatted(name)));
        String sdk = agent.equals("opencode") ? "openai-compatible" : "anthropic";
        Files.writeString(home.resolve("opencode.json"), """
                {"autoupdate": false, "share": "disabled", "enabled_providers": ["router"], "permission": {"bash": "allow"},
                 "provider": {"router": {"npm": "@ai-sdk/%s", "options": {"baseURL": "%s/v1", "apiKey": "a-clients-key"},
                   "models": {%s}}}}
                """.formatted(sdk, url, models));
    }

    private Map<String, String> environment(String agent, String provider, Path home) {
        Map<String, String> environment = new HashMap<>(Map.of(
                "HOME", home.toString(),
                "XDG_CONFIG_HOME", home.resolve("config").toString(),
                "XDG_DATA_HOME", home.resolve("data").toString(),
                "XDG_CACHE_HOME", home.resolve("cache").toString(),
                "XDG_STATE_HOME", home.resolve("state").toString(),
                "NO_PROXY", "127.0.0.1",
                "DO_NOT_TRACK", "1"));
        environment.putAll(
                switch (agent) {
                    case "claude-code" ->
                        Map.of(
                                "ANTHROPIC_BASE_URL", url,
                                "ANTHROPIC_API_KEY", KEY,
                                "ANTHROPIC_DEFAULT_HAIKU_MODEL", provider,
                                "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC", "1",
                                "DISABLE_AUTOUPDATER", "1",
                                "DISABLE_TELEMETRY", "1",
                                "CLAUDE_CODE_MAX_RETRIES", "0");
                    case "codex", "codex-builtin" ->
                        Map.of(
                                "CODEX_HOME", home.toString(),
                                "ROUTER_KEY", KEY,
                                "CODEX_API_KEY", KEY,
                                "OPENAI_API_KEY", KEY,
                                "OPENAI_BASE_URL", url + "/v1");
                    case AIDER -> Map.of("OPENAI_API_BASE", url + "/v1", "OPENAI_API_KEY", KEY);
                    case "cline" -> Map.of("CLINE_TELEMETRY_DISABLED", "1", "CLINE_NO_AUTO_UPDATE", "1");
                    default ->
                        Map.of(
                                "OPENCODE_CONFIG", home.resolve("opencode.json").toString(),
                                "OPENCODE_DISABLE_AUTOUPDATE", "1",
                                "OPENCODE_DISABLE_MODELS_FETCH", "1",
                                "OPENCODE_DISABLE_DEFAULT_PLUGINS", "1");
                });
        return environment;
    }
}
