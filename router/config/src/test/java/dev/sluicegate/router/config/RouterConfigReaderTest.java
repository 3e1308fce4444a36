package dev.sluicegate.router.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluicegate.router.config.ConfigReading.ConfigError;
import dev.sluicegate.router.config.Model.Balance;
import dev.sluicegate.router.config.Provider.StreamUsage;
import dev.sluicegate.router.config.RouterConfig.Logging;
import dev.sluicegate.router.config.RouterConfig.ResponseCache;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouterConfigReaderTest {
    private static final String SMALLEST = """
            version: 1
            providers:
              - {name: openai, api: OpenAI, baseUrl: "https://api.openai.com/v1"}
            models:
              - {name: fast, targets: [{provider: openai}]}
            """;

    @Test
    void fillsInDefaults() {
        RouterConfig config = valid(SMALLEST);

        assertThat(config.listener().port()).isEqualTo(8080);
        assertThat(config.providers().getFirst().timeouts().firstByte()).isEqualTo(Duration.ofMinutes(5));
        assertThat(config.models().getFirst().targets().getFirst().weight()).isEqualTo(1);
        assertThat(config.limits().maxRequestBodySize()).isEqualTo(ByteSize.ofMebibytes(32));
    }

    @Test
    void writesWhatItReads() {
        RouterConfig config = valid(SMALLEST);

        assertThat(valid(new String(RouterConfigReader.write(config), UTF_8))).isEqualTo(config);
    }

    @Test
    void writesOnlyWhatIsNotTheDefault() {
        String written = new String(RouterConfigReader.write(valid(SMALLEST + "limits: {maxConcurrent: 3}\n")), UTF_8);

        assertThat(written).isEqualTo("""
                version: 1
                providers:
                - name: openai
                  api: OpenAI
                  baseUrl: https://api.openai.com/v1
                models:
                - name: fast
                  targets:
                  - provider: openai
                limits:
                  maxConcurrent: 3
                """);
    }

    @Test
    void writesWhatIsThereWithAllItsDefaults() {
        RouterConfig config =
                valid(SMALLEST.replace("api: OpenAI", "api: OpenAI, slots: {}, loadMetrics: {}") + "cache: {}\n");

        assertThat(config.cache()).isEqualTo(BlockReader.absent(ResponseCache.class));
        assertThat(valid(new String(RouterConfigReader.write(config), UTF_8))).isEqualTo(config);
    }

    @Test
    void namesAreReadAsTheyAreWritten() {
        RouterConfig config = valid(SMALLEST.replace("provider: openai", "provider: openai, model: 0.10"));

        assertThat(config.models().getFirst().targets().getFirst().model()).isEqualTo("0.10");
    }

    @Test
    void wordsAreTheSameForReaderAndWriter() throws ScalarReader.Refusal {
        Set<Class<?>> enums = new LinkedHashSet<>();
        enumsOf(RouterConfig.class, enums);

        assertThat(enums).contains(Api.class, StreamUsage.class, Balance.class, Logging.Level.class);
        for (Class<?> type : enums) {
            for (Object constant : type.getEnumConstants()) {
                String written = ConfigEnum.word(constant);
                assertThat(ScalarReader.read(new Document.Scalar(written, Document.Kind.TEXT), type))
                        .isSameAs(constant);
            }
        }
    }

    private static void enumsOf(Type type, Set<Class<?>> enums) {
        if (type instanceof ParameterizedType generic) {
            Stream.of(generic.getActualTypeArguments()).forEach(argument -> enumsOf(argument, enums));
        } else if (type instanceof Class<?> record && record.isRecord()) {
            Stream.of(record.getRecordComponents()).forEach(it -> enumsOf(it.getGenericType(), enums));
        } else if (type instanceof Class<?> word && word.isEnum()) {
            enums.add(word);
        }
    }

    @Test
    void writesWhatItReadsOfEveryField() {
        RouterConfig config = valid("""
                version: 1
                listener: {port: 1, headerTimeout: 1s, idleTimeout: 1m, maxHeaderSize: 8Ki, maxConnections: 5, maxStreamsPerConnection: 6}
                admin: {port: 2, token: {file: /token}}
                logging: {level: DEBUG, accessLog: false, prompts: true}
                tracing: {endpoint: "http://collector:4318/v1/traces", sampleRatio: 0.25}
                providers:
                  - name: azure
                    api: OpenAI
                    baseUrl: https://me.openai.azure.com
                    flavor: Azure
                    responses: Chat
                    streamUsage: AsSent
                    credentials: {file: /key}
                    credentialsHeader: x-key
                    headers: {b: "2", a: "1"}
                    query: {api-version: "2024-10-21"}
                    tls: {ca: {file: /ca.pem}}
                    timeouts: {connect: 1s, firstByte: 2s, idle: 3s, request: 4s}
                    maxInFlight: 7
                    queue: {size: 8, timeout: 9s}
                    slots: {path: /s, pollInterval: 1s, idlePollInterval: 2s}
                    loadMetrics: {path: /m, pollInterval: 3s}
                    ejection: {failures: 1, window: 2s, baseTime: 3s, maxTime: 4s}
                models:
                  - name: fast
                    aliases: [quick]
                    targets: [{provider: azure, model: m, weight: 3}]
                    balance: FreeSlots
                    fallbacks: [smart]
                    retry: {attempts: 1, backoff: 2s, maxBackoff: 3s, maxRetryAfter: 4s}
                    affinity: {by: Header, header: x-session}
                    hedge: {after: 5s}
                  - {name: smart, targets: [{provider: azure}]}
                streams: {heartbeat: 1s}
                auth: {mode: Keys, masterKey: {file: /master}, keys: {file: /keys}}
                limits:
                  maxRequestBodySize: 1Mi
                  requestsPerMinute: 1
                  tokensPerMinute: 2
                  maxConcurrent: 3
                  store: {url: "redis://valkey:6379/1", password: {file: /password}, onFailure: Closed, timeout: 1s}
                prices: [{model: m, provider: azure, input: 0.15, output: 0.60, cachedInput: 0.075, cacheWrite: 0.2}]
                accounting: {sink: File, file: /records}
                cache: {size: 1Mi, ttl: 1s}
                drain: {settle: 1s, terminationBudget: 2s}
                """);

        assertThat(valid(new String(RouterConfigReader.write(config), UTF_8))).isEqualTo(config);
        assertThat(RouterConfigReader.warnings(config))
                .containsExactly(
                        "model fast hedges, but has one target only, so it never will",
                        "model smart has a single target and no fallback, so nothing takes over when provider azure fails",
                        "model smart has no price at provider azure, so keys with a budget cannot use it; add smart to prices, with 0 if it is free");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            api: OpenAI        | api: Gemini             | providers[0].api: 'Gemini' is not one of the words allowed here: OpenAI, Anthropic
            version: 1         | version: 2              | version: this router reads version 1, not 2
            version: 1         | verzion: 1              | verzion: there is no such field
            version: 1         | version: 1~replica: 3   | replica: there is no such field
            version: 1         | version: 1~rollout: {surge: 1} | rollout.surge: there is no such field in a gateway's spec
            version: 1         | version: 1~rollout: {restart: {tokens: a}} | rollout.restart.tokens: there is no such field in a gateway's spec
            version: 1         | version: 1~drain: {timeout: soon} | drain.timeout: 'soon' is not a duration
            version: 1         | version: 1~drain: {time: 1h} | drain.time: there is no such field
            version: 1         | version: 1~auth: {mode: Keys, keys: {secretKeyRef: {name: a}}} | auth.keys.secretKeyRef: names an object of a cluster; a router's own file has file
            provider: openai   | provider: opnai         | models[0].targets[0].provider: there is no provider 'opnai'
            provider: openai   | provider: openai, weight: 0 | models[0].targets: all weights are 0
            api: OpenAI        | api: OpenAI, timeouts: {idle: soon} | providers[0].timeouts.idle: 'soon' is not a duration
            https://           | file:///                | providers[0].baseUrl: must start with http:// or https://
            https://           | https://me:pw@          | providers[0].baseUrl: must not carry a user or password
            api.openai.com     | 169.254.169.254         | providers[0].baseUrl: is the address of a cloud's metadata service
            api.openai.com     | [fd00:ec2::254]         | providers[0].baseUrl: is the address of a cloud's metadata service
            api.openai.com     | [::ffff:169.254.169.254]:80 | providers[0].baseUrl: is the address of a cloud's metadata service
            api.openai.com     | [fe80::1]               | providers[0].baseUrl: is the address of a cloud's metadata service
            api.openai.com     | 100.100.100.200         | providers[0].baseUrl: is the address of a cloud's metadata service
            api.openai.com     | Metadata.Google.Internal. | providers[0].baseUrl: is the address of a cloud's metadata service
            api.openai.com     | 0251.0376.0251.0376     | providers[0].baseUrl: names no host
            api.openai.com     | 0xa9fea9fe              | providers[0].baseUrl: is the address of a cloud's metadata service
            api.openai.com     | 2852039166              | providers[0].baseUrl: is the address of a cloud's metadata service
            api: OpenAI        | api: OpenAI, headers: {x-custom: sk-proj-1} | providers[0].headers.x-custom: looks like a key
            api: OpenAI        | api: OpenAI, headers: {x-custom: Bearer x} | providers[0].headers.x-custom: looks like a key
            api: OpenAI        | api: OpenAI, query: {Key: AIza} | providers[0].query.Key: looks like a key
            api: OpenAI        | api: OpenAI, query: {x: sk-1} | providers[0].query.x: looks like a key
            version: 1         | limits: {maxRequestBodySize: 5 potatoes} | limits.maxRequestBodySize: '5 potatoes' is not a size
            api: OpenAI        | api: OpenAI}]]           | line 3: a bracket is closed that was not opened
            api: OpenAI        | api: [OpenAI]           | providers[0].api: has the wrong shape
            api: OpenAI        | api: Anthropic, flavor: Azure | providers[0].flavor: is for a provider that speaks OpenAI
            api: OpenAI        | api: OpenAI, capabilities: {refusedFields: [user, model]} | providers[0].capabilities.refusedFields[1]: names a field without which
            api: OpenAI        | api: Anthropic, streamUsage: AsSent | providers[0].streamUsage: is for providers that speak OpenAI
            api: OpenAI        | api: Anthropic, responses: Chat | providers[0].responses: is for providers that speak OpenAI
            api: OpenAI        | api: OpenAI, flavor: Azure | providers[0].query.api-version: is missing; Azure wants one
            api: OpenAI        | api: OpenAI, headers: {Host: x} | providers[0].headers.Host: is set by the router itself
            api: OpenAI        | api: OpenAI, headers: {api-key: x} | providers[0].headers.api-key: would carry a key in the config
            api: OpenAI        | api: OpenAI, headers: {x-a: "a\\r\\nb: 2"} | providers[0].headers.x-a: must have a value of printable
            api: OpenAI        | api: OpenAI, credentialsHeader: api-key | providers[0].credentialsHeader: is set, but there are no credentials
            api: OpenAI        | api: OpenAI, slots: {path: slots} | providers[0].slots.path: must begin with /
            api: OpenAI        | api: OpenAI, ejection: {baseTime: 1h} | providers[0].ejection.baseTime: must not be longer than maxTime
            api: OpenAI        | api: OpenAI, maxInFlight: 99999999999 | providers[0].maxInFlight: '99999999999' is no whole number
            api: OpenAI        | api: OpenAI, headers: [a] | providers[0].headers: has the wrong shape here: wanted is a map of words
            api: OpenAI        | api: OpenAI, timeouts: 5s | providers[0].timeouts: has the wrong shape here: wanted is a map of fields
            api: OpenAI        | api: OpenAI, name: twice | line 3: the field 'name' stands there twice; write it once
            provider: openai   | provider: openai}, null, {provider: openai | models[0].targets: a list here has an empty element
            api: OpenAI        | api: OpenAI, maxInFlight: 1.5 | providers[0].maxInFlight: '1.5' is no whole number
            https://api        | http://api.openai.com/v1", tls: {ca: {file: "/ca.pem"}}, x: "api | providers[0].x: there is no such field
            provider: openai   | provider: openai}], fallbacks: [fast], x: [{ | models[0].x: there is no such field
            name: fast,        | name: fast, fallbacks: [fast], | models[0].fallbacks[0]: a model cannot fall back to itself
            name: fast,        | name: fast, fallbacks: [slow], | models[0].fallbacks[0]: there is no model 'slow'
            name: fast,        | name: fast, balance: Fair, | models[0].balance: 'Fair' is not one of the words allowed here
            name: fast,        | name: fast, affinity: {by: Header}, | models[0].affinity: by: Header needs the header
            name: fast,        | name: fast, affinity: {by: Key, header: x}, | models[0].affinity.header: has no meaning with by: Key
            name: fast,        | name: fast, retry: {attempts: -1}, | models[0].retry.attempts: must be from 0 to 20, not -1
            name: fast,        | name: fast, hedge: {}, | models[0].hedge.after: is missing
            version: 1         | version: 1~auth: {mode: Keys} | auth: mode: Keys needs keys
            version: 1         | version: 1~auth: {mode: MasterKey} | auth: mode: MasterKey needs masterKey
            version: 1         | version: 1~limits: {share: 1.5} | limits.share: must be more than 0 and at most 1
            version: 1         | version: 1~limits: {requestsPerMinute: 0} | limits.requestsPerMinute: must be from 1 to
            version: 1         | version: 1~limits: {store: {url: "http://x"}} | limits.store.url: must start with redis:// or rediss://
            version: 1         | version: 1~prices: [{model: m, input: -1, output: 1}] | prices[0].input: must be from 0
            version: 1         | version: 1~prices: [{model: m, input: 1}] | prices[0].output: is missing
            version: 1         | version: 1~prices: [{model: m, provider: nobody, input: 1, output: 1}] | prices[0].provider: there is no provider 'nobody'
            version: 1         | version: 1~accounting: {sink: File} | accounting.file: is missing
            version: 1         | version: 1~tracing: {endpoint: "http://169.254.169.254/"} | tracing.endpoint: is the address of a cloud's
            version: 1         | version: 1~tracing: {endpoint: "http://c:4318/v1/traces", sampleRatio: 2} | tracing.sampleRatio: must be from 0 to 1
            version: 1         | version: 1~listener: {maxHeaderSize: 1} | listener.maxHeaderSize: must be from 1Ki to 1Mi
            version: 1         | version: 1~logging: {accessLog: perhaps} | logging.accessLog: 'perhaps' is neither true nor false
            version: 1         | version: 1~cache: {size: 0} | cache.size: must be from 1
            """)
    void refusesWithWhereAndWhat(String was, String becomes, String wanted) {
        assertThat(errors(SMALLEST.replace(was, becomes.replace("~", "\n"))))
                .anyMatch(error -> error.startsWith(wanted));
    }

    @Test
    void aWholeSpecCanBePastedWhereItNamesNoSecrets() {
        String spec = SMALLEST + """
                replicas: 3
                image: registry.example/router:1
                rollout: {maxSurge: 25%, restart: {token: a}}
                drain: {settle: 1s, timeout: 1h}
                pod: {nodeSelector: {pool: llm}, env: [{name: A, value: b}]}
                service: {port: 80}
                """;

        assertThat(RouterConfigReader.read(spec.getBytes(UTF_8)))
                .isInstanceOfSatisfying(ConfigReading.Valid.class, valid -> {
                    assertThat(valid.remarks())
                            .containsExactly("what is for the operator of a gateway is ignored:"
                                    + " replicas, image, rollout, pod, service, drain.timeout");
                    assertThat(valid.config()).isEqualTo(valid(SMALLEST + "drain: {settle: 1s}\n"));
                });
    }

    @Test
    void saysEveryContradictionAtOnce() {
        assertThat(errors("{version: 1, drain: {settle: 10m}}"))
                .hasSize(3)
                .anyMatch(error -> error.startsWith("providers: no providers configured"))
                .anyMatch(error -> error.startsWith("models: no models configured"))
                .anyMatch(error -> error.startsWith("drain.settle: must be shorter than terminationBudget"));
    }

    @Test
    void emptyAndNullAreErrorsAndNotCrashes() {
        assertThat(errors("")).isNotEmpty();
        assertThat(errors("null")).isNotEmpty();
        assertThat(errors("{version: 1, providers: [null], models: [null]}")).isNotEmpty();
        assertThat(errors("{version: 1, providers: [{}], models: [{aliases: [null], targets: [null]}]}"))
                .isNotEmpty();
    }

    private static RouterConfig valid(String text) {
        ConfigReading reading = RouterConfigReader.read(text.getBytes(UTF_8));
        assertThat(reading).isInstanceOf(ConfigReading.Valid.class);
        return ((ConfigReading.Valid) reading).config();
    }

    private static List<String> errors(String text) {
        ConfigReading reading = RouterConfigReader.read(text.getBytes(UTF_8));
        assertThat(reading).isInstanceOf(ConfigReading.Invalid.class);
        return ((ConfigReading.Invalid) reading)
                .errors().stream().map(ConfigError::toString).toList();
    }
}
