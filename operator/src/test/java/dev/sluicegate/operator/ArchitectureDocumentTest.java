package dev.sluicegate.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** ARCHITECTURE.md speaks of the code as it is: no room is missing or made up, and what it names is there. */
class ArchitectureDocumentTest {
    private static final Path ROOT = Path.of(System.getProperty("sluicegate.root", ".."));
    private static final String TEXT = Golden.file("ARCHITECTURE.md").read();

    private static final Pattern BASE = Pattern.compile("Below `([a-z0-9.]+)`");
    private static final Pattern ROOM = Pattern.compile("(?m)^\\| `([a-z0-9/]+)` \\|");
    private static final Pattern QUOTED = Pattern.compile("`([^`\n]+)`");
    private static final Pattern CLASS = Pattern.compile("[A-Z][A-Za-z0-9]+");
    private static final Pattern LINK = Pattern.compile("]\\(([^)#]+)\\)");
    private static final Pattern PICTURE = Pattern.compile("(?s)```\n(.*?)```");
    private static final Pattern CLASS_IN_A_PICTURE = Pattern.compile("\\b[A-Z][a-z0-9]+(?:[A-Z][a-z0-9]*)+\\b");

    @ParameterizedTest
    @ValueSource(strings = {"router/config", "router/server", "operator", "images", "e2e"})
    void everyRoomIsOnTheMap(String module) {
        String section = section(module);
        String base = BASE.matcher(section)
                .results()
                .map(found -> found.group(1).replace('.', '/'))
                .findFirst()
                .orElseThrow();

        assertThat(ROOM.matcher(section).results().map(found -> found.group(1)).sorted())
                .containsExactlyElementsOf(rooms(ROOT.resolve(module + "/src/main/java/" + base)));
    }

    @Test
    void eachClassThatIsNamedIsThere() {
        Set<String> classes = classes();

        assertThat(named()).filteredOn(name -> !classes.contains(name)).isEmpty();
        assertThat(named()).contains("Reconciliation", "RequestPath", "AddressingTest");
    }

    @Test
    void eachPathThatIsNamedIsThere() {
        Stream<String> quoted = quoted().filter(name -> name.matches("[a-z][a-z0-9]*/\\S*"))
                .filter(name -> !TEXT.contains("| `" + name + "` |"));
        Stream<String> linked = LINK.matcher(TEXT).results().map(found -> found.group(1));

        assertThat(Stream.concat(quoted, linked).toList())
                .contains("charts/render", "CONTRIBUTING.md")
                .allSatisfy(path -> assertThat(ROOT.resolve(path)).exists());
    }

    private static String section(String module) {
        int begin = TEXT.indexOf("\n### `" + module + "`\n");
        assertThat(begin).as(module).isPositive();
        int end = TEXT.indexOf("\n#", begin + 2);
        return TEXT.substring(begin, end);
    }

    /** The folders with Java files, relative to {@code base}. */
    private static List<String> rooms(Path base) {
        return files(base)
                .map(file -> base.relativize(file.getParent()).toString())
                .distinct()
                .sorted()
                .toList();
    }

    private static Stream<String> quoted() {
        return QUOTED.matcher(PICTURE.matcher(TEXT).replaceAll("")).results().map(found -> found.group(1));
    }

    private static Set<String> named() {
        Stream<String> inText = quoted().filter(name -> CLASS.matcher(name).matches());
        Stream<String> inPictures = PICTURE.matcher(TEXT)
                .results()
                .flatMap(picture -> CLASS_IN_A_PICTURE.matcher(picture.group(1)).results())
                .map(found -> found.group());
        return Stream.concat(inText, inPictures).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> classes() {
        return Stream.of("router/config", "router/server", "operator", "images", "e2e")
                .map(ROOT::resolve)
                .flatMap(ArchitectureDocumentTest::files)
                .map(file -> file.getFileName().toString().replace(".java", ""))
                .collect(Collectors.toSet());
    }

    private static Stream<Path> files(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
