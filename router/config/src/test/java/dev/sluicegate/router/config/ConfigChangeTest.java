package dev.sluicegate.router.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which changes of a config routers that run can take up. */
class ConfigChangeTest {
    private static final String BEFORE = """
            version: 1
            providers:
              - {name: one, api: OpenAI, baseUrl: "https://one/v1", credentials: {file: /one}, maxInFlight: 5}
              - {name: two, api: OpenAI, baseUrl: "https://two/v1"}
            models:
              - {name: fast, targets: [{provider: one}]}
            drain: {settle: 5s, terminationBudget: 1m}
            logging: {level: WARN}
            """;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "level: WARN|level: INFO",
                "maxInFlight: 5|maxInFlight: 6",
                "provider: one|provider: two",
                "https://one/v1|https://other/v1",
                "settle: 5s|settle: 6s",
                "{name: fast|{name: slow",
                "logging:|cache: {size: 1Mi}%nlogging:",
                "logging:|generation: 3%nlogging:"
            })
    void routersThatRunCanTakeItUp(String was, String is) {
        assertThat(change(was, is)).isEmpty();
    }

    /** A comparison of the fields that both configs have misses a new provider's credentials, whose file no pod has. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{file: /one}|{file: /other}|providers[one].credentials",
                "https://two/v1\"|https://two/v1\", credentials: {file: /two}|providers[two].credentials",
                "{name: two,|{name: three, credentials: {file: /3},|providers[three].credentials",
                "https://two/v1\"|https://two/v1\", tls: {ca: {file: /ca}}|providers[two].tls.ca",
                "https://two/v1\"|https://two/v1\", serviceRef: {name: s}|providers[two].serviceRef",
                "https://two/v1\"|https://two/v1\", inferencePoolRef: {name: p}|providers[two].inferencePoolRef",
                "terminationBudget: 1m|terminationBudget: 2m|drain.terminationBudget",
                "logging:|admin: {port: 1}%nlogging:|admin",
                "logging:|auth: {mode: Keys, keys: {file: /keys}}%nlogging:|auth.keys",
                "logging:|listener: {tls: {certificate: {file: /c, keyFile: /k}}}%nlogging:|listener.tls.certificate",
                "logging:|limits: {store: {url: redis://s, password: {file: /p}}}%nlogging:|limits.store.password"
            })
    void podsHaveToBeNew(String was, String is, String path) {
        assertThat(change(was, is)).containsExactly(path);
    }

    @Test
    void anotherOrderIsNoChange() {
        String one =
                "  - {name: one, api: OpenAI, baseUrl: \"https://one/v1\", credentials: {file: /one}, maxInFlight: 5}\n";
        assertThat(BEFORE).contains(one);
        assertThat(ConfigChange.needingNewPods(
                        read(BEFORE), read(BEFORE.replace(one, "").replace("models:", one + "models:"))))
                .isEmpty();
    }

    private static List<String> change(String was, String is) {
        assertThat(BEFORE).contains(was);
        return ConfigChange.needingNewPods(read(BEFORE), read(BEFORE.replace(was, is.replace("%n", "\n"))));
    }

    private static RouterConfig read(String text) {
        return RouterConfigReader.read(text.getBytes(UTF_8)) instanceof ConfigReading.Valid valid
                ? valid.config()
                : fail(text);
    }

    private static RouterConfig fail(String text) {
        throw new AssertionError(RouterConfigReader.read(text.getBytes(UTF_8)) + "\n" + text);
    }
}
