package dev.sluicegate.router.response;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.sluicegate.router.config.Api;
import dev.sluicegate.router.provider.Protocol;
import dev.sluicegate.router.testkit.RunningRouter;
import dev.sluicegate.router.translate.CallRepair;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** In a stream that passes through, calls get the numbers by which clients tell them apart, however its bytes are split; all else stays as it came. */
class RepairedEventsTest {
    private static final String BEFORE =
            ": a comment\n\ndata: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"the \\\"tool_calls\\\"  é\"}}]}\r\n\r\n";
    private static final String AFTER =
            "data: {\"choices\":[],\"usage\":{\"completion_tokens\":2}}\n\ndata: [DONE]\n\n";

    /** A provider's numbers of two calls' fragments, as fields; and whether they are right. */
    record Numbers(String ofParis, String ofRome, boolean right) {}

    static List<Numbers> numbers() {
        return List.of(
                new Numbers("", "", false),
                new Numbers("\"index\":0,", "\"index\":0,", false),
                new Numbers("\"index\":null,", "\"index\":null,", false),
                new Numbers("\"index\":0,", "\"index\":1,", true));
    }

    private static String chunk(String calls) {
        return "data:{ \"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[" + calls
                + "]},\"finish_reason\":null}]}\n\n";
    }

    private static String call(String number, String id, String arguments) {
        return "{" + number + "\"id\":\"" + id
                + "\",\"extra_content\":{\"google\":1},\"function\":{\"name\":\"f\",\"arguments\":\"" + arguments
                + "\"}}";
    }

    @ParameterizedTest
    @MethodSource("numbers")
    void callsAreTold(Numbers numbers) {
        String paris = "{\\\"city\\\":\\\"Paris\\\"}";
        String rome = "{\\\"city\\\":\\\"Rome\\\"}";
        String apart =
                BEFORE + chunk(call(numbers.ofParis, "a", paris)) + chunk(call(numbers.ofRome, "b", rome)) + AFTER;
        String together =
                BEFORE + chunk(call(numbers.ofParis, "a", paris) + "," + call(numbers.ofRome, "b", rome)) + AFTER;
        for (String stream : List.of(apart, together)) {
            byte[] bytes = stream.getBytes(UTF_8);
            String whole = passed(bytes, bytes.length);
            if (numbers.right) {
                assertThat(whole).isEqualTo(stream);
            } else {
                assertThat(whole).startsWith(BEFORE).endsWith(AFTER);
                assertThat(numbersOf(whole)).containsExactly("a0", "b1");
                assertThat(whole).contains("\"extra_content\":{\"google\":1}");
            }
            for (int at = 1; at < bytes.length; at++) {
                assertThat(passed(bytes, at)).as("%s", at).isEqualTo(whole);
            }
        }
    }

    /** Each answer of several has its own calls. */
    @Test
    void answersAreNotMixedUp() {
        String stream = "data: {\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[" + call("", "a", "{}")
                + "]}},{\"index\":1,\"delta\":{\"tool_calls\":[" + call("", "b", "{}") + "]}}]}\n\ndata: [DONE]\n\n";
        assertThat(numbersOf(passed(stream.getBytes(UTF_8), 30))).containsExactly("a0", "b0");
    }

    @Test
    void whatIsNoChunkPasses() {
        String stream = "data: {\"tool_calls\" half\n\nevent: x\ndata: \"tool_calls\"\n\ndata: [DONE]\n\n";
        assertThat(passed(stream.getBytes(UTF_8), 9)).isEqualTo(stream);
    }

    private static List<String> numbersOf(String stream) {
        return stream.lines()
                .filter(line -> line.startsWith("data:") && line.contains("\"function\""))
                .flatMap(line -> {
                    try {
                        return RunningRouter.JSON.readTree(line.substring(5)).findParents("function").stream();
                    } catch (JsonProcessingException e) {
                        throw new AssertionError(e);
                    }
                })
                .map(call -> call.path("id").asText() + call.path("index").asText())
                .toList();
    }

    private static String passed(byte[] stream, int first) {
        Protocol protocol = Protocol.of(Api.OPENAI);
        PassThroughPipe pipe = PassThroughPipe.ofEvents(protocol, null, new CallRepair());
        pipe.accept(Buffer.buffer(stream).getBuffer(0, first));
        pipe.accept(Buffer.buffer(stream).getBuffer(first, stream.length));
        pipe.finish();
        assertThat(pipe.mayEnd()).isTrue();
        return pipe.takeAll().toString();
    }
}
