package dev.sluicegate.e2e.install;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The commands for the chart that the documents tell people to type. */
final class HelmCommands {
    private static final Pattern COMMAND =
            Pattern.compile("helm (?:install|upgrade)(?: --install)? \\S+ charts/sluicegate(?:[^\n`]*\\\\\n)*[^\n`]*");
    private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");

    /** Options that say nothing about what is rendered, and one that {@code helm template} takes as well. */
    private static final Predicate<String> OF_INSTALL = "--create-namespace"::equals;

    private HelmCommands() {}

    /** Each as the options for {@code helm template}. */
    static List<List<String>> inDocuments() {
        try (Stream<Path> docs = Files.list(ProjectFolder.resolve("docs"));
                Stream<Path> charts = Files.list(ProjectFolder.resolve(Helm.CHART));
                Stream<Path> root = Stream.of(ProjectFolder.resolve("README.md"))) {
            return Stream.of(docs, charts, root)
                    .flatMap(it -> it)
                    .filter(it -> it.toString().endsWith(".md"))
                    .flatMap(HelmCommands::in)
                    .distinct()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<List<String>> in(Path document) {
        try {
            return COMMAND.matcher(Files.readString(document)).results().map(it -> options(it.group()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<String> options(String command) {
        List<String> words = new ArrayList<>();
        for (Matcher word = WORD.matcher(command.replace("\\\n", " ")); word.find(); ) {
            words.add(word.group(1) == null ? word.group(2) : word.group(1));
        }
        int chart = words.indexOf(Helm.CHART);
        return words.subList(chart + 1, words.size()).stream()
                .filter(OF_INSTALL.negate())
                .toList();
    }
}
