package dev.sluicegate.router.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerLoadTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            [{"id":0,"is_processing":true,"params":{"is_processing":true,"a":[1,{"b":2}]}},{"id":1,"is_processing":false}] | 2/1
            [{"id":0,"is_processing":false}]      | 1/0
            []                                    | -
            {"error":{"code":501}}                | -
            [{"id":0,"is_processing":true         | -
            not JSON                              | -
            """)
    void slots(String body, @Nullable String expected) {
        ServerLoad.Slots slots = ServerLoad.slots(body.getBytes(UTF_8));
        assertThat(slots == null ? null : slots.total() + "/" + slots.busy()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
            2, 0, 4, 4/2
            2, 3, -, 2/2
            2, 0, -, -
            """)
    void slotsWhereTheyAreOff(int processing, int deferred, @Nullable Integer total, @Nullable String expected) {
        String metrics = "llamacpp:requests_processing " + processing + "\nllamacpp:requests_deferred " + deferred;
        ServerLoad.Slots slots = ServerLoad.slotsOfMetrics(metrics, total);
        assertThat(slots == null ? null : slots.total() + "/" + slots.busy()).isEqualTo(expected);
        assertThat(ServerLoad.slotsOfMetrics("other 1\n", 4)).isNull();
    }

    @Test
    void totalSlots() {
        assertThat(ServerLoad.totalSlots("{\"a\":{\"total_slots\":9},\"total_slots\":4}".getBytes(UTF_8)))
                .isEqualTo(4);
        assertThat(ServerLoad.totalSlots("{}".getBytes(UTF_8))).isNull();
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            kv_cache_usage_perc,  0.5,  0,  13
            kv_cache_usage_perc,  0.5,  2,  11
            kv_cache_usage_perc,  0.5,  20, 4
            kv_cache_usage_perc,  0.97, 0,  18
            gpu_cache_usage_perc, 0.97, 0,  18
            """)
    void pressure(String gauge, String cache, int ours, double expected) {
        String metrics = """
            # HELP vllm:num_requests_running Number of requests in model execution batches.
            # TYPE vllm:num_requests_running gauge
            vllm:num_requests_running{engine="0",model_name="m {x}"} 3.0
            vllm:num_requests_running{engine="1",model_name="m"} 2.0
            vllm:num_requests_waiting{engine="0",model_name="m"} 4.0 1700000000
            vllm:num_requests_waiting_by_reason{engine="0",reason="capacity"} 9.0
            vllm:%s{engine="0"} %s
            """.formatted(gauge, cache);
        assertThat(ServerLoad.pressure(metrics, ours)).isEqualTo(expected);
    }

    @Test
    void noPressureIsKnownWhereNothingIsSaid() {
        assertThat(ServerLoad.pressure("# nothing\nvllm:num_requests_running NaN\n", 0))
                .isNaN();
    }
}
