package dev.sluicegate.images;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The license of this project and the licenses of the libraries that an image carries, as {@code LICENSE} and {@code NOTICE} in
 * the repository's root say them.
 */
record Notices(Path root) {
    private static final Pattern LICENSED = Pattern.compile("^  [^/\\n]+: (.+)$", Pattern.MULTILINE);

    List<Path> files() {
        return List.of(root.resolve("LICENSE"), root.resolve("NOTICE"));
    }

    /** @throws IllegalStateException if a library is not listed in NOTICE */
    void requireAll(List<Path> libraries) throws IOException {
        List<String> beginnings = LICENSED.matcher(Files.readString(root.resolve("NOTICE")))
                .results()
                .map(MatchResult::group)
                .map(line -> line.substring(line.indexOf(": ") + 2))
                .flatMap(line -> Arrays.stream(line.split(", ")))
                .toList();
        List<String> missing = libraries.stream()
                .map(library -> String.valueOf(library.getFileName()))
                .filter(name -> !name.startsWith("sluicegate-"))
                .filter(name -> beginnings.stream().noneMatch(name::startsWith))
                .toList();
        if (!missing.isEmpty()) {
            throw new IllegalStateException("NOTICE does not name the license of " + String.join(", ", missing));
        }
    }

    void copyTo(Path folder) throws IOException {
        for (Path file : files()) {
            Files.copy(file, folder.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
