package dev.sluicegate.e2e.install;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The links from document to document lead somewhere, also those to a heading. */
class DocumentLinksTest {
    private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:|mailto:)([^)#\\s]*)(?:#([^)\\s]+))?\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");
    private static final Pattern CODE = Pattern.compile("(?s)```.*?```");

    @Test
    void everyLinkLeadsSomewhere() throws IOException {
        Set<String> broken = new TreeSet<>();
        List<Path> documents = documents();
        for (Path document : documents) {
            String text = CODE.matcher(Files.readString(document)).replaceAll("");
            LINK.matcher(text).results().forEach(link -> {
                Path target = link.group(1).isEmpty()
                        ? document
                        : document.resolveSibling(link.group(1)).normalize();
                if (!Files.exists(target)
                        || (link.group(2) != null && !anchors(target).contains(link.group(2)))) {
                    broken.add(document.getFileName() + ": " + link.group());
                }
            });
        }
        assertThat(documents).hasSizeGreaterThan(20);
        assertThat(broken).isEmpty();
    }

    /** Fenced blocks, and what stands between backquotes. */
    private static final Pattern MAKE = Pattern.compile("(?m)(?:^|`)(?:[A-Z]+=\\S+ )*make ([a-z-]+)");

    @Test
    void everyTargetOfMakeThatIsNamedIsThere() throws IOException {
        String makefile = Files.readString(ProjectFolder.resolve("Makefile"));
        Set<String> targets = Pattern.compile("(?m)^([a-z-]+):")
                .matcher(makefile)
                .results()
                .map(it -> it.group(1))
                .collect(Collectors.toSet());
        Set<String> missing = new TreeSet<>();
        int named = 0;
        for (Path document : documents()) {
            for (MatchResult found :
                    MAKE.matcher(Files.readString(document)).results().toList()) {
                named++;
                if (!targets.contains(found.group(1))) {
                    missing.add(document.getFileName() + ": make " + found.group(1));
                }
            }
        }
        assertThat(named).isGreaterThan(20);
        assertThat(missing).isEmpty();
    }

    private static List<Path> documents() throws IOException {
        Path root = ProjectFolder.resolve("");
        try (Stream<Path> top = Files.list(root);
                Stream<Path> docs = Files.walk(root.resolve("docs"));
                Stream<Path> charts = Files.walk(root.resolve("charts"))) {
            return Stream.of(top, docs, charts, Stream.of(root.resolve("e2e/README.md")))
                    .flatMap(it -> it)
                    .filter(it -> it.toString().endsWith(".md"))
                    .toList();
        }
    }

    /** As GitHub makes them of headings. */
    private static Set<String> anchors(Path document) {
        try {
            return HEADING.matcher(CODE.matcher(Files.readString(document)).replaceAll(""))
                    .results()
                    .map(it -> it.group(1)
                            .toLowerCase(Locale.ROOT)
                            .replaceAll("[^\\p{L}\\p{N} _-]", "")
                            .replace(' ', '-'))
                    .collect(Collectors.toSet());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
