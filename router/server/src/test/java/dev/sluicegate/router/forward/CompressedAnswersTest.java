package dev.sluicegate.router.forward;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluicegate.router.adminapi.AdminApi;
import dev.sluicegate.router.testkit.FakeUpstream;
import dev.sluicegate.router.testkit.RouterTest;
import dev.sluicegate.router.testkit.RunningRouter;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Answers that a provider has compressed, which it was not asked to do, are as good as plain ones: for clients, for translations, for
 * the accounts. One that is not what it says is a broken one.
 */
@RouterTest
class CompressedAnswersTest {
    private static final String WHOLE =
            "{\"id\":\"c\",\"object\":\"chat.completion\",\"model\":\"m\",\"choices\":[{\"index\":0,\"finish_reason\":\"stop\","
                    + "\"message\":{\"role\":\"assistant\",\"content\":\"héllo\"}}],\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":5}}";

    private static final String STREAM =
            "data: {\"id\":\"c\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"héllo\"}}]}\n\n"
                    + "data: {\"id\":\"c\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}],"
                    + "\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":5}}\n\ndata: [DONE]\n\n";

    private static final String REFUSAL =
            "{\"error\":{\"message\":\"the moon is not full\",\"type\":\"invalid_request_error\"}}";

    private final FakeUpstream upstream;
    private final RunningRouter router;

    CompressedAnswersTest(FakeUpstream upstream, RunningRouter router) {
        this.upstream = upstream;
        this.router = router;
    }

    /** In some codings an event would wait in the decoder until more of them have come. */
    @Test
    void areNotAskedFor() throws Exception {
        List<String> asked = new CopyOnWriteArrayList<>();
        upstream.answers(call -> {
            asked.add(call.headers.get("accept-encoding"));
            call.json(200, WHOLE);
        });
        for (String path : List.of("/v1/chat/completions", "/v1/messages")) {
            router.post(path, body(false), "accept-encoding", "zstd, br, gzip");
        }
        assertThat(asked).containsExactly("identity", "identity");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "x-gzip", "deflate", "zstd", "br"})
    void areReadByClientsAndAccounts(String coding) throws Exception {
        upstream.answers(call -> {
            if (call.body.contains("\"stream\":true")) {
                call.coded(200, "text/event-stream", coding, coded(coding, STREAM));
            } else {
                call.coded(200, "application/json", coding, coded(coding, WHOLE));
            }
        });
        double before = outputTokens();
        HttpResponse<String> whole = ask("/v1/chat/completions", false);
        assertThat(whole.headers().firstValue("content-encoding")).isEmpty();
        assertThat(whole.body()).isEqualTo(WHOLE);
        assertThat(ask("/v1/chat/completions", true).body()).isEqualTo(STREAM);
        assertThat(ask("/v1/messages", false).body()).contains("\"text\":\"héllo\"");
        assertThat(ask("/v1/messages", true).body())
                .contains("\"text\":\"héllo\"")
                .contains("message_stop");
        await().untilAsserted(() -> assertThat(outputTokens()).isEqualTo(before + 20));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate", "zstd", "br"})
    void keepTheSentenceOfARefusal(String coding) throws Exception {
        upstream.answers(call -> call.coded(400, "application/json", coding, coded(coding, REFUSAL)));
        for (String path : List.of("/v1/chat/completions", "/v1/messages")) {
            HttpResponse<String> refused = ask(path, false);
            assertThat(refused.statusCode()).isEqualTo(400);
            assertThat(refused.body()).contains("the moon is not full");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate", "zstd", "br"})
    void areBrokenIfTheyAreNotWhatTheySay(String coding) throws Exception {
        byte[] all = coded(coding, WHOLE);
        for (byte[] wrong : List.of(Arrays.copyOf(all, all.length / 2), WHOLE.getBytes(UTF_8))) {
            upstream.answers(call -> call.coded(200, "application/json", coding, wrong));
            for (String path : List.of("/v1/chat/completions", "/v1/messages")) {
                HttpResponse<String> broken = ask(path, false);
                assertThat(broken.statusCode()).isEqualTo(502);
                assertThat(broken.body()).contains("its answer is not what its Content-Encoding says");
            }
        }
    }

    /** A coding that nobody here knows passes as it is, and is no answer where it would have to be read. */
    @ParameterizedTest
    @ValueSource(strings = {"lzma", "gzip, gzip"})
    void passIfNobodyKnowsTheirCoding(String coding) throws Exception {
        upstream.answers(call -> call.coded(200, "application/json", coding, "?".getBytes(UTF_8)));
        HttpResponse<String> passed = ask("/v1/chat/completions", false);
        assertThat(passed.headers().firstValue("content-encoding")).contains(coding);
        assertThat(passed.body()).isEqualTo("?");
        assertThat(ask("/v1/messages", false).statusCode()).isEqualTo(502);
    }

    /** Where an answer must be held whole, as for a translation, one that becomes huge is refused. */
    @Test
    void areRefusedWhereTheyBecomeHuge() throws Exception {
        byte[] huge = new byte[65 << 20];
        Arrays.fill(huge, (byte) 'x');
        byte[] bomb = Codings.encode("gzip", huge);
        upstream.answers(call -> call.coded(200, "application/json", "gzip", bomb));
        HttpResponse<String> refused = ask("/v1/messages", false);
        assertThat(refused.statusCode()).isEqualTo(502);
        assertThat(refused.body()).contains("answered with more than 64 MiB");
    }

    private HttpResponse<String> ask(String path, boolean stream) throws Exception {
        return router.post(path, body(stream));
    }

    private static String body(boolean stream) {
        return "{\"model\":\"fast\",\"stream\":" + stream
                + ",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    }

    private double outputTokens() {
        return router.admin("GET", AdminApi.METRICS, "")
                .body()
                .lines()
                .filter(line -> line.startsWith("sluicegate_tokens_total{estimated=\"false\"")
                        && line.contains("type=\"output\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    private static byte[] coded(String coding, String plain) {
        return coding.equals("br")
                ? Base64.getDecoder().decode(brotli(plain))
                : Codings.encode(coding, plain.getBytes(UTF_8));
    }

    /** By Brotli's own encoder, since the decoder's library has none. */
    private static String brotli(String plain) {
        return switch (plain) {
            case WHOLE ->
                "G8MAIIzDdKM9f4RwbTYZQW5L/UKiMFogMKYBN5xuYvqYLNnWYenq+42N/ZUcY5HEZQ5nOsPmTny8XkMr/q5w7NgENuQYfXlCUBkdOANftKgBTZNyZ9xIEbBmsioJtDkUMUHxYvzfnJd/eZvQB7req4m9PJTgooLkHw==";
            case STREAM ->
                "G+oAQBwFbqwxtZlD8M3lwhGSzBI0t1THhWQRwVQXFjQobGyo7TEGS7YVWLr6pA5Ln54sCzWymc10m6nSexG6EIJYgG6sFDFMObMrxb2mcO7YBMLU9BhBDnPBJOuHwHgLx//V2n0DtF/5GiXcQvpwSu8ijKu38RQFlptF/lo/53fx/ItxBQ==";
            default ->
                "G0oAyCwO7IZvz0inhgacvQrsa5E9OpDphvZWaXSpw9LXIl8gZT3GzhiyPFNZHg+4SmFQVFB4CT72HefHn8YyZ6ARM6OAPQ==";
        };
    }
}
