package dev.sluicegate.operator.reason;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluicegate.operator.Golden;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tables of reasons in the documentation are made from the registry; what is checked in must be exactly that. */
class ReasonsTest {
    private static final Golden OPERATING = Golden.file("docs/operating.md");

    @Test
    void theReasonsOfConditionsAreListed() {
        String rows = Arrays.stream(Reason.values())
                .map(it -> row(it.name(), it.meaning(), it.outlook().end(), it.advice()))
                .collect(Collectors.joining());
        OPERATING.sectionMustEqual("reasons", head("reason", "means", "ends", "what to do") + rows);
    }

    @Test
    void theProblemsOfPodsAreListed() {
        String rows = Arrays.stream(PodProblem.values())
                .map(it ->
                        row(it.name(), "the pod " + it.meaning(), it.outlook().end(), it.advice()))
                .collect(Collectors.joining());
        OPERATING.sectionMustEqual("problems", head("reason", "means", "ends", "what to do") + rows);
    }

    @Test
    void theEventsAreListed() {
        String rows = Arrays.stream(EventReason.values())
                .map(it -> row(it.name(), it.meaning()))
                .collect(Collectors.joining());
        OPERATING.sectionMustEqual("events", head("reason", "has happened") + rows);
    }

    @Test
    void whatOnlyAPersonCanEndComesWithAdvice() {
        assertThat(Reason.values())
                .filteredOn(it -> it.outlook().isForAPerson())
                .allSatisfy(
                        it -> assertThat(it.advice()).isNotEqualTo("nothing").isNotEmpty());
    }

    @Test
    void whatIsNotListedIsToldInTheWordsOfKubernetes() {
        assertThat(PodProblem.meaningOf("PostStartHookError")).isEqualTo("does not come up");
        assertThat(PodProblem.outlookOf("PostStartHookError")).isEqualTo(Outlook.PASSES);
        assertThat(PodProblem.outlookOf("InvalidImageName")).isEqualTo(Outlook.FINAL);
    }

    private static String head(String... columns) {
        return "| " + String.join(" | ", columns) + " |\n|" + "---|".repeat(columns.length) + "\n";
    }

    private static String row(String name, String... cells) {
        return Stream.concat(Stream.of("`" + name + "`"), Stream.of(cells))
                        .collect(Collectors.joining(" | ", "| ", " |"))
                + "\n";
    }
}
