package dev.sluicegate.images;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes.Name;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

/** An application's jar as the build has made it, with its libraries next to it where its manifest says. */
record BuiltJar(Path path) {
    /** In the order of the class path. */
    List<Path> libraries() throws IOException {
        try (JarFile jar = new JarFile(path.toFile())) {
            Manifest manifest = jar.getManifest();
            String classPath =
                    manifest == null ? null : manifest.getMainAttributes().getValue(Name.CLASS_PATH);
            if (classPath == null) {
                throw new IOException(path + " names no libraries: its manifest needs a Class-Path");
            }
            return List.of(classPath.split(" ")).stream()
                    .map(path::resolveSibling)
                    .toList();
        }
    }
}
