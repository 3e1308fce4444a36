package dev.sluicegate.images;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Lays out what an application's image has in /app and /opt/java, unless it is there already and made of the same. */
public final class ImageLayout {
    private ImageLayout() {}

    /**
     * @param arguments the application (router or operator), its jar, its JVM options, the folder of the runtime for /opt/java,
     *     the folder of the application for /app, the folder with LICENSE and NOTICE
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        String name = arguments[0];
        BuiltJar jar = new BuiltJar(Path.of(arguments[1]));
        Path options = Path.of(arguments[2]);
        Path runtime = Path.of(arguments[3]);
        ApplicationLayout layout = new ApplicationLayout(Path.of(arguments[4]), name);
        Notices notices = new Notices(Path.of(arguments[5]));

        notices.requireAll(jar.libraries());
        JavaRuntime.link(runtime);
        List<Path> inputs = new ArrayList<>(List.of(jar.path(), options, runtime.resolve("lib/modules"), ownCode()));
        inputs.addAll(jar.libraries());
        inputs.addAll(notices.files());
        Stamp stamp = Stamp.of(inputs);
        Path work = layout.folder().resolveSibling(layout.folder().getFileName() + "-training");
        Path stampFile = work.resolve("stamp");
        if (stamp.isIn(stampFile)) {
            return;
        }
        JavaRuntime.requireModulesFor(jar);
        Folders.delete(work);
        Files.createDirectories(work);
        layout.fill(jar, options);
        notices.copyTo(layout.folder());
        layout.setTimesAsInImage();
        AotCache.record(layout, runtime, work);
        layout.setTimesByContent();
        stamp.writeTo(stampFile);
    }

    /** A change in the training makes another cache. */
    static Path ownCode() throws IOException {
        try {
            Path code = Path.of(ImageLayout.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            if (Files.isRegularFile(code)) {
                return code;
            }
            throw new IOException(code + " is not a jar; run this in Maven's package phase or later");
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }
}
