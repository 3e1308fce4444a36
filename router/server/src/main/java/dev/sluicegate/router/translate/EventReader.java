package dev.sluicegate.router.translate;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluicegate.router.sse.EventScanner;
import java.util.Arrays;

/**
 * Reads server-sent events from bytes that come in any pieces. An event that has not ended with the stream counts if its lines
 * have: some providers leave out the last blank line. Not thread-safe.
 *
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream">The format</a>
 */
final class EventReader implements EventScanner.Listener {
    /** No token is this large; a picture in a stream would be. */
    private static final int LARGEST_EVENT = 32 << 20;

    private final Receiver receiver;
    private final EventScanner scanner = new EventScanner(this, LARGEST_EVENT + 1);
    private byte[] data = {};
    private int length;
    private boolean hasData;
    private String name = "";

    EventReader(Receiver receiver) {
        this.receiver = receiver;
    }

    /** What comes out. */
    interface Receiver {
        /** @param name empty if the event has none */
        void event(String name, byte[] data);

        /** A line that means nothing but that the other side is there. */
        void comment();
    }

    /** @throws Untranslatable if an event is too large, or by the receiver */
    void accept(byte[] bytes, int from, int to) {
        scanner.accept(bytes, from, to);
        checkSize(scanner.kept());
    }

    /** The stream has ended. */
    void end() {
        dispatch();
    }

    private void checkSize(int line) {
        if ((long) line + length > LARGEST_EVENT) {
            throw new Untranslatable("sent an event of more than " + (LARGEST_EVENT >> 20) + " MiB");
        }
    }

    @Override
    public void line(byte[] bytes, int from, int to, int next) {
        checkSize(to - from);
        if (bytes[from] == ':') {
            receiver.comment();
            return;
        }
        int colon = from;
        while (colon < to && bytes[colon] != ':') {
            colon++;
        }
        int value = Math.min(colon + 1, to);
        if (value < to && bytes[value] == ' ') {
            value++;
        }
        switch (text(bytes, from, colon)) {
            case "event" -> name = text(bytes, value, to);
            case "data" -> add(bytes, value, to);
            // id and retry are for reconnecting, which neither protocol does
            default -> {}
        }
    }

    private void add(byte[] bytes, int from, int to) {
        if (!hasData) {
            hasData = true;
            length = to - from;
            data = Arrays.copyOfRange(bytes, from, to);
            return;
        }
        int needed = length + 1 + to - from;
        if (needed > data.length) {
            data = Arrays.copyOf(data, Math.max(needed, 2 * data.length));
        }
        data[length] = '\n';
        System.arraycopy(bytes, from, data, length + 1, to - from);
        length = needed;
    }

    private static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, UTF_8);
    }

    @Override
    public void end(int next) {
        dispatch();
    }

    private void dispatch() {
        boolean isEvent = hasData;
        String event = name;
        byte[] content = length == data.length ? data : Arrays.copyOf(data, length);
        name = "";
        hasData = false;
        data = new byte[0];
        length = 0;
        if (isEvent) {
            receiver.event(event, content);
        }
    }
}
