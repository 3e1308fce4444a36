package dev.sluicegate.router.adminapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluicegate.router.adminapi.RouterStatus.Blocker;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class BlockerTest {
    private static final Blocker STREAM = new Blocker("req_1", "fast", true, 75_999, 4000);

    @Test
    void aBlockerIsNamedWithItsModelAgeAndBytes() {
        assertThat(STREAM.text()).isEqualTo("stream req_1 of model fast, 75 s old, 4000 bytes sent");
        assertThat(new Blocker("req_2", "", false, 0, 0).text()).isEqualTo("request req_2, 0 s old, 0 bytes sent");
    }

    @Test
    void whatAClientHasNamedIsCutOff() {
        assertThat(new Blocker("req_3", "m".repeat(1000), true, 0, 0).text()).hasSizeLessThan(120);
    }

    @Test
    void eightAreNamedAndTheOthersCounted() {
        assertThat(Blocker.listed(List.of(STREAM), Blocker::text, 1)).containsExactly(STREAM.text());
        assertThat(Blocker.listed(Collections.nCopies(9, STREAM), Blocker::text, 12))
                .hasSize(9)
                .endsWith("and 4 more");
        assertThat(Blocker.listed(List.<Blocker>of(), Blocker::text, 0)).isEmpty();
    }
}
