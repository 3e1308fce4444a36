package dev.sluicegate.router.response;

import dev.sluicegate.router.sse.EventScanner;
import dev.sluicegate.router.translate.CallRepair;
import io.vertx.core.buffer.Buffer;

/** Whole events of a stream, with the data of those repaired that need it and everything else as it came. */
final class RepairedEvents implements EventScanner.Listener {
    private static final int DATA = "data:".length();

    private final CallRepair repair;
    private final Buffer repaired = Buffer.buffer();
    private int copied;

    private RepairedEvents(CallRepair repair, int from) {
        this.repair = repair;
        this.copied = from;
    }

    /** @param events which are given back as they are if nothing is wrong with them */
    static Buffer of(Buffer events, CallRepair repair) {
        HeapBytes heap = HeapBytes.of(events);
        RepairedEvents reading = new RepairedEvents(repair, heap.from());
        new EventScanner(reading, Integer.MAX_VALUE).accept(heap.array(), heap.from(), heap.to());
        if (reading.repaired.length() == 0) {
            return events;
        }
        return reading.repaired.appendBytes(heap.array(), reading.copied, heap.to() - reading.copied);
    }

    /** Providers write a chunk as one line of data. */
    @Override
    public void line(byte[] bytes, int from, int to, int next) {
        if (to - from <= DATA || bytes[from] != 'd' || bytes[from + DATA - 1] != ':') {
            return;
        }
        byte[] data = repair.repaired(bytes, from + DATA, to);
        if (data != null) {
            repaired.appendBytes(bytes, copied, from + DATA - copied)
                    .appendByte((byte) ' ')
                    .appendBytes(data);
            copied = to;
        }
    }

    @Override
    public void end(int next) {
        // the line that was repaired is copied, and the rest follows at the end
    }
}
