package dev.sluicegate.router.sse;

/**
 * Finds where events end in a stream of server-sent events, however the bytes are split, so that whatever must be said to the
 * client can be said between two events and never inside one. Not thread-safe.
 *
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream">The format</a>
 */
public final class EventStream {
    /** How many of a line's first bytes a {@link LastLine} is shown. */
    public static final int LINE_PREFIX = 40;

    private final LastLine lastLine;
    private final byte[] prefix = new byte[LINE_PREFIX];
    private int lineLength;
    private boolean afterCarriageReturn;
    private boolean insideEvent;
    private boolean hasData;
    private boolean lastEvent;
    private boolean ended;

    public EventStream(LastLine lastLine) {
        this.lastLine = lastLine;
    }

    /** Whether a line says that the stream ends well here. */
    @FunctionalInterface
    public interface LastLine {
        boolean test(byte[] prefix, int length);
    }

    /**
     * Takes the next bytes of the stream.
     *
     * @return the offset in {@code bytes} after the last event that ends within {@code from} to {@code to}, or {@code from} if
     *     none does
     */
    public int accept(byte[] bytes, int from, int to) {
        int boundary = from;
        for (int i = from; i < to; i++) {
            byte b = bytes[i];
            if (b == '\n' && afterCarriageReturn) {
                afterCarriageReturn = false;
                // the second half of a line end that has been counted: it belongs to what came before it
                if (!insideEvent) {
                    boundary = i + 1;
                }
            } else if (b == '\n' || b == '\r') {
                afterCarriageReturn = b == '\r';
                if (endLine()) {
                    boundary = i + 1;
                }
            } else {
                afterCarriageReturn = false;
                insideEvent = true;
                if (lineLength < LINE_PREFIX) {
                    prefix[lineLength] = b;
                }
                lineLength++;
            }
        }
        return boundary;
    }

    /** Whether the bytes so far end inside an event. */
    public boolean insideEvent() {
        return insideEvent;
    }

    /** Whether the terminator, or an error event, has been seen, its data included. Some leave out the blank line after it. */
    public boolean ended() {
        return ended;
    }

    private boolean endLine() {
        if (lineLength == 0) {
            ended |= lastEvent;
            insideEvent = false;
            hasData = false;
            return true;
        }
        lastEvent |= lastLine.test(prefix, Math.min(lineLength, LINE_PREFIX));
        hasData |= lineLength > 4 && prefix[0] == 'd' && prefix[1] == 'a' && prefix[2] == 't' && prefix[3] == 'a';
        ended |= lastEvent && hasData;
        lineLength = 0;
        return false;
    }
}
