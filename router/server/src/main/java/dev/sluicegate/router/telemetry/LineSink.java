package dev.sluicegate.router.telemetry;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Lines, several in one write, but never a part of one: into a pipe as many as it takes without mixing them with the lines of others,
 * into a file as many as there are. A line that was written in part, because the disk was full, goes on where it stopped.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/pipe.7.html">pipe(7), PIPE_BUF</a>
 */
final class LineSink implements RecordSink {
    private static final int PIPE_BUF = 4096;

    private final Target target;
    private final int most;
    private ByteBuffer begun = ByteBuffer.allocate(0);
    private int begunLines;
    private byte @Nullable [] firstBegun;

    /** What lines are written to. */
    interface Target {
        /** Writes all of it, or fails and can be called again with what is left of it. */
        void write(ByteBuffer lines) throws IOException;
    }

    /** @param most bytes in one write; a line that is longer is one write all the same */
    private LineSink(Target target, int most) {
        this.target = target;
        this.most = most;
    }

    /** Into something that may be a pipe. */
    static LineSink pipe(Target target) {
        return new LineSink(target, PIPE_BUF);
    }

    /** The standard output, also of others in this process and of other processes. */
    static LineSink stdout() {
        FileChannel out = new FileOutputStream(FileDescriptor.out).getChannel();
        return pipe(lines -> writeAll(out, lines));
    }

    /** The end of a file, which may be moved away at any time: the next write begins it anew. */
    static LineSink file(Path file) {
        // opened for each write, so as many lines in one as there are
        return new LineSink(
                lines -> {
                    try (FileChannel out = FileChannel.open(
                            file, StandardOpenOption.WRITE, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
                        writeAll(out, lines);
                    }
                },
                Integer.MAX_VALUE);
    }

    /** A stream that does not say what it has taken when it fails; what is in a write is then lost. */
    static LineSink stream(OutputStream out) {
        return pipe(lines -> {
            byte[] bytes = new byte[lines.remaining()];
            lines.get(bytes);
            out.write(bytes);
            out.flush();
        });
    }

    private static void writeAll(FileChannel out, ByteBuffer lines) throws IOException {
        while (lines.hasRemaining()) {
            out.write(lines);
        }
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // whether it is the very same line
    public void write(Deque<byte[]> records) throws IOException {
        while (!records.isEmpty()) {
            if (firstBegun != records.peekFirst()) {
                begin(records);
            }
            target.write(begun);
            for (int i = 0; i < begunLines; i++) {
                records.removeFirst();
            }
            firstBegun = null;
        }
    }

    private void begin(Deque<byte[]> records) {
        int lines = 0;
        int length = 0;
        for (byte[] record : records) {
            if (lines > 0 && length + record.length > most) {
                break;
            }
            lines++;
            length += record.length;
        }
        begun = ByteBuffer.allocate(length);
        records.stream().limit(lines).forEach(begun::put);
        begun.flip();
        begunLines = lines;
        firstBegun = records.peekFirst();
    }
}
