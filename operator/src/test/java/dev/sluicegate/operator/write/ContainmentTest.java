package dev.sluicegate.operator.write;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContainmentTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"a":1}              | {"a":1,"b":2}              | true
            {"a":1}              | {"a":2}                    | false
            {"a":1}              | {}                         | false
            {"a":{}}             | {}                         | true
            {"a":null}           | {}                         | true
            {"a":[{"x":1}]}      | {"a":[{"x":1,"y":2}]}      | true
            {"a":[{"x":1}]}      | {"a":[{"x":2},{"x":1}]}    | true
            {"a":[{"x":1}]}      | {"a":[{"x":2}]}            | false
            {"a":[]}             | {"a":[{"x":2}]}            | true
            {"a":{"b":"on"}}     | {"a":{"b":"off"}}          | false
            {"a":{"b":1}}        | {"a":1}                    | false
            {"selector":{"a":"on"}}                  | {"selector":{"a":"on","b":"on"}}                  | false
            {"selector":{"a":"on","b":{}}}           | {"selector":{"a":"on","c":[]}}                    | true
            {"selector":{"matchLabels":{"a":"on"}}}  | {"selector":{"matchLabels":{"a":"on","b":"on"}}}  | false
            {"rules":[{"verbs":["get"]}]}            | {"rules":[{"verbs":["get"]},{"verbs":["*"]}]}     | false
            {"rules":[{"verbs":["get"]}]}            | {"rules":[{"verbs":["get","list"]}]}              | false
            {"subjects":[{"name":"x"}]}              | {"subjects":[{"name":"x"}]}                       | true
            """)
    void theServersDefaultsAreNoDifference(String wanted, String live, boolean contained)
            throws JsonProcessingException {
        JsonMapper mapper = JsonMapper.builder().build();

        assertThat(Containment.contains(mapper.readTree(live), mapper.readTree(wanted)))
                .isEqualTo(contained);
    }
}
