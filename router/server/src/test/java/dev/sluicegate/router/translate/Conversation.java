package dev.sluicegate.router.translate;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluicegate.router.provider.ApiError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A golden conversation: a folder below {@code src/test/resources}, under what is translated. {@code request.json} is what the
 * client sends; each other file is what the provider may answer, {@code error-429.json} with that status. What is expected stands
 * beside it, with {@code .out} before the ending.
 */
record Conversation(Pair pair, Path folder) {
    private static final Path ROOT = Path.of("src/test/resources/dev/sluicegate/router/translate");
    static final long SECOND = 1_800_000_000;

    static List<Conversation> all() {
        List<Conversation> all = new ArrayList<>();
        for (Pair pair : Pair.values()) {
            list(ROOT.resolve(pair.folder)).forEach(folder -> all.add(new Conversation(pair, folder)));
        }
        return all;
    }

    /** Of one conversation. */
    static Conversation of(Pair pair, String name) {
        return all().stream()
                .filter(each -> each.pair == pair && each.folder.endsWith(name))
                .findFirst()
                .orElseThrow();
    }

    private static List<Path> list(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted(Comparator.naturalOrder()).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Translation translation() {
        return translated().translation();
    }

    Translation.Result.Translated translated() {
        return switch (pair.translate(read(folder.resolve("request.json")))) {
            case Translation.Result.Translated translated -> translated;
            case Translation.Result.Refused(ApiError error) ->
                throw new AssertionError(folder + " was refused: " + error.message());
        };
    }

    List<Path> answers() {
        return list(folder).stream()
                .filter(file -> !file.getFileName().toString().contains(".out."))
                .filter(file -> !file.endsWith("request.json"))
                .toList();
    }

    List<Path> streams() {
        return answers().stream().filter(Conversation::isStream).toList();
    }

    ResponseCodec codec(Path answer) {
        String name = answer.getFileName().toString();
        int status = name.startsWith("error-") ? Integer.parseInt(name.substring(6, 9)) : 200;
        return translation().response(new Translation.Head(status, isStream(answer), "req-1", SECOND));
    }

    private static boolean isStream(Path answer) {
        return answer.toString().endsWith(".sse");
    }

    static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path expected(Path file) {
        String name = file.getFileName().toString();
        int ending = name.lastIndexOf('.');
        return file.resolveSibling(name.substring(0, ending) + ".out" + name.substring(ending));
    }

    static String text(byte[] bytes) {
        return new String(bytes, UTF_8);
    }
}
