package dev.sluicegate.router.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.sluicegate.router.config.ConfigReading.ConfigError;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a person sees who has written a file: lines, the word that was meant, variables of the environment, files of other programs. */
class ConfigFileTest {
    private static final String GOOD = """
            version: 1
            providers:
              - name: openai
                api: OpenAI
                baseUrl: https://api.openai.com/v1
            models:
              - name: fast
                targets: [{provider: openai}]
            """;

    @Test
    void saysAllFaultsAtOnceEachWithItsLine() {
        assertThat(errors("""
                version: 1
                listner: {port: 8080}
                providers:
                  - name: openai
                    api: Openai
                    baseUrl: https://api.openai.com/v1
                    timeouts: {conect: 5s}
                  - name: claude
                    baseUrl: https://api.anthropic.com
                models:
                  - name: fast
                    targets:
                      - provider: openai
                        wieght: 3
                """))
                .containsExactlyInAnyOrder(
                        "llm.yaml:2: listner: there is no such field (did you mean listener?); known here are",
                        "llm.yaml:5: providers[0].api: 'Openai' is not one of the words allowed here (did you mean OpenAI?): OpenAI, Anthropic",
                        "llm.yaml:7: providers[0].timeouts.conect: there is no such field (did you mean connect?); known here are",
                        "llm.yaml:8: providers[1].api: is missing",
                        "llm.yaml:14: models[0].targets[0].wieght: there is no such field (did you mean weight?); known here are");
    }

    @Test
    void guessesWhichProviderAndModelAreMeant() {
        assertThat(errors(GOOD.replace("provider: openai", "provider: opnai") + "    fallbacks: [fats]\n"))
                .containsExactlyInAnyOrder(
                        "llm.yaml:8: models[0].targets[0].provider: there is no provider 'opnai' (did you mean openai?); add it to"
                                + " providers or correct the name",
                        "llm.yaml:9: models[0].fallbacks[0]: there is no model 'fats' (did you mean fast?); add it to models or"
                                + " correct the name");
    }

    @ParameterizedTest
    @CsvSource({"listner,listener", "Listener,listener", "lsitener,listener", "portt,port", "prot,port"})
    void findsTheWordThatWasMeant(String word, String meant) {
        assertThat(Spelling.nearest(word, List.of("port", "models", "listener")))
                .contains(meant);
    }

