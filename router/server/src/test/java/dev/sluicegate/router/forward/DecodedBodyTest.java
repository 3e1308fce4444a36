package dev.sluicegate.router.forward;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluicegate.router.coding.ContentCoding;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Bodies in any coding come out the same however their bytes come, as far as they have come, and in bounded memory however many they
 * become. The test is the event loop: it runs one task after another.
 */
class DecodedBodyTest {
    private static final String TEXT = "data: {\"model\":\"oai\",\"input\":\"hi\"}\n\n".repeat(3);

    /** The same by Brotli's own encoder. */
    private static final byte[] BROTLI =
            Base64.getDecoder().decode("G2sAgJ0HtltkcvcpFDqNd0ItkkamsxVAwvYU2lvqsPS1IKPsAqAchSzknCiWgAmQ4Q8=");

    private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
    private final AtomicInteger tasksWaiting = new AtomicInteger();
    private volatile int mostWaiting;
    private final Received received = new Received();
    private final Connection connection = new Connection();
    private int progress;

    static Stream<List<Object>> bodies() {
        return Stream.concat(
                Codings.WITH_ENCODER.stream()
                        .map(coding -> List.of(coding, Codings.encode(coding, TEXT.getBytes(UTF_8)))),
                Stream.of(List.of("br", BROTLI)));
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void everySplitGivesTheSame(List<Object> body) throws Exception {
        byte[] all = (byte[]) body.get(1);
        for (int at = 0; at <= all.length; at++) {
            received.text.reset();
            received.end = null;
            AnswerBody.Reader coded = open((String) body.get(0));
            coded.piece(Buffer.buffer(Arrays.copyOf(all, at)));
            coded.piece(Buffer.buffer(Arrays.copyOfRange(all, at, all.length)));
            coded.end();
            runUntilEnd();
            assertThat(received.text.toString(UTF_8)).as("%s", at).isEqualTo(TEXT);
            assertThat(received.end).isEqualTo("end");
        }
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void aPartIsInvalid(List<Object> body) throws Exception {
        byte[] all = (byte[]) body.get(1);
        for (int length = 1; length < all.length; length++) {
            received.end = null;
            AnswerBody.Reader coded = open((String) body.get(0));
            coded.piece(Buffer.buffer(Arrays.copyOf(all, length)));
            coded.end();
            runUntilEnd();
            assertThat(received.end).as("%s of %s", length, all.length).isEqualTo("invalid");
        }
    }

    /** What the provider has flushed comes before its next byte does. */
    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate"})
    void eventsAreNotLate(String coding) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        AnswerBody.Reader coded = open(coding);
        try (OutputStream encoder = Codings.encoder(coding, bytes)) {
            encoder.write("first\n\n".getBytes(UTF_8));
            encoder.flush();
            coded.piece(Buffer.buffer(bytes.toByteArray()));
            runUntil(() -> received.text.size() > 0);
            assertThat(received.text.toString(UTF_8)).isEqualTo("first\n\n");
            assertThat(progress).isEqualTo(1);
        }
    }

    /** 64 MiB out of 64 KiB: there is one piece of it at a time, and only if somebody takes it. */
    @Test
    void aBombIsOnePieceAtATime() throws Exception {
        byte[] bomb = Codings.encode("gzip", new byte[64 << 20]);
        AnswerBody.Reader coded = open("gzip");
        for (int at = 0; at < bomb.length; at += 16 * 1024) {
            coded.piece(Buffer.buffer(Arrays.copyOfRange(bomb, at, Math.min(bomb.length, at + 16 * 1024))));
        }
        coded.end();
        received.keeps = false;
        runUntil(() -> received.bytes == 64 << 20);
        assertThat(received.largest).isLessThanOrEqualTo(16 * 1024);
        // a piece and the wish for more coded bytes
        assertThat(mostWaiting).isLessThanOrEqualTo(2);
    }

    @Test
    void aReaderThatPausesHoldsTheConnection() throws Exception {
        byte[] random = new byte[300 * 1024];
        new Random(1).nextBytes(random);
        byte[] gzip = Codings.encode("gzip", random);
        AnswerBody.Reader coded = open("gzip");
        body().pause();
        int sent = 0;
        while (!connection.paused) {
            coded.piece(Buffer.buffer(Arrays.copyOfRange(gzip, sent, sent + 8 * 1024)));
            sent += 8 * 1024;
        }
        assertThat(sent).isLessThanOrEqualTo(128 * 1024);
        assertThat(progress).isZero();
        body().resume();
        runUntil(() -> !connection.paused);
        coded.piece(Buffer.buffer(Arrays.copyOfRange(gzip, sent, gzip.length)));
        coded.end();
        runUntilEnd();
        assertThat(Arrays.equals(received.text.toByteArray(), random)).isTrue();
    }

    /** A decoder that went on waiting would be one more thread for each client that leaves. */
    @Test
    void aStoppedBodyTellsNothingAndItsDecoderEnds() throws Exception {
        AnswerBody.Reader coded = open("gzip");
        coded.piece(Buffer.buffer(Arrays.copyOf(Codings.encode("gzip", TEXT.getBytes(UTF_8)), 20)));
        body().stop();
        // the last that a decoder does is to tell its end, which nobody hears
        Objects.requireNonNull(tasks.poll(20, TimeUnit.SECONDS)).run();
        assertThat(received.end).isNull();
        assertThat(received.bytes).isZero();
    }

    @Test
    void noBodyAtAllIsOne() throws Exception {
        open("gzip").end();
        runUntilEnd();
        assertThat(received.end).isEqualTo("end");
    }

    private @Nullable DecodedBody current;

    private DecodedBody body() {
        return Objects.requireNonNull(current);
    }

    /** Returns where the coded bytes go in. */
    private AnswerBody.Reader open(String coding) {
        current = new DecodedBody(
                task -> {
                    mostWaiting = Math.max(mostWaiting, tasksWaiting.incrementAndGet());
                    tasks.add(task);
                },
                connection,
                Objects.requireNonNull(ContentCoding.of(coding)),
                () -> progress++);
        body().read(received);
        return Objects.requireNonNull(connection.reader);
    }

    private void runUntilEnd() throws InterruptedException {
        runUntil(() -> received.end != null);
    }

    private void runUntil(BooleanSupplier done) throws InterruptedException {
        while (!done.getAsBoolean()) {
            Runnable task = Objects.requireNonNull(tasks.poll(20, TimeUnit.SECONDS), "nothing more comes");
            tasksWaiting.decrementAndGet();
            task.run();
        }
    }

    private static final class Received implements AnswerBody.Reader {
        private final ByteArrayOutputStream text = new ByteArrayOutputStream();
        private boolean keeps = true;
        private long bytes;
        private int largest;
        private @Nullable String end;

        @Override
        public void piece(Buffer plain) {
            bytes += plain.length();
            largest = Math.max(largest, plain.length());
            if (keeps) {
                text.writeBytes(plain.getBytes());
            }
        }

        @Override
        public void end() {
            end = "end";
        }

        @Override
        public void invalid() {
            end = "invalid";
        }
    }

    private static final class Connection implements AnswerBody {
        @Override
        public void afterRead(Runnable task) {
            task.run();
        }

        private AnswerBody.@Nullable Reader reader;
        private boolean paused;

        @Override
        public void read(Reader to) {
            reader = to;
        }

        @Override
        public void pause() {
            paused = true;
        }

        @Override
        public void resume() {
            paused = false;
        }

        @Override
        public void stop() {}
    }
}
