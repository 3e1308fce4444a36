package dev.sluicegate.e2e.install;

import java.nio.file.Files;
import java.nio.file.Path;

/** The project's folder, where it finds what the build has made, and what is checked in, from wherever in the project this runs. */
public final class ProjectFolder {
    private static final Path ROOT = find();

    private ProjectFolder() {}

    /** @throws IllegalStateException if it is not there, with a sentence that says what makes it */
    public static Path resolve(String path) {
        Path found = ROOT.resolve(path);
        if (!Files.exists(found)) {
            throw new IllegalStateException(
                    path + " is missing; `make images` builds what the cluster tests and the demo need");
        }
        return found;
    }

    private static Path find() {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.isDirectory(folder.resolve("e2e/local-cluster"))) {
                return folder;
            }
        }
        throw new IllegalStateException("run this inside the project's folder");
    }
}
