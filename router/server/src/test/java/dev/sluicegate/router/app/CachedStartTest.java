package dev.sluicegate.router.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluicegate.router.testkit.RunningRouter;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CachedStartTest {
    private static final Path JAVA_HOME = Path.of(System.getProperty("java.home"));

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @BeforeEach
    void aJarWithItsCache() throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, RouterMain.class.getName());
        manifest.getMainAttributes().put(new Attributes.Name("Enable-Native-Access"), "ALL-UNNAMED");
        manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, classPath());
        new JarOutputStream(Files.newOutputStream(folder.resolve("router.jar")), manifest).close();
        Files.writeString(folder.resolve("java.options"), "-Dsluicegate.test=here\n-XX:AOTMode=off\n");
        Files.writeString(folder.resolve("java.home"), JAVA_HOME.toString());
        Files.writeString(folder.resolve("router.aot"), "");
    }

    private static String classPath() {
        return String.join(
                " ",
                Pattern.compile(File.pathSeparator)
                        .splitAsStream(System.getProperty("java.class.path"))
                        .map(it -> Path.of(it).toUri().toString())
                        .toList());
    }

    @Test
    void addsTheOptionsToAPlainCommand() throws IOException {
        Path real = folder.toRealPath();

        assertThat(command(Map.of(), "java", "-jar", jar(), "--config", "x y"))
                .containsExactly("java", "@" + real.resolve("java.options"), "-jar", jar(), "--config", "x y");
    }

    @Test
    void leavesACommandWithOptionsOfItsOwn() throws IOException {
        assertThat(command(Map.of(), "java", "-Xmx1g", "-jar", jar(), "--check"))
                .isNull();
        assertThat(command(Map.of("JDK_JAVA_OPTIONS", "-Xmx1g"), "java", "-jar", jar(), "--check"))
                .isNull();
    }

    @Test
    void leavesACommandWhoseCacheIsOfAnotherJarOrAnotherJvm() throws IOException {
        Files.setLastModifiedTime(
                folder.resolve("router.aot"), FileTime.from(Instant.now().minusSeconds(60)));
        assertThat(command(Map.of(), "java", "-jar", jar(), "--check")).isNull();

        aJarWithItsCache();
        Files.writeString(folder.resolve("java.home"), folder.toString());
        assertThat(command(Map.of(), "java", "-jar", jar(), "--check")).isNull();
    }

    @Test
    void theProcessStaysTheSame() throws Exception {
        Path config = RunningRouter.write("version: 1\n");
        ProcessBuilder builder = new ProcessBuilder(
                        JAVA_HOME.resolve("bin/java").toString(), "-jar", jar(), "--config", config.toString())
                .redirectErrorStream(true);
        builder.environment().keySet().removeAll(List.of("JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS"));
        Files.writeString(
                folder.resolve("java.options"), "-XshowSettings:properties\n-Dsluicegate.test=here\n-XX:AOTMode=off\n");
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);

        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(2);
        assertThat(said).contains("sluicegate.test = here").contains("providers: no providers configured");
    }

    private String jar() {
        return folder.resolve("router.jar").toString();
    }

    private static @Nullable List<String> command(Map<String, String> environment, String... arguments)
            throws IOException {
        return CachedStart.command(String.join("\0", arguments) + "\0", environment, JAVA_HOME);
    }
}
