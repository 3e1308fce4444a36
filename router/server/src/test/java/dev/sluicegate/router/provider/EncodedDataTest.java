package dev.sluicegate.router.provider;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EncodedDataTest {
    private static final String PICTURE = base64(60_000);

    @Test
    void findsPicturesAndOtherFilesWhereverTheyStand() {
        String body = "{\"model\":\"m\",\"messages\":[{\"content\":[{\"image_url\":{\"url\":\"data:image/png;base64,"
                + PICTURE + "\"}},{\"source\":{\"type\":\"base64\",\"data\":\"" + PICTURE + "\"}}]}]}";
        for (int piece : new int[] {body.length(), 16_384, 5_000}) {
            BodyReading.Encoded found = found(body, piece);
            assertThat(found.strings()).isEqualTo(2);
            assertThat(found.bytes()).isBetween(2L * PICTURE.length() - 2 * 1024, 2L * PICTURE.length() + 100);
        }
    }

    @Test
    void takesNoTextForAPicture() {
        String text = "Moby Dick, 1851: \\\"Call me Ishmael. Some years ago – never mind how long precisely.\\\"\\n"
                .repeat(100);
        String chinese = "我可以用中文写一段很长的文字".repeat(100);
        String body = "{\"model\":\"m\",\"messages\":[\"" + text + "\",\"" + chinese + "\",\"" + "x".repeat(5000)
                + "\",\"short" + PICTURE.substring(0, 100) + "\"]}";
        assertThat(found(body, body.length())).isEqualTo(new BodyReading.Encoded(0, 0));
    }

    private static BodyReading.Encoded found(String body, int piece) {
        BodyScanner scanner = new BodyScanner();
        byte[] bytes = body.getBytes(UTF_8);
        for (int from = 0; from < bytes.length; from += piece) {
            scanner.accept(bytes, from, Math.min(bytes.length, from + piece));
        }
        return ((BodyReading.Valid) scanner.finish()).encoded();
    }

    private static String base64(int length) {
        byte[] bytes = new byte[length];
        new Random(1).nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }
}
