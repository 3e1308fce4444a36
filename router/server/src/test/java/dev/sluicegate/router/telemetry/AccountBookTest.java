package dev.sluicegate.router.telemetry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluicegate.router.account.InFlightRequest;
import dev.sluicegate.router.account.InFlightRequest.RequestRecord;
import dev.sluicegate.router.account.Ledger;
import dev.sluicegate.router.account.Prices;
import dev.sluicegate.router.account.Usage;
import dev.sluicegate.router.adminapi.RouterStatus.Outcome;
import dev.sluicegate.router.config.Price;
import dev.sluicegate.router.provider.Operation;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccountBookTest {
    @TempDir
    private Path folder;

    @Test
    void writesEveryFieldOnOneLine() throws IOException {
        Path file = folder.resolve("accounts.jsonl");
        AtomicLong now = new AtomicLong();
        Ledger ledger = new Ledger(now::get);
        try (AccountBook book = AccountBook.inFile(file, new RecordCounts())) {
            ledger.onEnd(book);
            InFlightRequest request = ledger.begin("req_1");
            request.asks(Operation.CHAT);
            request.from("team-a", Map.of("team", "a\n\"b\""));
            request.identified("fast", true);
            request.attempt("azure", "gpt-4");
            request.attempt("openai", "gpt-4o-mini");
            request.pricedBy(Prices.of(List.of(new Price(
                    "gpt-4o-mini",
                    null,
                    new BigDecimal("0.1"),
                    new BigDecimal("0.8"),
                    BigDecimal.ZERO,
                    BigDecimal.ZERO))));
            request.answered(200);
            now.set(12_345_678);
            request.sent(1000);
            request.failed("upstream_timeout");
            request.measuredBy(() -> new Usage(10, 4, 1, 5, 2, true));
            now.set(98_765_432);
            request.end(Outcome.CLIENT_LEFT);
        }
        assertThat(Files.readString(file))
                .matches("\\{\"time\":\"2[-0-9]+T[0-9:.]+Z\",\"id\".*}\n")
                .endsWith("\"id\":\"req_1\",\"key\":\"team-a\",\"labels\":{\"team\":\"a\\n\\\"b\\\"\"},"
                        + "\"operation\":\"chat\",\"stream\":true,\"model\":\"fast\",\"provider\":\"openai\","
                        + "\"providerModel\":\"gpt-4o-mini\",\"attempts\":2,\"status\":200,\"outcome\":\"client_left\","
                        + "\"error\":\"upstream_timeout\",\"durationMs\":98,\"firstByteMs\":12,\"bytes\":1000,"
                        + "\"inputTokens\":10,\"cachedInputTokens\":4,\"cacheWriteTokens\":1,\"outputTokens\":5,\"reasoningTokens\":2,"
                        + "\"estimated\":true,\"cost\":0.0000045}\n");
    }

    @Test
    void losesNothingWhileItCannotWriteAndAsksForNoMoreWhenTooMuchWaits() {
        AtomicBoolean broken = new AtomicBoolean(true);
        StringBuilder written = new StringBuilder();
        AccountBook book = new AccountBook(
                LineSink.pipe(lines -> {
                    // part of it, as on a disk that is just full
                    write(lines, written, broken.get() ? 10 : lines.remaining());
                    if (broken.get()) {
                        throw new IOException("the disk is full");
                    }
                }),
                100,
                new RecordCounts());
        book.accept(ended(0));
        await().until(() -> !book.problem().isEmpty());
        IntStream.range(1, 100).forEach(i -> book.accept(ended(i)));
        assertThat(book.isFull()).isFalse();
        book.accept(ended(100));
        assertThat(book.isFull()).isTrue();
        assertThat(book.problem()).isEqualTo("accounting records cannot be written: the disk is full");

        broken.set(false);
        await().until(() -> book.problem().isEmpty() && !book.isFull());
        book.accept(ended(101));
        book.close();
        List<String> lines = written.toString().lines().toList();
        assertThat(lines).hasSize(102);
        for (int i = 0; i < lines.size(); i++) {
            assertThat(lines.get(i))
                    .startsWith("{\"time\"")
                    .contains("\"id\":\"req_" + i + "\"")
                    .endsWith("}");
        }
    }

    @Test
    void goesOnInANewFileWhenTheOldOneIsMovedAway() throws IOException {
        Path file = folder.resolve("accounts.jsonl");
        try (AccountBook book = AccountBook.inFile(file, new RecordCounts())) {
            book.accept(ended(1));
            await().until(() -> Files.exists(file) && Files.size(file) > 0);
            Files.move(file, folder.resolve("old"));
            book.accept(ended(2));
        }
        assertThat(file).content().contains("req_2").doesNotContain("req_1");
    }

    @Test
    void leavesOutWhatAsksNothingOfAModel() throws IOException {
        Path file = folder.resolve("accounts.jsonl");
        Ledger ledger = new Ledger(System::nanoTime);
        try (AccountBook book = AccountBook.inFile(file, new RecordCounts())) {
            ledger.onEnd(book);
            ledger.begin("probe").end(Outcome.COMPLETED);
            InFlightRequest asked = ledger.begin("asked");
            asked.asks(Operation.EMBEDDINGS);
            asked.end(Outcome.CUT);
        }
        assertThat(file).content().contains("asked").doesNotContain("probe");
    }

    private static void write(ByteBuffer lines, StringBuilder written, int atMost) {
        byte[] bytes = new byte[Math.min(atMost, lines.remaining())];
        lines.get(bytes);
        written.append(new String(bytes, UTF_8));
    }

    private static RequestRecord ended(int i) {
        List<RequestRecord> ends = new ArrayList<>();
        Ledger ledger = new Ledger(System::nanoTime);
        ledger.onEnd(ends::add);
        InFlightRequest request = ledger.begin("req_" + i);
        request.asks(Operation.CHAT);
        request.end(Outcome.COMPLETED);
        return ends.getFirst();
    }
}
