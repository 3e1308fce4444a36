package dev.sluicegate.router.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The providers' answers of the golden conversations, for the official clients to read through the router. */
public final class Golden {
    private static final Path ROOT = Path.of("src/test/resources/dev/sluicegate/router/translate");

    private Golden() {}

    /** Answers with a file, such as {@code openai/plain/answer.sse}: by its name a document, a stream, or an error. */
    public static void answer(FakeUpstream.Call call, String file) {
        String text = read(file);
        if (!file.endsWith(".sse")) {
            call.json(status(file), text);
            return;
        }
        call.startStream();
        // in pieces that are no events
        int from = 0;
        while (from < text.length()) {
            int to = Math.min(text.length(), from + 100);
            to += to < text.length() && Character.isLowSurrogate(text.charAt(to)) ? 1 : 0;
            call.send(text.substring(from, to));
            from = to;
        }
        call.end();
    }

    private static int status(String file) {
        int error = file.indexOf("/error-");
        return error < 0 ? 200 : Integer.parseInt(file, error + 7, error + 10, 10);
    }

    private static String read(String file) {
        try {
            // without what is written beside an expected answer
            return Files.readString(ROOT.resolve(file)).replaceAll("(?m)^# .*\\R", "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is at this path in a JSON document, with {@code /} between names and numbers; null if there is nothing. */
    public static @Nullable String at(String json, String path) {
        try {
            var node = RunningRouter.JSON.readTree(json).at(path);
            return node.isMissingNode() ? null : node.isValueNode() ? node.asText() : node.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
