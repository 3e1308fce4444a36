package dev.sluicegate.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageArchiveTest {

    @TempDir
    Path folder;

    @Test
    void an_image_is_known_by_the_name_in_its_manifest() throws IOException {
        var archive = ImageArchive.read(tar("manifest.json", """
                [{"Config": "c.json", "RepoTags": ["sluicegate/router:dev"], "Layers": []}]"""));

        assertThat(archive.name()).isEqualTo("sluicegate/router:dev");
        assertThat(archive.shortName()).isEqualTo("router:dev");
    }

    @Test
    void an_image_without_a_name_is_refused() throws IOException {
        var tar = tar("manifest.json", "[{\"Config\": \"c.json\", \"RepoTags\": null, \"Layers\": []}]");

        assertThatThrownBy(() -> ImageArchive.read(tar)).hasMessageContaining("one image with one name");
    }

    @Test
    void an_archive_of_another_format_is_refused() throws IOException {
        var tar = tar("index.json", "{}");

        assertThatThrownBy(() -> ImageArchive.read(tar)).hasMessageContaining("docker's format");
    }

    @Test
    void a_missing_archive_says_what_to_do() {
        assertThatThrownBy(() -> ImageArchive.read(folder.resolve("missing.tar")))
                .isInstanceOf(ClusterException.class)
                .hasMessageContaining("missing.tar")
                .hasMessageContaining("Build the images first");
    }

    private Path tar(String name, String content) throws IOException {
        var path = folder.resolve("image.tar");
        var bytes = content.getBytes(StandardCharsets.UTF_8);
        try (var tar = new TarArchiveOutputStream(Files.newOutputStream(path))) {
            var entry = new TarArchiveEntry(name);
            entry.setSize(bytes.length);
            tar.putArchiveEntry(entry);
            tar.write(bytes);
            tar.closeArchiveEntry();
        }
        return path;
    }
}
