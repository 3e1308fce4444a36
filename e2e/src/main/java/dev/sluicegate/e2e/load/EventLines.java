package dev.sluicegate.e2e.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.buffer.Buffer;
import java.util.function.Consumer;

/** Cuts a stream of server-sent events into the data of each. The data of the tests' events is one line. */
final class EventLines {
    private final Consumer<String> data;
    private Buffer rest = Buffer.buffer();

    EventLines(Consumer<String> data) {
        this.data = data;
    }

    void take(Buffer chunk) {
        Buffer all = rest.length() == 0 ? chunk : rest.appendBuffer(chunk);
        int start = 0;
        for (int i = 0; i < all.length(); i++) {
            if (all.getByte(i) == '\n') {
                line(all.getString(start, i, UTF_8.name()).stripTrailing());
                start = i + 1;
            }
        }
        rest = Buffer.buffer().appendBuffer(all, start, all.length() - start);
    }

    private void line(String line) {
        if (line.startsWith("data:")) {
            data.accept(line.substring("data:".length()).strip());
        }
    }
}
