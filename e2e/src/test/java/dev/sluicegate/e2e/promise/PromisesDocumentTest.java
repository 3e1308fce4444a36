package dev.sluicegate.e2e.promise;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/promises.md} promises no more than what tests show, and knows each test that calls itself by a row's number. */
class PromisesDocumentTest {
    private static final Path ROOT = Path.of(System.getProperty("sluicegate.root", ".."));

    private static final Pattern ROW = Pattern.compile("^\\| (\\d+) \\|(.*)$");
    private static final Pattern NAMED_TEST = Pattern.compile("`(\\w+(?:Test|IT))`");
    private static final Pattern CITED_ROWS = Pattern.compile("\\b[Rr]ows? (\\d+(?:(?:, | and )\\d+)*)");
    private static final Pattern NUMBER = Pattern.compile("\\d+");

    private final Map<Integer, String> rows = rows();
    private final Map<String, String> sources = sources();

    @Test
    void hasEachRowOnce() {
        assertThat(rows.keySet().stream().sorted())
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, rows.size()).boxed().toList());
    }

    @Test
    void eachRowNamesTestsThatExistOrSaysThatThereAreNone() throws IOException {
        List<String> problems = new ArrayList<>();
        rows.forEach((number, text) -> {
            if (!text.contains("not yet") && !NAMED_TEST.matcher(text).find()) {
                problems.add("row " + number + " names no test");
            }
        });
        for (Matcher named = NAMED_TEST.matcher(document()); named.find(); ) {
            if (!sources.containsKey(named.group(1))) {
                problems.add("there is no test " + named.group(1));
            }
        }
        assertThat(problems).isEmpty();
    }

    @Test
    void eachTestThatCitesARowIsNamedThere() {
        List<String> problems = new ArrayList<>();
        sources.forEach((name, source) -> citedRows(source).forEach(row -> {
            if (!rows.getOrDefault(row, "").contains("`" + name + "`")) {
                problems.add("row " + row + " does not name " + name);
            }
        }));
        assertThat(problems).isEmpty();
    }

    @Test
    void citationsAreFound() {
        assertThat(citedRows("/** Rows 1, 2 and 30: a run. */ // row 7, as above"))
                .containsExactly(1, 2, 30, 7);
        assertThat(sources.values().stream().flatMap(source -> citedRows(source).stream()))
                .contains(1, 22, 28);
    }

    private static List<Integer> citedRows(String source) {
        return CITED_ROWS
                .matcher(source)
                .results()
                .flatMap(citation -> NUMBER.matcher(citation.group(1)).results())
                .map(MatchResult::group)
                .map(Integer::valueOf)
                .toList();
    }

    private static Map<Integer, String> rows() {
        Map<Integer, String> rows = new LinkedHashMap<>();
        document().lines().map(ROW::matcher).filter(Matcher::matches).forEach(row -> {
            String before = rows.put(Integer.valueOf(row.group(1)), row.group(2));
            assertThat(before).as("another row %s", row.group(1)).isNull();
        });
        return rows;
    }

    private static String document() {
        try {
            return Files.readString(ROOT.resolve("docs/promises.md"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Those of all modules' tests, by the names of their classes; without what this one says of rows. */
    private static Map<String, String> sources() {
        Map<String, String> sources = new TreeMap<>();
        for (String module : List.of("router/config", "router/server", "operator", "images", "e2e")) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/test/java"))) {
                for (Path file :
                        files.filter(each -> each.toString().endsWith(".java")).toList()) {
                    sources.put(file.getFileName().toString().replace(".java", ""), Files.readString(file));
                }
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
        sources.put(PromisesDocumentTest.class.getSimpleName(), "");
        return sources;
    }
}
