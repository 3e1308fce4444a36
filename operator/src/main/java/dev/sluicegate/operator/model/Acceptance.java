package dev.sluicegate.operator.model;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluicegate.operator.api.RolloutSpec.OnConfigChange;
import dev.sluicegate.operator.model.GatewayReader.GatewayReading;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The decision about which spec is in force, and which revision it wants. Pure. */
public final class Acceptance {
    private Acceptance() {}

    /**
     * All that the decision depends on.
     *
     * @param uid the gateway's
     * @param annotations of the gateway, which anybody may write
     * @param previous what was accepted last; empty if nothing ever was
     * @param kept the revisions that have a record
     * @param sources a Secret's or ConfigMap's data in base 64
     * @param takesUp whether pods may be replaced now for nothing but Secrets that have changed, whose hash is given
     * @param adminToken the token of the gateway's admin ports; pods carry what is derived from it
     * @param defaultImage the router's image for specs that name none
     */
    public record Input(
            String uid,
            @Nullable JsonNode spec,
            Map<String, String> annotations,
            Optional<Accepted> previous,
            List<KeptRevision> kept,
            Function<Source, Optional<Map<String, String>>> sources,
            Predicate<String> takesUp,
            String adminToken,
            String defaultImage,
            Instant now) {}

    /** A namer of the revision that these make. */
    @FunctionalInterface
    public interface RevisionNamer {
        String name(Gateway.Rolling rolling, String image, String secretsHash);
    }

    /** The verdict: what is in force. */
    public sealed interface Verdict {
        /** What was accepted and is in force, be it of the newest spec or of the one before. */
        default Optional<Accepted> lastAccepted() {
            return switch (this) {
                case InForce it -> Optional.of(it.accepted);
                case BeforeInForce it -> Optional.of(it.accepted);
                case NothingInForce _ -> Optional.empty();
            };
        }

        /** Why the newest spec is not in force. */
        default Optional<Refusal> refused() {
            return switch (this) {
                case InForce _ -> Optional.empty();
                case BeforeInForce it -> Optional.of(it.refusal);
                case NothingInForce it -> Optional.of(it.refusal);
            };
        }

        /** With more warnings, if it can carry any. */
        default Verdict warned(List<String> more) {
            return this instanceof InForce it && !more.isEmpty()
                    ? new InForce(
                            it.accepted,
                            it.gateway,
                            Stream.concat(it.warnings.stream(), more.stream()).toList(),
                            it.files)
                    : this;
        }

        /**
         * The spec as it is.
         *
         * @param files the hash that a router reports of each file that it has read, by its path
         */
        record InForce(Accepted accepted, Gateway gateway, List<String> warnings, Map<String, String> files)
                implements Verdict {}

        /** The spec is refused, and the one before stays in force, with the wanted number of pods if that is valid by itself. */
        record BeforeInForce(Accepted accepted, Gateway gateway, Refusal refusal) implements Verdict {}

        /** The spec is refused, and none was ever accepted. */
        record NothingInForce(Refusal refusal) implements Verdict {}
    }

    public static Verdict decide(Input input, RevisionNamer namer) {
        return switch (GatewayReader.read(input.spec())) {
            case GatewayReading.Invalid invalid -> refuse(input, invalid.refusal());
            case GatewayReading.Valid valid ->
                switch (ReferencedSecrets.read(valid.gateway().rolling().files(), input.sources())) {
                    case ReferencedSecrets.Incomplete incomplete -> refuse(input, incomplete.refusal());
                    case ReferencedSecrets.Complete complete -> accept(input, valid, complete, namer);
                };
        };
    }

    private static Verdict accept(
            Input input, GatewayReading.Valid valid, ReferencedSecrets.Complete complete, RevisionNamer namer) {
        JsonNode spec = Objects.requireNonNull(input.spec());
        SecretHashes secrets = SecretHashes.of(salt(input), input.adminToken(), complete);
        List<String> warnings = warnings(input, valid, complete);
        Optional<Accepted> undone = input.previous().filter(it -> staysUndone(input, it, spec, valid.gateway()));
        RequestedRestart asked = undone.map(it -> RequestedRestart.of(it.restartedAt()))
                .orElseGet(() -> RequestedRestart.of(
                        input.annotations(),
                        input.previous().map(Accepted::restartedAt).orElse("")));
        Gateway gateway = valid.gateway().restarted(asked);
        Accepted accepted = Undoing.of(
                input,
                undone.orElseGet(() -> accept(input, gateway, secrets, namer)).with(spec, asked.text()),
                secrets,
                warnings);
        Undoing.restartWaits(input, accepted, warnings);
        return new Verdict.InForce(accepted, gateway, warnings, complete.hashes(input.adminToken()));
    }

    /** Neither a rotated Secret nor a restart brings back what a person has undone: only another spec does, or the annotation's end. */
    private static boolean staysUndone(Input input, Accepted was, JsonNode spec, Gateway gateway) {
        return was.isUndone()
                && !Undo.text(input.annotations()).isEmpty()
                && kept(input, was.revision()).isPresent()
                && rollTheSame(was, spec, gateway.restarted(RequestedRestart.of(was.restartedAt())));
    }

    private static List<String> warnings(Input input, GatewayReading.Valid spec, ReferencedSecrets.Complete sources) {
        List<String> warnings = new ArrayList<>(spec.warnings());
        warnings.addAll(Warnings.of(sources.keys(), spec.gateway().rolling().config()));
        if (RequestedRestart.read(input.annotations().getOrDefault(RequestedRestart.ANNOTATION, ""))
                instanceof RequestedRestart.Reading.Faulty(String sentence)) {
            warnings.add(sentence);
        }
        return warnings;
    }

