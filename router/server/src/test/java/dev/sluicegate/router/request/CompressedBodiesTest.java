package dev.sluicegate.router.request;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluicegate.router.testkit.FakeUpstream;
import dev.sluicegate.router.testkit.RunningRouter;
import io.airlift.compress.zstd.ZstdOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Bodies that their clients have compressed are served as if they had come plain, and one that becomes huge is refused. */
class CompressedBodiesTest {
    private static final String PLAIN =
            "{\"model\":\"fast\",\"messages\":[{\"content\":\"" + "héllo ".repeat(20_000) + "\"}]}";

    /** The same by Brotli's own encoder, since the decoder's library has none. */
    private static final byte[] BROTLI = Base64.getDecoder()
            .decode("Wwsjgt55YNs8zihmg7KwsNvPWaxF9t62JltXX4OgpQ4rFh1wyInA7RA0z0DrhJogMERVMYjM5Z5zkxoCPA51Aw==");

    /** 50 MiB of zeros. */
    private static final byte[] BROTLI_BOMB = Base64.getDecoder()
            .decode(
                    "y///P/gnAOKxQCD3/o///3/wTwDEYRGA7v0f////4J8AiMMCAN37P/7//8E/ARCHBQC693/8//+DfwIgDgsAdO//+P//B/8EQBwWAOje/+X//wf+CYA4LADQvf8A");

    private final FakeUpstream upstream = new FakeUpstream();
    private final BodyBudget bodies = BodyBudget.ofThisHeap();
    private final RunningRouter router =
            RunningRouter.startWith(RunningRouter.config(upstream, "limits: {maxRequestBodySize: 1Mi}"), bodies);

    @AfterEach
    void close() {
        router.close();
        upstream.close();
    }

    @Test
    void isServedAsIfItHadComePlain() throws Exception {
        upstream.answers(call -> {
            assertThat(call.headers.contains("content-encoding")).isFalse();
            call.json(200, "{\"same\":" + call.body.equals(PLAIN.replace("fast", "real-model")) + "}");
        });
        byte[] plain = PLAIN.getBytes(UTF_8);
        for (HttpResponse<String> response : List.of(
                send("gzip", gzip(plain)),
                send("x-gzip", gzip(plain)),
                send("deflate", deflate(plain, false)),
                send("deflate", deflate(plain, true)),
                send("zstd", zstd(plain)),
                send("br", BROTLI),
                send("identity", plain))) {
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.body()).isEqualTo("{\"same\":true}");
        }
        await().until(() -> bodies.held() == 0);
    }

    @Test
    void oneThatBecomesHugeIsRefusedAndLeavesNothingBehind() throws Exception {
        byte[] bomb = gzip(new byte[200 << 20]);
        assertThat(bomb.length).isLessThan(1 << 20);
        assertThat(send("gzip", bomb).statusCode()).isEqualTo(413);
        assertThat(send("zstd", zstd(new byte[50 << 20])).statusCode()).isEqualTo(413);
        assertThat(send("br", BROTLI_BOMB).statusCode()).isEqualTo(413);
        await().until(() -> bodies.held() == 0);
    }

    @Test
    void whatIsNotWhatItSaysIsRefused() throws Exception {
        byte[] whole = gzip(PLAIN.getBytes(UTF_8));
        assertThat(send("gzip", PLAIN.getBytes(UTF_8)).statusCode()).isEqualTo(400);
        assertThat(send("gzip", Arrays.copyOf(whole, whole.length / 2)).statusCode())
                .isEqualTo(400);
        assertThat(send("deflate", PLAIN.getBytes(UTF_8)).statusCode()).isEqualTo(400);
        assertThat(send("gzip", new byte[0]).statusCode()).isEqualTo(400);
        byte[] zstd = zstd(PLAIN.getBytes(UTF_8));
        for (String coding : List.of("zstd", "br")) {
            byte[] good = coding.equals("zstd") ? zstd : BROTLI;
            assertThat(send(coding, PLAIN.getBytes(UTF_8)).statusCode()).isEqualTo(400);
            assertThat(send(coding, new byte[0]).statusCode()).isEqualTo(400);
            for (int at = 0; at < good.length; at++) {
                assertThat(send(coding, Arrays.copyOf(good, at)).statusCode())
                        .as("%s", at)
                        .isEqualTo(400);
            }
        }
        await().until(() -> bodies.held() == 0);
    }

    @Test
    void anotherCodingIsRefusedWithThoseThatMayBeUsed() throws Exception {
        for (String coding : new String[] {"lz4", "compress", "gzip, gzip"}) {
            HttpResponse<String> response = send(coding, PLAIN.getBytes(UTF_8));
            assertThat(response.statusCode()).isEqualTo(415);
            assertThat(response.headers().firstValue("accept-encoding")).contains("gzip, deflate, zstd, br");
            assertThat(response.body()).contains("send it plain, or as gzip, deflate, zstd, br");
        }
    }

    private HttpResponse<String> send(String coding, byte[] body) throws Exception {
        return RunningRouter.HTTP.send(
                HttpRequest.newBuilder(URI.create(router.url("/v1/chat/completions")))
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                        .header("content-type", "application/json")
                        .header("content-encoding", coding)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static byte[] zstd(byte[] plain) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new ZstdOutputStream(bytes)) {
            out.write(plain);
        }
        return bytes.toByteArray();
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(bytes)) {
            out.write(plain);
        }
        return bytes.toByteArray();
    }

    private static byte[] deflate(byte[] plain, boolean bare) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new DeflaterOutputStream(bytes, new Deflater(6, bare))) {
            out.write(plain);
        }
        return bytes.toByteArray();
    }
}
