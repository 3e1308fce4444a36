package dev.sluicegate.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluicegate.router.adminapi.AdminApi;
import java.util.Arrays;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What docs/operating.md lists is what there is. */
class OperatingGuideTest {
    private static final Pattern ENDPOINT = Pattern.compile("`(/[a-z/]+)`");

    @Test
    void theEndpointsOfTheAdminPortAreListed() {
        String text = Golden.file("docs/operating.md").read();
        String section = text.substring(text.indexOf("## The admin port"), text.indexOf("## The operator's port"));

        assertThat(ENDPOINT.matcher(section).results().map(it -> it.group(1)).collect(Collectors.toSet()))
                .isEqualTo(endpoints());
    }

    @Test
    void theOnesThatNeedNoTokenAreSaid() {
        String text = Golden.file("docs/operating.md").read();
        MatchResult open = Pattern.compile("Without a token: ([^.]*)\\.")
                .matcher(text)
                .results()
                .findFirst()
                .orElseThrow();

        assertThat(ENDPOINT.matcher(open.group(1))
                        .results()
                        .map(it -> it.group(1))
                        .collect(Collectors.toSet()))
                .isEqualTo(Set.of(AdminApi.ALIVE, AdminApi.READY, AdminApi.METRICS));
    }

    private static Set<String> endpoints() {
        return Arrays.stream(AdminApi.class.getFields())
                .filter(it -> it.getType() == String.class)
                .map(it -> {
                    try {
                        return String.valueOf(it.get(null));
                    } catch (IllegalAccessException e) {
                        throw new AssertionError(e);
                    }
                })
                .filter(it -> it.startsWith("/"))
                .collect(Collectors.toSet());
    }
}
