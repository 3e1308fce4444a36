package dev.sluicegate.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SourcesTest {
    @Test
    void helmsReleasesAreNotReadAtAll() {
        assertThat(Sources.NO_HELM_RELEASES.getFields())
                .singleElement()
                .satisfies(field -> assertThat(field.path() + (field.negated() ? "!=" : "=") + field.value())
                        .isEqualTo("type!=helm.sh/release.v1"));
    }
}
