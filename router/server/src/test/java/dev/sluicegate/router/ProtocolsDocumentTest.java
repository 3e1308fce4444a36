package dev.sluicegate.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** {@code docs/protocols.md} promises no more than what tests show: each cell names one, and each that is named exists. */
class ProtocolsDocumentTest {
    private static final Path DOCUMENT = Path.of("../../docs/protocols.md");
    private static final Path TESTS = Path.of("src/test/java");
    private static final Path GOLDEN = Path.of("src/test/resources/dev/sluicegate/router/translate");

    private static final Pattern NAMED_TEST = Pattern.compile("`(\\w+(?:Test|IT))(?:\\.(\\w+))?`");
    private static final Pattern SDK_TEST = Pattern.compile("SDK `(\\w+)`");
    private static final Pattern GOLDEN_FOLDER = Pattern.compile("\\b(o|a|rc|rm)/([a-z]+|\\*)");

    private static final Map<String, String> FOLDERS =
            Map.of("o", "openai", "a", "anthropic", "rc", "responses-on-chat", "rm", "responses-on-messages");

    /** Which class {@code SDK} is, by the heading above a table and the column. */
    private static final Map<String, List<String>> SDK_CLASSES = Map.of(
            "Chat completions and messages",
                    List.of("OpenAiClientOnAnthropicProviderTest", "AnthropicClientOnOpenAiProviderTest"),
            "Responses", List.of("ResponsesClientTest", "ResponsesClientTest"));

    private final Map<String, String> sources = sources();
    private final List<String> problems = new ArrayList<>();

    private static Map<String, String> sources() {
        Map<String, String> sources = new TreeMap<>();
        try (Stream<Path> files = Files.walk(TESTS)) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".java")).toList()) {
                sources.put(file.getFileName().toString().replace(".java", ""), Files.readString(file));
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return sources;
    }

    @Test
    void everyCellNamesATestThatExists() throws IOException {
        String heading = "";
        int rows = 0;
        for (String line : Files.readAllLines(DOCUMENT)) {
            if (line.startsWith("## ")) {
                heading = line.substring(3);
            }
            if (line.startsWith("| ") && !line.startsWith("| |") && !line.startsWith("| client asks")) {
                rows++;
                row(heading, line.split("(?<!\\\\)\\|", -1));
            } else {
                references(line);
            }
        }
        assertThat(problems).isEmpty();
        assertThat(rows).isGreaterThan(40);
    }

    /** @param cells of which the first and the last are empty, and the second names the row */
    private void row(String heading, String[] cells) {
        for (int i = 2; i < cells.length - 1; i++) {
            String cell = cells[i].strip();
            int named = references(cell) + golden(cell) + sdk(heading, i - 2, cell);
            boolean needsNone = cell.equals("–") || cell.equals("the same") || cell.startsWith("not in ");
            if (named == 0 && !needsNone) {
                problems.add(cells[1].strip() + ": no test is named for '" + cell + "'");
            }
        }
    }

    private int references(String text) {
        int found = 0;
        for (Matcher named = NAMED_TEST.matcher(text); named.find(); found++) {
            check(named.group(1), named.group(2));
        }
        return found;
    }

    private int golden(String text) {
        int found = 0;
        for (Matcher named = GOLDEN_FOLDER.matcher(text); named.find(); found++) {
            Path folder = GOLDEN.resolve(FOLDERS.get(named.group(1)));
            if (!named.group(2).equals("*") && !Files.isDirectory(folder.resolve(named.group(2)))) {
                problems.add("there is no golden conversation " + named.group());
            }
        }
        return found;
    }

    private int sdk(String heading, int column, String text) {
        int found = 0;
        for (Matcher named = SDK_TEST.matcher(text); named.find(); found++) {
            List<String> classes = SDK_CLASSES.get(heading);
            if (classes == null) {
                problems.add("under '" + heading + "' nobody knows which SDK is meant");
            } else {
                check(classes.get(column), named.group(1));
            }
        }
        return found;
    }

    private void check(String type, @Nullable String method) {
        String source = sources.get(type);
        if (source == null) {
            problems.add("there is no test " + type);
        } else if (method != null && !source.contains(" " + method + "(")) {
            problems.add("there is no test " + type + "." + method);
        }
    }
}