    @ParameterizedTest
    @CsvSource({"gauges", "x", "watchdog"})
    void guessesNothingWhereNothingIsNear(String word) {
        assertThat(Spelling.nearest(word, List.of("port", "models", "listener")))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            version: 1~providers:~\t- name: p           | llm.yaml:3: a tab stands in the indentation
            version: 1~providers: x: y                 | llm.yaml:2: a colon stands where no field can begin
            version: 1~version: 1                      | llm.yaml:2: the field 'version' stands there twice
            version: 1~models: [{name: m}~drain: 1     | llm.yaml:3: a bracket is not closed here, or a comma is missing
            version: 1~providers~models: []            | llm.yaml:3: the line is neither 'field: value' nor '- element'
            version: 1~models:~  - name: m~ - name: n  | llm.yaml:4: the line is not indented like its neighbours
            version: @1                                | llm.yaml:1: a value cannot begin with this character
            version: 1~logging: {level: "INFO}         | a quote or bracket is not closed before the file ends
            version: 1~listener: {port: ${PORT:-1}}    | a comma is missing; each { wants its } and each [ its ]; ${NAME} within { } needs quotes
            version: 1~---~version: 1                  | there is more than one document
            """)
    void saysInWordsWhyAFileIsNoYaml(String file, String wanted) {
        assertThat(errors(file.replace('~', '\n'))).singleElement().asString().contains(wanted);
    }

    @Test
    void takesValuesFromTheEnvironment() {
        RouterConfig config = valid(
                GOOD.replace("https://api.openai.com/v1", "https://${HOST}/v1")
                        + "listener: {port: \"${LLM_PORT:-8090}\"}\nlogging:\n  accessLog: ${LOG}\n",
                Map.of("HOST", "llm.example", "LOG", "true"));

        assertThat(config.providers().getFirst().baseUrl()).hasToString("https://llm.example/v1");
        assertThat(config.listener().port()).isEqualTo(8090);
        assertThat(config.logging().accessLog()).isTrue();
    }

    @Test
    void saysWhichVariableIsMissing() {
        assertThat(errors(GOOD.replace("api.openai.com", "${HOST}")))
                .first()
                .isEqualTo("llm.yaml:5: providers[0].baseUrl: the environment has no variable HOST; set it, or write"
                        + " ${HOST:-a value} here");
    }

    @Test
    void readsWhatItWritesAlsoIfItLooksLikeAVariable() {
        RouterConfig config = RouterConfigReader.read((GOOD + "    # none\n")
                                .replace("api: OpenAI", "api: OpenAI\n    headers: {x-team: \"${TEAM} $${x}\"}")
                                .getBytes(UTF_8))
                        instanceof ConfigReading.Valid(RouterConfig read, String _, var _)
                ? read
                : fail("cannot be read");

        assertThat(config.providers().getFirst().headers()).containsEntry("x-team", "${TEAM} $${x}");
        assertThat(valid(new String(RouterConfigReader.write(config), UTF_8), Map.of("TEAM", "wrong")))
                .isEqualTo(config);
    }

    @Test
    void takesASecretFromAFileOrAVariable() {
        String file = GOOD.replace("api: OpenAI", "api: OpenAI\n    credentials: {file: ~/key}");
        String variable = GOOD.replace("api: OpenAI", "api: OpenAI\n    credentials: {env: OPENAI_API_KEY}");

        assertThat(valid(file, Map.of("HOME", "/home/me"))
                        .providers()
                        .getFirst()
                        .credentials())
                .extracting(ReferencedFile::file)
                .isEqualTo("/home/me/key");
        assertThat(valid(variable, Map.of()).providers().getFirst().credentials())
                .extracting(ReferencedFile.SecretSource::env)
                .isEqualTo("OPENAI_API_KEY");
        assertThat(errors(file.replace("{file: ~/key}", "{file: /key, env: KEY}")))
                .containsExactly(
                        "llm.yaml:5: providers[0].credentials: write either file: with a path, or env: with the name of"
                                + " a variable");
        assertThat(errors(file.replace("{file: ~/key}", "{}"))).hasSize(1);
    }

    @Test
    void findsTheHomeFolderInEachPathAndNowhereElse() {
        String file = GOOD.replace(
                "api: OpenAI",
                "api: OpenAI\n    headers: {x-team: ~/a}\n    tls: {ca: {file: ~/ca.pem}, client: {file: ~/tls.crt, keyFile: ~/tls.key}}");
        Provider provider = valid(file, Map.of("HOME", "/home/me")).providers().getFirst();

        assertThat(Objects.requireNonNull(provider.tls()).toString())
                .contains("/home/me/ca.pem", "/home/me/tls.crt", "/home/me/tls.key")
                .doesNotContain("~");
        assertThat(provider.headers()).containsEntry("x-team", "~/a");
        assertThat(errors(file))
                .allSatisfy(error -> assertThat(error).contains("the environment has no variable HOME; set it"));
    }

    @Test
    void recognisesFilesOfOtherPrograms() {
        assertThat(errors("""
                apiVersion: v1
                kind: Secret
                ---
                apiVersion: sluicegate.dev/v1alpha1
                kind: RouterGateway
                """))
                .containsExactly("llm.yaml: this is a RouterGateway; start it by --gateway in place of --config");
        assertThat(errors("{\"apiVersion\": \"v1\", \"kind\": \"ConfigMap\"}"))
                .containsExactly(
                        "llm.yaml: this is a Kubernetes ConfigMap, and no router's config; a RouterGateway starts by --gateway");
        assertThat(errors("model_list:\n  - model_name: fast\n"))
                .singleElement()
                .asString()
                .startsWith("llm.yaml: this is a config of LiteLLM;");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            OpenAI    | http://localhost:11434                  | has no path, so requests go to /chat/completions
            OpenAI    | https://api.openai.com/v1/chat/completions | leave /chat/completions out
            OpenAI    | https://api.openai.com/v1/responses     | leave /responses out
            Anthropic | https://api.anthropic.com/v1            | leave /v1 out with api Anthropic
            Anthropic | https://api.anthropic.com/v1/messages   | leave /messages out
            """)
    void doubtsABaseUrlThatDoesNotFitItsApi(String api, String url, String doubt) {
        String file = GOOD.replace("api: OpenAI", "api: " + api).replace("https://api.openai.com/v1", url);

        assertThat(RouterConfigReader.warnings(valid(file, Map.of())))
                .anySatisfy(it ->
                        assertThat(it).startsWith("baseUrl of provider openai ").contains(doubt));
        assertThat(RouterConfigReader.warnings(valid(GOOD, Map.of()))).noneMatch(it -> it.startsWith("baseUrl"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            Refuse | other | keys with a budget cannot use it
            Free   | other | no budget counts it
            Refuse | *     | ``
            """)
    void namesModelsWithoutAPriceWhereThereArePrices(String unpriced, String priced, String doubt) {
        String file = GOOD + "\nlimits: {unpriced: " + unpriced + "}\nprices: [{model: \"" + priced
                + "\", input: 1, output: 1}]\n";

        assertThat(RouterConfigReader.warnings(valid(file, Map.of())).stream().filter(it -> it.contains("no price")))
                .allSatisfy(it -> assertThat(it).contains(doubt))
                .hasSize(doubt.isEmpty() ? 0 : 1);
        assertThat(RouterConfigReader.warnings(valid(GOOD, Map.of()))).noneMatch(it -> it.contains("no price"));
    }

    private static RouterConfig valid(String file, Map<String, String> environment) {
        return switch (RouterConfigReader.readFile(file.getBytes(UTF_8), environment)) {
            case ConfigReading.Valid(RouterConfig config, String _, var _) -> config;
            case ConfigReading.Invalid invalid -> fail(invalid.errors().toString());
        };
    }

    /** Up to the list of all that is known. */
    private static List<String> errors(String file) {
        return switch (RouterConfigReader.readFile(file.getBytes(UTF_8), Map.of())) {
            case ConfigReading.Valid valid -> List.of();
            case ConfigReading.Invalid(List<ConfigError> errors, RouterConfig _) ->
                errors.stream()
                        .map(it -> it.in("llm.yaml").replaceFirst("(known here are).*", "$1"))
                        .toList();
        };
    }
}
