package dev.sluicegate.router.translate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluicegate.router.provider.Operation;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Random answers with random deviations through every translator, whole and streamed, cut anywhere: no exception, no lost word, no false
 * end, and no more memory than the answer is worth. The seeds are fixed, so that the build finds the same each time;
 * {@code -Dsluicegate.fuzz=1000000} tries more, and so does {@code make fuzz}. A seed that fails stands in the failure's text: it becomes a case of its own.
 */
@Timeout(value = 30, unit = TimeUnit.MINUTES) // make fuzz tries more, maybe on a busy machine
class TranslatorFuzzTest {
    private static final int SEEDS = Integer.getInteger("sluicegate.fuzz", 400);

    private static final Map<Pair, Translation> TRANSLATIONS = Arrays.stream(Pair.values())
            .collect(Collectors.toMap(
                    pair -> pair, pair -> Conversation.of(pair, "plain").translation()));

    /** Each event of a response repeats what it belongs to. */
    private static final int MOST_GROWTH = 200;

    @ParameterizedTest
    @EnumSource(Pair.class)
    void whateverAProviderSaysArrives(Pair pair) {
        for (long seed = 0; seed < SEEDS; seed++) {
            check(pair, seed, UnaryOperator.identity());
        }
    }

    /** Translators that read too strictly or end too readily. */
    enum Flaw {
        /** It takes contents for strings only. */
        READS_NO_LISTS("\"content\":\\[[^\\]]*\\]", "\"content\":null"),
        /** It takes an answer that breaks off for one that has ended. */
        ENDS_ALWAYS("$", "\ndata: [DONE]\n\n"),
        /** It knows one name for reasoning. */
        KNOWS_ONE_NAME("\"reasoning\":", "\"unread\":"),
        /** It loses what is said beside the reason of the end. */
        STOPS_AT_THE_REASON("\"content\":\"[^\"]*\"(?=[^\n]*\"finish_reason\":\")", "\"content\":\"\"");

        final String what;
        final String instead;

        Flaw(String what, String instead) {
            this.what = what;
            this.instead = instead;
        }
    }

    /** A flaw is what a translator does not see of its provider's answer. */
    @ParameterizedTest
    @EnumSource(Flaw.class)
    void aFlawedTranslatorIsFoundOut(Flaw flaw) {
        assertThatThrownBy(() -> {
                    for (long seed = 0; seed < SEEDS; seed++) {
                        check(Pair.MESSAGES_ON_CHAT, seed, body -> body.replaceFirst(flaw.what, flaw.instead));
                    }
                })
                .isInstanceOf(AssertionError.class);
    }

    @Test
    void theSameSeedIsTheSameAnswer() {
        assertThat(FuzzedChat.stream(7)).isEqualTo(FuzzedChat.stream(7));
        assertThat(FuzzedMessage.stream(7)).isEqualTo(FuzzedMessage.stream(7)).isNotEqualTo(FuzzedMessage.stream(8));
    }

    private static void check(Pair pair, long seed, UnaryOperator<String> flaw) {
        boolean chat = pair.there == Operation.CHAT;
        FuzzedAnswer stream = chat ? FuzzedChat.stream(seed) : FuzzedMessage.stream(seed);
        arrives(pair, seed, true, stream, flaw);
        arrives(pair, seed, false, chat ? FuzzedChat.whole(seed) : FuzzedMessage.whole(seed), flaw);
    }

    private static void arrives(
            Pair pair, long seed, boolean streamed, FuzzedAnswer answer, UnaryOperator<String> flaw) {
        String where = pair + (streamed ? ", streamed" : ", whole") + ", seed " + seed + ":\n" + answer.body();
        ResponseCodec codec = Objects.requireNonNull(TRANSLATIONS.get(pair))
                .response(new Translation.Head(200, streamed, "req-1", Conversation.SECOND));
        FuzzedAnswer seen = new FuzzedAnswer(flaw.apply(answer.body()), answer.words(), answer.ended());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] piece : seen.pieces(new Random(seed))) {
            out.writeBytes(codec.accept(piece, 0, piece.length));
        }
        out.writeBytes(codec.end());
        String output = out.toString(UTF_8);
        assertThat(codec.problem()).as(where).isNull();
        assertThat(codec.complete()).as(where).isEqualTo(answer.ended());
        boolean end = output.contains("[DONE]")
                || output.contains("event: message_stop")
                || output.contains("event: response.completed")
                || output.contains("event: response.incomplete");
        assertThat(end).as(where).isEqualTo(streamed && answer.ended());
        // of a stream that breaks off, a call waits for the one before it
        int kinds = answer.ended() ? answer.words().size() : answer.words().size() - 1;
        for (List<String> words : answer.words().subList(0, kinds)) {
            int at = -1;
            for (String word : words) {
                int next = output.indexOf(word);
                assertThat(next)
                        .as("%s after %s in\n%s\nof %s", word, at, output, where)
                        .isGreaterThan(at);
                at = next;
            }
        }
        assertThat(out.size()).as(where).isLessThan(MOST_GROWTH * (answer.body().length() + 100));
    }
}
