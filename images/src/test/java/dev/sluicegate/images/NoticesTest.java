package dev.sluicegate.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NoticesTest {
    private final Notices notices = new Notices(Path.of("..").toAbsolutePath().normalize());

    @TempDir
    Path image;

    @Test
    void knowsTheLicensesOfLibraries() throws IOException {
        notices.requireAll(List.of(
                Path.of("lib/netty-common-4.2.jar"),
                Path.of("lib/slf4j-api-2.jar"),
                Path.of("lib/HdrHistogram-2.jar")));
    }

    @Test
    void refusesALibraryThatNobodyHasLookedAt() {
        assertThatThrownBy(() -> notices.requireAll(List.of(Path.of("lib/slf4j-api-2.jar"), Path.of("lib/new-1.jar"))))
                .hasMessage("NOTICE does not name the license of new-1.jar");
    }

    @Test
    void goWithTheImage() throws IOException {
        notices.copyTo(image);

        assertThat(Files.readString(image.resolve("LICENSE")))
                .contains("Apache License", "END OF TERMS AND CONDITIONS");
        assertThat(image.resolve("NOTICE"))
                .hasSameTextualContentAs(notices.root().resolve("NOTICE"));
    }
}