    /** The verdict for a spec that is refused, for a reason of its own or because it cannot be looked at. */
    public static Verdict refuse(Input input, Refusal refusal) {
        Optional<Verdict> before = input.previous().flatMap(it -> stays(input, it, refusal));
        return before.orElseGet(() -> new Verdict.NothingInForce(refusal));
    }

    private static Optional<Verdict> stays(Input input, Accepted accepted, Refusal refusal) {
        if (!(GatewayReader.read(accepted.spec()) instanceof GatewayReading.Valid valid)) {
            return Optional.empty();
        }
        Gateway gateway = valid.gateway().restarted(RequestedRestart.of(accepted.restartedAt()));
        return Optional.of(new Verdict.BeforeInForce(
                accepted,
                GatewayReader.replicas(input.spec()).map(gateway::withReplicas).orElse(gateway),
                refusal));
    }

    private static Accepted accept(Input input, Gateway gateway, SecretHashes secrets, RevisionNamer namer) {
        JsonNode spec = Objects.requireNonNull(input.spec());
        Optional<Accepted> previous = input.previous();
        if (previous.isEmpty()) {
            return renamed(input, gateway, secrets, namer, "");
        }
        Accepted was = previous.get();
        if (was.isUndone()) {
            return renamed(input, gateway, secrets, namer, "new pods, because an undo has ended");
        }
        // Nothing that pods are made of has changed: the image and the revision stay as they were decided, whatever
        // this release of the operator would choose or render.
        if (rollTheSame(was, spec, gateway) && !isRefusedHere(input, was, gateway)) {
            return SecretChange.accept(input, was, gateway, secrets)
                    .orElseGet(() -> renamed(
                            input, gateway, secrets, namer, "new pods, because the content of a Secret has changed"));
        }
        boolean follows = secrets.canBeFollowedFrom(was.secrets());
        ChangeWay way = GatewayReader.read(was.spec()) instanceof GatewayReading.Valid before
                ? ChangeWay.of(
                        gateway.rollout().onConfigChange(),
                        before.gateway()
                                .restarted(RequestedRestart.of(was.restartedAt()))
                                .rolling(),
                        gateway.rolling(),
                        follows || !input.takesUp().test(secrets.rolling()),
                        kept(input, was.revision()))
                : new ChangeWay.NewPods("the spec before it cannot be read");
        return switch (way) {
            case ChangeWay.InPlace _ ->
                was.changedInPlace(spec, follows ? secrets : was.secrets(), input.now(), was.generation() + 1);
            case ChangeWay.NewPods _ -> renamed(input, gateway, secrets, namer, way.sentence());
        };
    }

    /** The config has not come into force in place, and is no longer to: then it takes the other way. */
    private static boolean isRefusedHere(Input input, Accepted was, Gateway gateway) {
        return gateway.rollout().onConfigChange() == OnConfigChange.ROLL
                && kept(input, was.revision())
                        .filter(it -> it.generation() < was.generation())
                        .isPresent();
    }

    static Optional<KeptRevision> kept(Input input, String revision) {
        return input.kept().stream()
                .filter(it -> it.revision().equals(revision))
                .findFirst();
    }

    private static Accepted renamed(
            Input input, Gateway gateway, SecretHashes secrets, RevisionNamer namer, String way) {
        String image = gateway.rolling().image().orElse(input.defaultImage());
        String madeOf = namer.name(gateway.rolling(), image, secrets.rolling());
        Optional<KeptRevision> same =
                input.kept().stream().filter(it -> it.madeOf().equals(madeOf)).findFirst();
        String revision = same.map(KeptRevision::revision).orElseGet(() -> free(input, madeOf));
        Optional<Accepted> before =
                input.previous().filter(was -> was.revision().equals(revision));
        return new Accepted(
                Objects.requireNonNull(input.spec()),
                image,
                secrets,
                salt(input),
                revision,
                before.map(Accepted::since).orElse(input.now()),
                same.map(KeptRevision::generation).orElse(0),
                way,
                gateway.asked().text(),
                Undo.NONE);
    }

    /** A revision whose config was changed in place goes on under its name, so another one may not have that. */
    private static String free(Input input, String madeOf) {
        return Stream.iterate(0, it -> it + 1)
                .map(it -> it == 0
                        ? madeOf
                        : Fingerprint.of(madeOf, List.of(it.toString())).substring(0, madeOf.length()))
                .filter(it -> kept(input, it).isEmpty())
                .findFirst()
                .orElseThrow();
    }

    /** Whether both ask for the same pods. Mostly they are the same spec, and reading one costs more than all else that is decided. */
    private static boolean rollTheSame(Accepted before, JsonNode spec, Gateway gateway) {
        RequestedRestart asked = RequestedRestart.of(before.restartedAt());
        return (before.spec().equals(spec)
                        && asked.restart().equals(gateway.asked().restart()))
                || (GatewayReader.read(before.spec()) instanceof GatewayReading.Valid it
                        && it.gateway().restarted(asked).rolling().equals(gateway.rolling()));
    }

    /** A gateway that takes over what an earlier one of its name has left replaces no pod for having another uid. */
    private static String salt(Input input) {
        return input.previous().map(Accepted::salt).orElse(input.uid());
    }
}
