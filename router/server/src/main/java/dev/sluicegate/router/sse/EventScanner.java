package dev.sluicegate.router.sse;

import java.util.Arrays;

/**
 * The one reader of server-sent events' lines, from bytes that come in any pieces. Lines end with LF, CR or CRLF, and a byte order mark
 * before the first one is no part of it. A line that lies in one piece is shown where it lies; only of a line that is split is anything
 * copied, and no more than asked for. Not thread-safe.
 *
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream">The format</a>
 */
public final class EventScanner {
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};
    private static final int FIRST_SIZE = 128;

    private final Listener listener;
    private final int mostKept;
    private byte[] begun = {};
    private int kept;
    private boolean insideLine;
    private boolean insideEvent;
    private boolean firstLine = true;
    private boolean afterCarriageReturn;

    /** The reader of a stream's lines. What it is shown is valid during the call only. */
    public interface Listener {
        /**
         * A line that is not empty; a comment begins with a colon.
         *
         * @param bytes has the line from {@code from} to {@code to}, without its end; of a line that came split, at least as many of the first bytes
         *     as the scanner keeps
         * @param next the offset in the piece after the line's end
         */
        void line(byte[] bytes, int from, int to, int next);

        /**
         * An empty line, which ends the event that the lines since the last one are.
         *
         * @param next the offset in the piece after it
         */
        void end(int next);

        /**
         * The second half of a CRLF of which the piece before had the first: part of the line that has been shown already.
         *
         * @param next the offset in the piece after it
         */
        default void restOfLineEnd(int next) {}
    }

    /** @param mostKept how many bytes of a split line matter */
    public EventScanner(Listener listener, int mostKept) {
        this.listener = listener;
        this.mostKept = mostKept;
    }

    /** Takes the stream's next bytes, which it does not keep. */
    public void accept(byte[] bytes, int from, int to) {
        int start = from;
        if (afterCarriageReturn && start < to) {
            afterCarriageReturn = false;
            if (bytes[start] == '\n') {
                start++;
                listener.restOfLineEnd(start);
            }
        }
        while (start < to) {
            int end = LineEnd.find(bytes, start, to);
            if (end == to) {
                keep(bytes, start, to);
                return;
            }
            int next = end + 1;
            if (bytes[end] == '\r') {
                afterCarriageReturn = next == to;
                next += next < to && bytes[next] == '\n' ? 1 : 0;
            }
            endLine(bytes, start, end, next);
            start = next;
        }
    }

    /** Whether the bytes so far end inside an event. */
    public boolean insideEvent() {
        return insideEvent;
    }

    /** How many bytes of a line that is not whole are kept. */
    public int kept() {
        return kept;
    }

    private void keep(byte[] bytes, int from, int to) {
        insideLine = true;
        insideEvent = true;
        int more = Math.min(to - from, mostKept - kept);
        if (kept + more > begun.length) {
            begun = Arrays.copyOf(begun, Math.max(kept + more, Math.min(mostKept, Math.max(FIRST_SIZE, 2 * kept))));
        }
        System.arraycopy(bytes, from, begun, kept, more);
        kept += more;
    }

    private void endLine(byte[] bytes, int from, int to, int next) {
        if (!insideLine) {
            show(bytes, from, to, next);
            return;
        }
        keep(bytes, from, to);
        int length = kept;
        kept = 0;
        insideLine = false;
        show(begun, 0, length, next);
    }

    private void show(byte[] bytes, int from, int to, int next) {
        int start = from;
        if (firstLine) {
            firstLine = false;
            start += startsWithMark(bytes, from, to) ? BYTE_ORDER_MARK.length : 0;
        }
        insideEvent = start < to;
        if (insideEvent) {
            listener.line(bytes, start, to, next);
        } else {
            listener.end(next);
        }
    }

    private static boolean startsWithMark(byte[] bytes, int from, int to) {
        int end = from + BYTE_ORDER_MARK.length;
        return end <= to && Arrays.equals(bytes, from, end, BYTE_ORDER_MARK, 0, BYTE_ORDER_MARK.length);
    }
}
