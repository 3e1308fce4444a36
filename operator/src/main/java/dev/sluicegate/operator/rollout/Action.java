package dev.sluicegate.operator.rollout;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One write, or one word to a router. All are idempotent: an action that was interrupted is decided again.
 *
 * <p>Each write is made with the {@code resourceVersion} of the object that was observed, so that it fails, and is decided anew, if the
 * object has changed since; what is created is created by POST, so that it is never made twice. The actions of a step are done in
 * their order. When one fails, none that follows it is done to the same {@link #subject}: a pod never leaves the Service before
 * its seat's template says so.
 */
public sealed interface Action {

    /** The seat or the revision that it is about. */
    String subject();

    /** Create the record of the wanted revision. */
    record CreateRecord(String revision) implements Action {
        @Override
        public String subject() {
            return revision;
        }
    }

    /**
     * Create a seat from its revision's record; its traffic is on.
     *
     * @param gated its pods have to be admitted
     */
    record CreateSeat(String seat, String revision, int number, boolean gated) implements Action {
        @Override
        public String subject() {
            return seat;
        }
    }

    /** Turn the traffic label off in the seat's template, and write since when beside it. */
    record RetireSeat(String seat, Instant since) implements Action {
        @Override
        public String subject() {
            return seat;
        }
    }

    /** Turn the pod's traffic label off, and write since when beside it. */
    record Withdraw(String seat, String pod, Instant since) implements Action {
        @Override
        public String subject() {
            return seat;
        }
    }

    /**
     * Tell the router to drain, or until when.
     *
     * @param deadline when it cuts what is left; null is never
     */
    record TellDrain(String seat, String pod, @Nullable Instant deadline) implements Action {
        @Override
        public String subject() {
            return seat;
        }
    }

    /** Turn the traffic label on in the seat's template. */
    record ReopenSeat(String seat) implements Action {
        @Override
        public String subject() {
            return seat;
        }
    }

    /** Tell the router that it does not drain any more. */
    record TellOpen(String seat, String pod) implements Action {
        @Override
        public String subject() {
            return seat;
        }
    }

    /** Turn the pod's traffic label on. */
    record Restore(String seat, String pod) implements Action {
        @Override
        public String subject() {
            return seat;
        }
    }

    /** Set the pod's condition {@code sluicegate.dev/admitted} to True. */
    record OpenGate(String seat, String pod) implements Action {
        @Override
        public String subject() {
            return seat;
        }
    }

    /** Give the seat the size 0: Kubernetes ends its pod. */
    record CloseSeat(String seat) implements Action {
        @Override
        public String subject() {
            return seat;
        }
    }

    /** Delete a seat that has no pod. */
    record DeleteSeat(String seat) implements Action {
        @Override
        public String subject() {
            return seat;
        }
    }

    /** Take the readiness gate out of the seat's template. */
    record Ungate(String seat) implements Action {
        @Override
        public String subject() {
            return seat;
        }
    }

    /**
     * Write to the revision's record that it is proven.
     *
     * @param at with its fractions of a second: later than any other revision's
     */
    record Promote(String revision, Instant at) implements Action {
        @Override
        public String subject() {
            return revision;
        }
    }

    /** Write to the revision's record that it has failed. */
    record MarkFailed(String revision, RevisionState.Failure failure) implements Action {
        @Override
        public String subject() {
            return revision;
        }
    }

    /** Write to the revision's record how far the bake of its canary pods is. */
    record SetBake(String revision, Bake bake) implements Action {
        @Override
        public String subject() {
            return revision;
        }
    }

    /** Write to the revision's record which of its pods have to go because they do not do their work: those of before, and one more. */
    record SetReplaced(String revision, List<Replacement> replaced) implements Action {
        public SetReplaced {
            replaced = List.copyOf(replaced);
        }

        @Override
        public String subject() {
            return revision;
        }
    }

    /**
     * Have a router check the wanted revision's new config, and write that to the revision's record if it accepts it; else write there that it
     * has failed.
     *
     * @param generation of the new config
     * @param pod whose router checks it; empty if there is none that could be harmed
     * @param files which content that router knows of the secret files
     * @param attempt since when it is wanted: {@link Desired#since}
     */
    record ChangeConfig(String revision, int generation, String pod, String files, Instant attempt) implements Action {
        @Override
        public String subject() {
            return revision;
        }
    }

    /** Tell the router the config that its revision's record has, before its file comes. */
    record TellConfig(String seat, String pod) implements Action {
        @Override
        public String subject() {
            return seat;
        }
    }

    /**
     * Write the time on the pod. Kubelet looks at a pod's files whenever the pod changes, else once in a minute or so.
     *
     * @see <a href="https://kubernetes.io/docs/tasks/configure-pod-container/configure-pod-configmap/#mounted-configmaps-are-updated-automatically">Mounted ConfigMaps</a>
     */
    record RequestFileSync(String seat, String pod, Instant at) implements Action {
        @Override
        public String subject() {
            return seat;
        }
    }

    /** Delete the record of a revision that has no seats. */
    record DeleteRecord(String revision) implements Action {
        @Override
        public String subject() {
            return revision;
        }
    }
}
