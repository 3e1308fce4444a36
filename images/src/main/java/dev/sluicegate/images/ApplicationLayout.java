package dev.sluicegate.images;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The files that an image has in its folder /app: the application's jar, {@code lib/} that the jar's manifest names as its class
 * path, {@code java.options} and the AOT cache.
 *
 * @param name of the application: {@code <name>.jar}, {@code <name>.aot}
 */
record ApplicationLayout(Path folder, String name) {
    /** The modification time that Jib gives all files in an image. An AOT cache is recorded for jars of one time and size. */
    private static final FileTime TIME_IN_IMAGE = FileTime.from(Instant.ofEpochSecond(1));

    Path jar() {
        return folder.resolve(name + ".jar");
    }

    Path aotCache() {
        return folder.resolve(name + ".aot");
    }

    Path options() {
        return folder.resolve("java.options");
    }

    /** Starts afresh, from what the build has made; without an AOT cache. */
    void fill(BuiltJar builtJar, Path options) throws IOException {
        Folders.delete(folder);
        Files.createDirectories(folder.resolve("lib"));
        Files.copy(builtJar.path(), jar());
        Files.copy(options, options());
        for (Path library : builtJar.libraries()) {
            Files.copy(library, folder.resolve("lib").resolve(library.getFileName()));
        }
    }

    List<Path> jars() throws IOException {
        List<Path> jars = new ArrayList<>(List.of(jar()));
        jars.addAll(Folders.files(folder.resolve("lib")));
        return jars;
    }

    void setTimesAsInImage() throws IOException {
        for (Path jar : jars()) {
            Files.setLastModifiedTime(jar, TIME_IN_IMAGE);
        }
    }

    /**
     * Jib recognises a file that it has in its cache by path and time. A time that comes from the content makes it see each
     * change, and nothing else.
     */
    void setTimesByContent() throws IOException {
        for (Path jar : jars()) {
            long seconds = Long.parseLong(Stamp.of(List.of(jar)).hash().substring(0, 7), 16);
            Files.setLastModifiedTime(jar, FileTime.from(Instant.ofEpochSecond(seconds)));
        }
    }
}
