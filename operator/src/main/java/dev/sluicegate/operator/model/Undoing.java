package dev.sluicegate.operator.model;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The choice of a kept revision instead of the one that the spec asks for, as a person has said on the gateway. Pure. */
final class Undoing {
    private Undoing() {}

    /**
     * What is in force with it.
     *
     * @param accepted what is in force by the spec, or what was undone before and still is
     * @param secrets as they are now
     * @param warnings what there is to be said of it is added
     */
    static Accepted of(Acceptance.Input input, Accepted accepted, SecretHashes secrets, List<String> warnings) {
        String text = Undo.text(input.annotations());
        Optional<Accepted> previous = input.previous();
        boolean isNew = !text.isEmpty()
                && previous.filter(it -> !it.undo().text().equals(text)).isPresent();
        if (!isNew) {
            Accepted same = accepted.isUndone() ? accepted : accepted.with(new Undo(text, ""));
            return said(same, secrets, warnings);
        }
        Optional<KeptRevision> wanted = Undo.revision(text).flatMap(it -> Acceptance.kept(input, it));
        if (wanted.isEmpty()) {
            warnings.add(
                    "the annotation %s names no revision that is kept, so nothing is undone; kubectl sluicegate rollout history shows which are"
                            .formatted(Undo.ANNOTATION));
        }
        String bySpec = accepted.isUndone() ? accepted.undo().instead() : accepted.revision();
        return said(
                wanted.filter(it -> !it.revision().equals(accepted.revision()))
                        .map(it -> back(
                                accepted, it, new Undo(text, it.revision().equals(bySpec) ? "" : bySpec), input.now()))
                        .orElseGet(() ->
                                accepted.with(new Undo(text, accepted.undo().instead()))),
                secrets,
                warnings);
    }

    /** With the config that its record has. */
    private static Accepted back(Accepted accepted, KeptRevision to, Undo undo, Instant since) {
        return new Accepted(
                accepted.spec(),
                accepted.image(),
                accepted.secrets(),
                accepted.salt(),
                to.revision(),
                since,
                to.generation(),
                "new pods, because a person has gone back to another revision",
                accepted.restartedAt(),
                undo);
    }

    private static Accepted said(Accepted accepted, SecretHashes secrets, List<String> warnings) {
        if (accepted.isUndone()) {
            warnings.add(
                    "revision %s runs instead of %s, which the spec asks for: a person has gone back to it, until the spec asks for other pods or the annotation %s goes"
                            .formatted(accepted.revision(), accepted.undo().instead(), Undo.ANNOTATION));
            if (!accepted.secrets().rolling().equals(secrets.rolling())) {
                warnings.add(
                        "a Secret has changed meanwhile, which replaces no pod of revision %s; those that start from now on have it"
                                .formatted(accepted.revision()));
            }
        }
        return accepted;
    }

    /** A restart would be another revision of the spec, which is what was undone. */
    static void restartWaits(Acceptance.Input input, Accepted accepted, List<String> warnings) {
        if (accepted.isUndone()
                && !RequestedRestart.of(input.annotations(), accepted.restartedAt())
                        .text()
                        .equals(accepted.restartedAt())) {
            warnings.add("the restart that the annotation %s asks for waits until then"
                    .formatted(RequestedRestart.ANNOTATION));
        }
    }
}
