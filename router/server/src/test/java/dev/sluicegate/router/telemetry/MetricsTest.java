package dev.sluicegate.router.telemetry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluicegate.router.adminapi.AdminApi;
import dev.sluicegate.router.testkit.FakeUpstream;
import dev.sluicegate.router.testkit.RawClient;
import dev.sluicegate.router.testkit.RunningRouter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table of metrics is what a router exports and what the documents say. {@code -Dsluicegate.rewrite=true} writes the table anew. */
class MetricsTest {
    private static final Path ROOT = Path.of(System.getProperty("sluicegate.root", "../.."));
    private static final Path DOCUMENT = ROOT.resolve("docs/metrics.md");
    private static final String BEGIN = "<!-- the table is made by MetricsTest -->\n";
    private static final String END = "<!-- end of the table -->\n";

    private static final Pattern SAMPLE = Pattern.compile("^(\\w+?)(_bucket|_sum|_count)?(?:\\{(.*)})? ");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"[^\"]*\"");
    private static final Pattern NAME = Pattern.compile("\\bsluicegate_[a-z_]+[a-z]\\b(?![*{\"]?_)");

    /** A row of the operator's table. */
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(sluicegate_[a-z_]+)` \\|");

    /** What a router exports of one name. */
    private record Exported(String type, String help, Set<String> labels) {}

    @Test
    void theDocumentHasTheTable() throws IOException {
        String text = Files.readString(DOCUMENT);
        String made =
                text.substring(0, text.indexOf(BEGIN) + BEGIN.length()) + table() + text.substring(text.indexOf(END));
        if (Boolean.getBoolean("sluicegate.rewrite")) {
            Files.writeString(DOCUMENT, made);
        }
        assertThat(Files.readString(DOCUMENT))
                .as("if the change is wanted: -Dsluicegate.rewrite=true")
                .isEqualTo(made);
    }

    private static String table() {
        return "| metric | type | unit | labels | meaning |\n|---|---|---|---|---|\n"
                + Arrays.stream(Metric.values())
                        .map(metric -> "| `%s` | %s | %s | %s | %s |\n"
                                .formatted(
                                        metric.exportedName(),
                                        metric.type().name().toLowerCase(Locale.ROOT),
                                        metric.unit(),
                                        metric.labels().stream()
                                                .map(label -> "`" + label + "`")
                                                .collect(Collectors.joining(", ")),
                                        metric.description()))
                        .collect(Collectors.joining());
    }

    @Test
    void aRunningRouterExportsWhatStandsInTheTable() throws Exception {
        Map<String, Exported> wanted = Arrays.stream(Metric.values())
                .collect(Collectors.toMap(
                        Metric::exportedName,
                        metric -> new Exported(
                                metric.type().name().toLowerCase(Locale.ROOT),
                                metric.description(),
                                new TreeSet<>(metric.labels())),
                        (one, _) -> one,
                        TreeMap::new));
        try (FakeUpstream upstream = new FakeUpstream();
                RunningRouter router =
                        RunningRouter.start(upstream, "prices: [{model: real-model, input: 1, output: 2}]");
                RawClient client = router.connect()) {
            upstream.answersByItself(2, 1);
            client.post("/v1/chat/completions", "{\"model\":\"fast\",\"stream\":true}");
            assertThat(client.read().status()).isEqualTo(200);
            client.post("/v1/chat/completions", "{\"model\":\"claude\",\"seed\":1,\"messages\":[]}");
            client.read();
            await().until(() -> metrics(router).contains("sluicegate_operations_total{"));
            await().until(() -> metrics(router).contains("sluicegate_dropped_fields_total{"));

            assertThat(exported(metrics(router))).containsExactlyEntriesOf(wanted);
        }
    }

    private static String metrics(RunningRouter router) {
        return router.admin("GET", AdminApi.METRICS, "").body();
    }

    /** Without the JVM's own, and without the largest value that each histogram has beside it. */
    private static Map<String, Exported> exported(String text) {
        Map<String, Exported> exported = new TreeMap<>();
        String help = "";
        String type = "";
        for (String line : text.lines().toList()) {
            String[] words = line.split(" ", 4);
            if (line.startsWith("# HELP ")) {
                help = words[3].strip();
            } else if (line.startsWith("# TYPE ")) {
                type = words[3];
            } else {
                Matcher sample = SAMPLE.matcher(line);
                assertThat(sample.find()).as(line).isTrue();
                String name = sample.group(1);
                if (!name.startsWith("jvm_") && !name.endsWith("_seconds_max")) {
                    exported.computeIfAbsent(name, _ -> new Exported("", "", new TreeSet<>()));
                    Set<String> labels = exported.get(name).labels;
                    LABEL.matcher(sample.group(3) == null ? "" : sample.group(3))
                            .results()
                            .map(label -> label.group(1))
                            .filter(label -> !label.equals("le"))
                            .forEach(labels::add);
                    exported.put(name, new Exported(type, help, labels));
                }
            }
        }
        return exported;
    }

    /** The operator's table in the same document is held to its code by a test of the operator's. */
    private static Set<String> ofTheOperator() throws IOException {
        String text = Files.readString(DOCUMENT);
        return ROW.matcher(text.substring(text.indexOf(END)))
                .results()
                .map(row -> row.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void documentsExamplesAndToolsNameNoOtherMetrics() throws IOException {
        Set<String> known = ofTheOperator();
        Arrays.stream(Metric.values()).map(Metric::exportedName).forEach(known::add);
        Set<String> unknown = new TreeSet<>();
        for (String folder : List.of("docs", "examples", "bench", "charts", "e2e/src")) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(folder))) {
                for (Path file : files.filter(Files::isRegularFile)
                        .filter(each -> each.toString().matches(".*\\.(md|ya?ml|json|java|go)"))
                        .toList()) {
                    NAME.matcher(new String(Files.readAllBytes(file), UTF_8))
                            .results()
                            .map(name -> name.group().replaceFirst("_(bucket|sum|count)$", ""))
                            .filter(name -> !known.contains(name))
                            .forEach(name -> unknown.add(file.getFileName() + ": " + name));
                }
            }
        }
        assertThat(unknown).isEmpty();
    }
}
