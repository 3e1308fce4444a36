package dev.sluicegate.images;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps next to a jar that the build has made its AOT cache and {@code java.options}, an argument file for {@code java} that names the
 * cache, for those who run the jar without an image, on the JDK of the build.
 *
 * <p>A cache of other jars would run their old classes (see {@link AotCache}), so it goes as soon as they change.
 */
public final class LocalCache {
    private LocalCache() {}

    /**
     * @param arguments the application (router or operator), the folder with its jar, its JVM options, and whether a cache that is
     *     not there is to be recorded
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path options = Path.of(arguments[2]);
        boolean record = Boolean.parseBoolean(arguments[3]);
        ApplicationLayout layout = new ApplicationLayout(Path.of(arguments[1]).toAbsolutePath(), arguments[0]);
        BuiltJar jar = new BuiltJar(layout.jar());
        Path runtime = Path.of(System.getProperty("java.home"));

        List<Path> inputs = new ArrayList<>(List.of(jar.path(), options, ImageLayout.ownCode()));
        inputs.addAll(jar.libraries());
        Stamp stamp = Stamp.of(inputs).and(Stamp.of(System.getProperty("java.runtime.version"), runtime.toString()));
        Path work = layout.folder().resolve("local-cache");
        Path stampFile = work.resolve("stamp");
        Files.copy(options, layout.options(), StandardCopyOption.REPLACE_EXISTING);
        Files.writeString(layout.folder().resolve("java.home"), runtime.toString());
        if (!stamp.isIn(stampFile) || !Files.exists(layout.aotCache())) {
            Files.deleteIfExists(layout.aotCache());
            Folders.delete(work);
            if (record) {
                Files.createDirectories(work);
                AotCache.record(layout, runtime, work);
                stamp.writeTo(stampFile);
            }
        }
        if (Files.exists(layout.aotCache())) {
            Files.writeString(layout.options(), argument(layout.aotCache()), StandardOpenOption.APPEND);
        }
    }

    /** As a line of an argument file, whatever is in the path. */
    static String argument(Path aotCache) {
        String path = aotCache.toString().replace("\\", "\\\\").replace("\"", "\\\"");
        return "\"-XX:AOTCache=" + path + "\"\n";
    }
}
