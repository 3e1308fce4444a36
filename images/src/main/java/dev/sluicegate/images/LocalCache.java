package dev.sluicegate.images;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps the AOT cache next to a jar that the build has made, and a script that starts it so, for those who run it without an image,
 * on the JDK of the build.
 *
 * <p>A cache of other jars would run their old classes (see {@link AotCache}), so it goes as soon as they change.
 */
public final class LocalCache {
    private LocalCache() {}

    /**
     * @param arguments the application (router or operator), the folder with its jar, its JVM options, the script that starts
     *     it, and whether a cache that is not there is to be recorded
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path options = Path.of(arguments[2]);
        boolean record = Boolean.parseBoolean(arguments[4]);
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
        Path start = layout.folder().resolve(layout.name());
        Files.copy(
                Path.of(arguments[3]), start, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
        if (stamp.isIn(stampFile) && Files.exists(layout.aotCache())) {
            return;
        }
        Files.deleteIfExists(layout.aotCache());
        Folders.delete(work);
        if (record) {
            Files.createDirectories(work);
            AotCache.record(layout, runtime, work);
            stamp.writeTo(stampFile);
        }
    }
}
