package dev.sluicegate.router.forward;

import dev.sluicegate.router.coding.ContentCoding;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A body that its provider has compressed, although it was asked not to. Decoders read streams and wait for them, so each has a virtual thread;
 * it decodes as far as the coded bytes go and then gives what there is, so that a stream's events are not late. It is never more than
 * one piece ahead of the reader, nor the connection more than {@link #MOST_CODED} ahead of it, however much the bytes become.
 *
 * <p>Those of zstd and Brotli are late all the same: their decoders give nothing before the window is full or the body ends.
 */
final class DecodedBody implements AnswerBody {
    private static final int PIECE = 16 * 1024;
    private static final int MOST_CODED = 64 * 1024;

    private final Executor loop;
    private final AnswerBody coded;
    private final ContentCoding coding;
    private final Runnable progress;
    private final CodedStream input = new CodedStream();
    private @Nullable Reader reader;

    /** The fields below are the decoder's too, and guarded by this. */
    private final Object lock = new Object();

    private final Deque<byte[]> waiting = new ArrayDeque<>();
    private int waitingBytes;
    private boolean held;
    private boolean ended;
    private boolean stopped;
    private boolean paused;
    /** Whether a piece is on its way to the reader. */
    private boolean delivering;

    /** What the decoder has decoded and not given. Its own. */
    private final byte[] piece = new byte[PIECE];

    private int pieceLength;
    private final byte[] fresh = new byte[PIECE];

    /** @param loop of the reader */
    DecodedBody(Executor loop, AnswerBody coded, ContentCoding coding, Runnable progress) {
        this.loop = loop;
        this.coded = coded;
        this.coding = coding;
        this.progress = progress;
    }

    @Override
    public void read(Reader to) {
        reader = to;
        coded.read(new Coded(to));
        Thread.ofVirtual().name("decoder").start(this::decode);
    }

    @Override
    public void pause() {
        set(() -> paused = true);
    }

    @Override
    public void resume() {
        set(() -> paused = false);
    }

    @Override
    public void afterRead(Runnable task) {
        loop.execute(task);
    }

    @Override
    public void stop() {
        set(() -> {
            stopped = true;
            waiting.clear();
        });
    }

    private void set(Runnable change) {
        synchronized (lock) {
            change.run();
            lock.notifyAll();
        }
    }

    /** The coded bytes, as they come. On the event loop. */
    private final class Coded implements Reader {
        private final Reader to;

        Coded(Reader to) {
            this.to = to;
        }

        @Override
        public void piece(Buffer bytes) {
            boolean takesMore;
            synchronized (lock) {
                if (stopped) {
                    return;
                }
                waiting.add(bytes.getBytes());
                waitingBytes += bytes.length();
                held |= waitingBytes > MOST_CODED;
                takesMore = !paused;
                lock.notifyAll();
                if (held) {
                    coded.pause();
                }
            }
            if (takesMore) {
                progress.run();
            }
        }

        @Override
        public void end() {
            set(() -> ended = true);
        }

        @Override
        public void invalid() {
            to.invalid();
        }
    }

    private void decode() {
        try {
            if (!input.awaitSome()) {
                // no body at all, which has nothing to be decoded
                last(Objects.requireNonNull(reader)::end);
                return;
            }
            try (InputStream plain = coding.decode(input)) {
                while (decodeMore(plain)) {
                    if (pieceLength == PIECE) {
                        give();
                    }
                }
            }
            give();
            last(Objects.requireNonNull(reader)::end);
        } catch (IOException | RuntimeException e) {
            // decoders meet bytes that are not theirs with exceptions of many kinds
            last(Objects.requireNonNull(reader)::invalid);
        }
    }

    private boolean decodeMore(InputStream plain) throws IOException {
        // not into the piece, which may be given while this waits
        int read = plain.read(fresh, 0, PIECE - pieceLength);
        if (read > 0) {
            System.arraycopy(fresh, 0, piece, pieceLength, read);
            pieceLength += read;
        }
        return read >= 0;
    }

    /** Gives the reader what is decoded, as soon as it takes it. */
    private void give() throws IOException {
        if (pieceLength == 0) {
            return;
        }
        synchronized (lock) {
            await(() -> !delivering && !paused);
            delivering = true;
        }
        Buffer plain = Buffer.buffer(Arrays.copyOf(piece, pieceLength));
        pieceLength = 0;
        loop.execute(() -> deliver(plain));
    }

    private void deliver(Buffer plain) {
        boolean wanted;
        synchronized (lock) {
            wanted = !stopped;
        }
        if (wanted) {
            Objects.requireNonNull(reader).piece(plain);
        }
        set(() -> delivering = false);
    }

    private void last(Runnable news) {
        loop.execute(() -> {
            boolean wanted;
            synchronized (lock) {
                wanted = !stopped;
                stopped = true;
            }
            if (wanted) {
                news.run();
            }
        });
    }

    /** To be called with the lock. */
    private void await(BooleanSupplier condition) throws IOException {
        try {
            while (!condition.getAsBoolean() && !stopped) {
                lock.wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
        if (stopped) {
            throw new IOException("nobody reads it any more");
        }
    }

    /** The coded bytes as the decoder reads them. */
    private final class CodedStream extends InputStream {
        private byte[] current = {};
        private int at;

        @Override
        public int read() throws IOException {
            return awaitSome() ? current[at++] & 0xff : -1;
        }

        @Override
        public int read(byte[] to, int from, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (!awaitSome()) {
                return -1;
            }
            int some = Math.min(length, current.length - at);
            System.arraycopy(current, at, to, from, some);
            at += some;
            return some;
        }

        @Override
        public int available() {
            synchronized (lock) {
                return current.length - at + waitingBytes;
            }
        }

        /** Whether there is a byte; false at the end. */
        boolean awaitSome() throws IOException {
            while (at == current.length) {
                boolean none;
                synchronized (lock) {
                    none = waiting.isEmpty() && !ended;
                }
                if (none) {
                    give();
                }
                if (!next()) {
                    return false;
                }
            }
            return true;
        }

        private boolean next() throws IOException {
            synchronized (lock) {
                await(() -> !waiting.isEmpty() || ended);
                if (waiting.isEmpty()) {
                    return false;
                }
                current = waiting.removeFirst();
                at = 0;
                waitingBytes -= current.length;
                if (held && waitingBytes == 0) {
                    held = false;
                    loop.execute(coded::resume);
                }
                return true;
            }
        }
    }
}
