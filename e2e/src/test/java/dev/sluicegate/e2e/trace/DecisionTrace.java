package dev.sluicegate.e2e.trace;

import dev.sluicegate.operator.rollout.Rollout;
import dev.sluicegate.operator.rollout.Step;
import dev.sluicegate.operator.rollout.TracedDecision;
import java.util.ArrayList;
import java.util.List;

/** The decisions of an operator, as its log has them. */
public record DecisionTrace(List<TracedDecision> decisions) {
    private static final String MARK = " DEBUG decisions ";

    public DecisionTrace {
        decisions = List.copyOf(decisions);
    }

    /** The decisions in a log; a last line that was cut off, because its process ended or is writing it, is left out. */
    public static DecisionTrace of(String log) {
        List<String> lines = log.lines().filter(line -> line.contains(MARK)).toList();
        List<TracedDecision> decisions = new ArrayList<>();
        for (String line : lines) {
            try {
                decisions.add(TracedDecision.read(line.substring(line.indexOf(MARK) + MARK.length())));
            } catch (IllegalArgumentException e) {
                if (line.endsWith("}") && !line.equals(lines.getLast())) {
                    throw e;
                }
            }
        }
        return new DecisionTrace(decisions);
    }

    /** What is wrong with it, in sentences: decisions that come out differently now, and those that break a promise. */
    public List<String> faults() {
        List<String> faults = new ArrayList<>();
        for (TracedDecision decision : decisions) {
            String where = decision.gateway() + " at " + decision.now() + ": ";
            Step again = Rollout.decide(decision.desired(), decision.observed(), decision.now());
            if (!again.actions().equals(decision.actions())
                    || !again.verdict().equals(decision.verdict())
                    || !again.sentence().equals(decision.sentence())) {
                faults.add(where + "decided " + decision.actions() + " " + decision.verdict() + " '"
                        + decision.sentence() + "', but now it is " + again);
            }
            new DecisionPromises(decision).broken().forEach(it -> faults.add(where + it));
        }
        return faults;
    }
}
