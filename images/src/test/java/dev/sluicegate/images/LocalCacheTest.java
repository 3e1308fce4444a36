package dev.sluicegate.images;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalCacheTest {
    @TempDir
    Path folder;

    @Test
    void anyPathCanBeNamedInAnArgumentFile() throws IOException, InterruptedException {
        Path cache = folder.resolve("with \"quotes\" and spaces").resolve("router.aot");
        Path options = Files.writeString(folder.resolve("java.options"), LocalCache.argument(cache));
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        JavaProcess process = JavaProcess.start(
                List.of(java.toString(), "@" + options, "-XX:AOTMode=off", "-XX:+PrintFlagsFinal", "-version"),
                Map.of(),
                folder.resolve("log"));

        assertThat(process.exitCode(Duration.ofMinutes(1))).isZero();
        assertThat(process.log()).content().contains(cache.toString());
    }
}
