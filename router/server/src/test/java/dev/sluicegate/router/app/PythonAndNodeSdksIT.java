package dev.sluicegate.router.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluicegate.router.testkit.FakeUpstream;
import dev.sluicegate.router.testkit.Golden;
import dev.sluicegate.router.testkit.RunningRouter;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/**
 * The official Python and Node.js SDKs, installed from their registries, against a router in a process of its own. What they check
 * is in {@code src/test/sdks}. An SDK that cannot be installed is a failure.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 10, unit = TimeUnit.MINUTES) // a registry may be slow
class PythonAndNodeSdksIT {
    private static final Path SDKS = Path.of("src/test/sdks").toAbsolutePath();
    private static final Path INSTALLED = Path.of("target/sdks").toAbsolutePath();
    private static final Pattern ANSWER = Pattern.compile("golden:([a-z/0-9-]+)");
    private final FakeUpstream upstream = new FakeUpstream();
    private @Nullable Process router;
    private String url = "";

    @BeforeAll
    void start() throws Exception {
        upstream.answersWith(PythonAndNodeSdksIT::answer);
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        RouterMain.class.getName(),
                        "--config",
                        RunningRouter.write(config(upstream.port())).toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        router = process;
        CompletableFuture<String> started = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> readLog(process.inputReader(), started));
        url = started.get(60, TimeUnit.SECONDS);
    }

    private static String config(int port) {
        return """
            version: 1
            listener: {port: 0}
            admin: {port: 0}
            providers:
              - {name: openai, api: OpenAI, baseUrl: "http://127.0.0.1:%1$d/v1"}
              - {name: chat, api: OpenAI, baseUrl: "http://127.0.0.1:%1$d/v1", responses: Chat}
              - {name: anthropic, api: Anthropic, baseUrl: "http://127.0.0.1:%1$d"}
            models:
              - {name: fast, aliases: [quick], retry: {attempts: 0}, targets: [{provider: openai}]}
              - {name: chat-only, retry: {attempts: 0}, targets: [{provider: chat}]}
              - {name: claude, retry: {attempts: 0}, targets: [{provider: anthropic}]}
            """.formatted(port);
    }

    /** To its end, so that the router never waits for a reader. */
    private static void readLog(BufferedReader log, CompletableFuture<String> started) {
        log.lines().forEach(line -> {
            try {
                JsonNode event = RunningRouter.JSON.readTree(line);
                if (event.path("message").asText().equals("serving")) {
                    started.complete("http://127.0.0.1:"
                            + URI.create(event.path("anthropic").asText()).getPort());
                }
            } catch (IOException e) {
                started.completeExceptionally(e);
            }
        });
        started.completeExceptionally(new IOException("the router ended"));
    }

    /** With the file that the last message names. */
    private static void answer(FakeUpstream.Call call) {
        Matcher named = ANSWER.matcher(call.body);
        String file = "";
        while (named.find()) {
            file = named.group(1);
        }
        switch (file) {
            case "other/embeddings" ->
                call.json(
                        200,
                        "{\"object\":\"list\",\"model\":\"m\",\"usage\":{\"prompt_tokens\":3,\"total_tokens\":3},"
                                + "\"data\":[{\"object\":\"embedding\",\"index\":0,\"embedding\":[0.5,-1.25]}]}");
            case "other/completion" ->
                call.json(
                        200,
                        "{\"id\":\"c\",\"object\":\"text_completion\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,"
                                + "\"text\":\" a time\",\"logprobs\":null,\"finish_reason\":\"stop\"}]}");
            case "other/count" -> call.json(200, "{\"input_tokens\":14}");
            default -> {
                boolean stream = call.body.matches("(?s).*\"stream\":\\s*true.*");
                String ending = file.contains("/error-") || !stream ? ".json" : ".sse";
                // an answer that this router wrote itself is one
                Golden.answer(
                        call, file.replace("native/plain/answer", "responses-on-messages/plain/answer.out") + ending);
            }
        }
    }

    @Test
    void pythonSdks() throws Exception {
        Path environment = INSTALLED.resolve("python");
        Path python = environment.resolve("bin/python");
        if (!Files.exists(python)) {
            run(SDKS.resolve("python"), "python3", "-m", "venv", environment.toString());
        }
        run(SDKS.resolve("python"), python.toString(), "-m", "pip", "install", "--quiet", "-r", "requirements.txt");

        run(SDKS.resolve("python"), python.toString(), "judge.py");
    }

    @Test
    void nodeSdks() throws Exception {
        Path project = Files.createDirectories(INSTALLED.resolve("node"));
        for (String file : new String[] {"package.json", "judge.mjs"}) {
            Files.copy(SDKS.resolve("node").resolve(file), project.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        run(project, "npm", "install", "--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error");

        run(project, "node", "judge.mjs");
    }

    private void run(Path folder, String... command) throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().put("ROUTER", url);
        builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor())
                .as(String.join(" ", command) + "\n" + said)
                .isZero();
    }

    @AfterAll
    void close() {
        if (router != null) {
            router.destroyForcibly();
        }
        upstream.close();
    }
}
