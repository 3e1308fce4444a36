package dev.sluicegate.e2e.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluicegate.operator.render.Revision;
import java.net.URISyntaxException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** So that {@code make kills} finds them as they shall be, whenever that runs. */
class WrongOperatorTest {
    @Test
    void whatTheyChangeIsThereAndCompiles() throws URISyntaxException {
        Path right = Path.of(Revision.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        assertThat(WrongOperator.NAMES_REVISIONS_AT_EACH_START.classes(right)).contains(right);
        assertThat(WrongOperator.TAKES_ANY_ANSWER.classes(right)).contains(right);
    }
}
