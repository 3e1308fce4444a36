package dev.sluicegate.e2e.install;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** The same image under another tag: what a release that changes nothing but its version looks like to a cluster. */
final class RenamedImage {
    private RenamedImage() {}

    /** Copies a docker-format archive of one image, and replaces the tag in its manifest. */
    static Path withTag(Path archive, String tag) {
        Path renamed = archive.resolveSibling(archive.getFileName().toString().replace(".tar", "-" + tag + ".tar"));
        try (InputStream in = Files.newInputStream(archive);
                TarArchiveInputStream entries = new TarArchiveInputStream(in);
                OutputStream out = Files.newOutputStream(renamed);
                TarArchiveOutputStream copy = new TarArchiveOutputStream(out)) {
            copy.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            for (TarArchiveEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
                if (entry.getName().equals("manifest.json")) {
                    byte[] manifest = new String(entries.readAllBytes(), StandardCharsets.UTF_8)
                            .replaceAll("(\"RepoTags\"\\s*:\\s*\\[\\s*\"[^\"]*):[^\":]*\"", "$1:" + tag + "\"")
                            .getBytes(StandardCharsets.UTF_8);
                    TarArchiveEntry changed = new TarArchiveEntry("manifest.json");
                    changed.setSize(manifest.length);
                    copy.putArchiveEntry(changed);
                    copy.write(manifest);
                } else {
                    copy.putArchiveEntry(entry);
                    entries.transferTo(copy);
                }
                copy.closeArchiveEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return renamed;
    }
}
