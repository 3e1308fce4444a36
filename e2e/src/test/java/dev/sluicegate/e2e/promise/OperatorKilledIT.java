package dev.sluicegate.e2e.promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluicegate.e2e.apiserver.KillsAtWrites;
import dev.sluicegate.e2e.apiserver.OperatorOnHost;
import dev.sluicegate.e2e.apiserver.WrongOperator;
import dev.sluicegate.e2e.promise.GatewayStory.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Row 15: the operator is killed before and after its writes through the whole of a {@link GatewayStory}, and the story is the one of a
 * run in which nobody disturbed it. {@code make kills} does it at each write, else it is done at every eighth.
 */
@ExtendWith(OnStage.class)
class OperatorKilledIT {
    private static final int EVERY = Integer.getInteger("sluicegate.kills", 8);

    private final Stage stage;

    OperatorKilledIT(Stage stage) {
        this.stage = stage;
    }

    @Test
    void theEndIsTheSameAsIfNobodyHadKilledIt() {
        Outcome undisturbed = GatewayStory.undisturbed(stage);
        KillsAtWrites kills = new KillsAtWrites(EVERY, Integer.MAX_VALUE);
        Outcome killed = story(kills, Stage.operator(), "killed", Stage.PATIENCE);
        System.err.printf(
                "%d writes undisturbed, %d with kills: %d before a write and %d after one%n",
                undisturbed.writes(), killed.writes(), kills.killedBefore(), kills.killedAfter());

        killed.assertEnd(undisturbed);
        assertThat(Math.min(kills.killedBefore(), kills.killedAfter()))
                .as("a run with fewer kills is void")
                // fewer than undisturbed: statuses that nobody lived to write
                .isGreaterThanOrEqualTo(killed.writes() / EVERY - 1);
    }

    /** The mutant, which one kill is enough to find, once seats are made: it rolls once more. */
    @Test
    void anOperatorThatKeepsInItsHeadWhichRevisionIsWantedIsFound() {
        WrongOperator wrong = WrongOperator.NAMES_REVISIONS_AT_EACH_START;
        Outcome undisturbed = GatewayStory.undisturbed(stage);
        assertThatThrownBy(() -> story(
                                new KillsAtWrites(30, 1),
                                wrong.classes(Stage.operator().getFirst()),
                                wrong.name().replace(' ', '-'),
                                Duration.ofSeconds(20))
                        .assertEnd(undisturbed))
                .isInstanceOf(AssertionError.class);
    }

    private Outcome story(KillsAtWrites kills, List<Path> classes, String name, Duration patience) {
        try (OperatorOnHost operator = stage.operatorOnHost(classes, kills, name)) {
            return GatewayStory.of(stage, operator, on -> kills.aim(on ? operator : null), patience);
        }
    }
}
