package dev.sluicegate.e2e.install;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The version is the chart's; whoever else has to name it names the same. */
class VersionsTest {
    private static final Path ROOT = Path.of(System.getProperty("sluicegate.root", ".."));
    private static final List<String> MODULES = List.of(
            "pom.xml",
            "router/config/pom.xml",
            "images/pom.xml",
            "router/server/pom.xml",
            "operator/pom.xml",
            "e2e/pom.xml");

    @Test
    void theModulesHaveTheChartsVersion() throws IOException {
        for (String module : MODULES) {
            assertThat(first(module, "<version>(.*?)(?:-SNAPSHOT)?</version>"))
                    .as(module)
                    .isEqualTo(version());
        }
    }

    @Test
    void theChartInstallsTheImagesOfItsVersion() throws IOException {
        assertThat(first("charts/sluicegate/Chart.yaml", "(?m)^appVersion: (.*)$"))
                .isEqualTo(version());
    }

    @Test
    void theChangelogBeginsWithIt() throws IOException {
        assertThat(first("CHANGELOG.md", "(?m)^## ([0-9.]+)")).isEqualTo(version());
    }

    @Test
    void imagesInExamplesAndDocumentsHaveIt() throws IOException {
        Pattern image = Pattern.compile("ghcr\\.io/sluicegate/[a-z-]+:([0-9][^\\s#'\"`]*)");
        int images = 0;
        for (String folder : List.of("examples", "docs")) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(folder))) {
                for (Path file : files.filter(file -> file.toString().matches(".*\\.(md|yaml)"))
                        .toList()) {
                    List<MatchResult> named =
                            image.matcher(Files.readString(file)).results().toList();
                    assertThat(named)
                            .as("images in %s", file)
                            .allMatch(found -> found.group(1).equals(version()));
                    images += named.size();
                }
            }
        }
        assertThat(images).as("images that are named").isPositive();
    }

    private static String version() {
        return first("charts/sluicegate/Chart.yaml", "(?m)^version: (.*)$");
    }

    private static String first(String file, String pattern) {
        return Pattern.compile(pattern)
                .matcher(read(file))
                .results()
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + pattern + " in " + file))
                .group(1);
    }

    private static String read(String file) {
        try {
            return Files.readString(ROOT.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
