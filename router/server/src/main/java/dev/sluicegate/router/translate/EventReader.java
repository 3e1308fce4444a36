package dev.sluicegate.router.translate;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/**
 * Reads server-sent events from bytes that come in any pieces. An event that has not ended with the stream counts if its lines
 * have: some providers leave out the last blank line. Not thread-safe.
 *
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream">The format</a>
 */
final class EventReader {
    /** No token is this large; a picture in a stream would be. */
    private static final int LARGEST_EVENT = 32 << 20;

    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

    private final Receiver receiver;
    private final Bytes line = new Bytes();
    private final Bytes data = new Bytes();
    private boolean hasData;
    private String name = "";
    private boolean firstLine = true;
    private boolean afterCarriageReturn;

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
        int start = from;
        for (int i = from; i < to; i++) {
            byte b = bytes[i];
            if (b == '\n' || b == '\r') {
                line.append(bytes, start, i);
                start = i + 1;
                boolean secondHalf = b == '\n' && afterCarriageReturn;
                afterCarriageReturn = b == '\r';
                if (!secondHalf) {
                    endLine();
                }
            } else {
                afterCarriageReturn = false;
            }
        }
        line.append(bytes, start, to);
        checkSize();
    }

    /** The stream has ended. */
    void end() {
        dispatch();
    }

    private void checkSize() {
        if ((long) line.length + data.length > LARGEST_EVENT) {
            throw new Untranslatable("sent an event of more than " + (LARGEST_EVENT >> 20) + " MiB");
        }
    }

    private void endLine() {
        checkSize();
        int from = firstLine && line.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.length : 0;
        firstLine = false;
        if (line.length == from) {
            dispatch();
        } else if (line.bytes[from] == ':') {
            receiver.comment();
        } else {
            field(from);
        }
        line.length = 0;
    }

    private void field(int from) {
        int colon = from;
        while (colon < line.length && line.bytes[colon] != ':') {
            colon++;
        }
        int value = Math.min(colon + 1, line.length);
        if (value < line.length && line.bytes[value] == ' ') {
            value++;
        }
        switch (line.text(from, colon)) {
            case "event" -> name = line.text(value, line.length);
            case "data" -> {
                if (hasData) {
                    data.append(new byte[] {'\n'}, 0, 1);
                }
                hasData = true;
                data.append(line.bytes, value, line.length);
            }
            // id and retry are for reconnecting, which neither protocol does
            default -> {}
        }
    }

    private void dispatch() {
        if (hasData) {
            byte[] content = Arrays.copyOf(data.bytes, data.length);
            String event = name;
            reset();
            receiver.event(event, content);
        } else {
            reset();
        }
    }

    private void reset() {
        name = "";
        hasData = false;
        data.length = 0;
    }

    private static final class Bytes {
        private byte[] bytes = new byte[512];
        private int length;

        void append(byte[] more, int from, int to) {
            int needed = length + (to - from);
            if (needed > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.max(needed, 2 * bytes.length));
            }
            System.arraycopy(more, from, bytes, length, to - from);
            length = needed;
        }

        boolean startsWith(byte[] start) {
            return length >= start.length && Arrays.equals(bytes, 0, start.length, start, 0, start.length);
        }

        String text(int from, int to) {
            return new String(bytes, from, to - from, UTF_8);
        }
    }
}
