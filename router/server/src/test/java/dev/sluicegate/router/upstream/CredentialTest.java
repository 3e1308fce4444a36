package dev.sluicegate.router.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CredentialTest {
    @Test
    void followsKubeletsSwapOfASymbolicLink(@TempDir Path volume) throws IOException {
        write(volume.resolve("..1/key"), "old\n");
        Files.createSymbolicLink(volume.resolve("..data"), Path.of("..1"));
        Files.createSymbolicLink(volume.resolve("key"), Path.of("..data/key"));
        Credential credential = Credential.read(volume.resolve("key"));
        assertThat(credential.value()).isEqualTo("old");

        write(volume.resolve("..2/key"), "new");
        Files.createSymbolicLink(volume.resolve("..tmp"), Path.of("..2"));
        Files.move(
                volume.resolve("..tmp"), volume.resolve("..data"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        credential.refresh();
        assertThat(credential.value()).isEqualTo("new");

        Files.delete(volume.resolve("..2/key"));
        credential.refresh();
        assertThat(credential.value()).isEqualTo("new");
    }

    @Test
    void refusesWhatIsNotOneKeyAndNeverRepeatsIt(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("key");
        assertThatThrownBy(() -> Credential.read(file)).hasMessageContaining("there is no file");
        write(file, " \n");
        assertThatThrownBy(() -> Credential.read(file)).hasMessageContaining("is empty");
        write(file, "secret\r\nx-evil: 1");
        assertThatThrownBy(() -> Credential.read(file))
                .hasMessageContaining("one key of printable ASCII")
                .hasMessageNotContaining("secret");
    }

    private static void write(Path file, String text) throws IOException {
        Path directory = file.getParent();
        if (directory != null) {
            Files.createDirectories(directory);
        }
        Files.writeString(file, text);
    }
}
