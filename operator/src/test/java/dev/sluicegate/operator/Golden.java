package dev.sluicegate.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file of the repository that must be exactly what the code makes. {@code -Dsluicegate.rewrite=true} writes it instead. */
public final class Golden {
    private static final boolean REWRITE = Boolean.getBoolean("sluicegate.rewrite");

    private final Path path;

    private Golden(Path path) {
        this.path = path;
    }

    /** @param name relative to the repository's root */
    public static Golden file(String name) {
        return new Golden(Path.of(System.getProperty("sluicegate.root", "..")).resolve(name));
    }

    public String read() {
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Only a part of the file is made: what stands between its two markers.
     *
     * @param name as in {@code <!-- made: NAME -->} and {@code <!-- end: NAME -->}
     */
    public void sectionMustEqual(String name, String made) {
        String begin = "<!-- made: " + name + " -->\n";
        String end = "<!-- end: " + name + " -->";
        String text = read();
        assertThat(text).contains(begin, end);
        mustEqual(text.substring(0, text.indexOf(begin) + begin.length()) + made + text.substring(text.indexOf(end)));
    }

    public void mustEqual(String made) {
        try {
            if (REWRITE) {
                Files.createDirectories(path.getParent());
                Files.writeString(path, made);
            }
            assertThat(Files.exists(path) ? Files.readString(path) : "")
                    .as(
                            "%s; if the change is wanted: mvn -pl operator -am test -Dsluicegate.rewrite=true",
                            path.getFileName())
                    .isEqualTo(made);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
