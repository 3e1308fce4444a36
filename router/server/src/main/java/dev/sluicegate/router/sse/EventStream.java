package dev.sluicegate.router.sse;

/**
 * The ends of a stream's events, however its bytes are split, and the stream's own end: whatever must be said to the client can be said
 * between two events and never inside one. Not thread-safe.
 */
public final class EventStream {
    /** How many of a line's first bytes a {@link LastLine} is shown. */
    public static final int LINE_PREFIX = 40;

    private final EventScanner scanner = new EventScanner(new Boundaries(), LINE_PREFIX);
    private final LastLine lastLine;
    private int boundary;
    private boolean hasData;
    private boolean lastEvent;
    private boolean ended;

    public EventStream(LastLine lastLine) {
        this.lastLine = lastLine;
    }

    /** The rule by which a line says that the stream ends well here. */
    @FunctionalInterface
    public interface LastLine {
        /** @param bytes has the line's first bytes from {@code from} to {@code to}; all of them if they are fewer than {@link #LINE_PREFIX} */
        boolean test(byte[] bytes, int from, int to);
    }

    /**
     * Takes the next bytes of the stream.
     *
     * @return the offset in {@code bytes} after the last event that ends within {@code from} to {@code to}, or {@code from} if
     *     none does
     */
    public int accept(byte[] bytes, int from, int to) {
        boundary = from;
        scanner.accept(bytes, from, to);
        return boundary;
    }

    /** Whether the bytes so far end inside an event. */
    public boolean insideEvent() {
        return scanner.insideEvent();
    }

    /** Whether the terminator, or an error event, has been seen, its data included. Some leave out the blank line after it. */
    public boolean ended() {
        return ended;
    }

    private final class Boundaries implements EventScanner.Listener {
        @Override
        public void line(byte[] bytes, int from, int to, int next) {
            lastEvent |= lastLine.test(bytes, from, Math.min(to, from + LINE_PREFIX));
            hasData |= to - from > 4
                    && bytes[from] == 'd'
                    && bytes[from + 1] == 'a'
                    && bytes[from + 2] == 't'
                    && bytes[from + 3] == 'a';
            ended |= lastEvent && hasData;
        }

        @Override
        public void end(int next) {
            boundary = next;
            ended |= lastEvent;
            hasData = false;
        }

        @Override
        public void restOfLineEnd(int next) {
            if (!scanner.insideEvent()) {
                boundary = next;
            }
        }
    }
}
