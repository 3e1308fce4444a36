package dev.sluicegate.e2e.cluster;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * An image as {@code docker save} writes it: a tar with a {@code manifest.json}, which names it.
 *
 * @param path the file
 * @param name the one name that the image has in it, such as {@code sluicegate/router:dev}
 * @see <a href="https://github.com/moby/docker-image-spec/blob/main/v1.2.md">Docker image specification v1.2</a>
 */
record ImageArchive(Path path, String name) {

    private static final String MANIFEST = "manifest.json";

    /** @throws ClusterException when the file is no such archive, or does not hold one image with one name */
    static ImageArchive read(Path path) {
        try (var tar = new TarArchiveInputStream(new BufferedInputStream(Files.newInputStream(path)))) {
            for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                if (entry.getName().equals(MANIFEST)) {
                    return new ImageArchive(path, onlyName(path, tar.readAllBytes()));
                }
            }
        } catch (IOException e) {
            throw new ClusterException("The image archive " + path + " could not be read. Build the images first.", e);
        }
        throw new ClusterException("There is no " + MANIFEST + " in " + path + ": give an archive in docker's format.");
    }

    private static String onlyName(Path path, byte[] manifest) throws IOException {
        var names = new ArrayList<String>();
        for (var image : new ObjectMapper().readTree(manifest)) {
            for (var name : image.path("RepoTags")) {
                names.add(name.asText());
            }
        }
        if (names.size() != 1) {
            throw new ClusterException(
                    path + " should hold one image with one name, but the names in it are " + names + ".");
        }
        return names.getFirst();
    }

    /** The name without what stands before its last slash: {@code router:dev}. */
    String shortName() {
        return name.substring(name.lastIndexOf('/') + 1);
    }
}
