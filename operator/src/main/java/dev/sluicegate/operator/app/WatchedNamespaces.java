package dev.sluicegate.operator.app;

import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The namespaces that the operator is to look after: those that it can, and why not the others. One that is gone, or that forbids, is
 * reported and looked at again; it keeps none of the others from being served. Safe for any thread.
 */
final class WatchedNamespaces {
    /** What a namespace answers. */
    sealed interface Access {
        /**
         * Everything that has to be read there can be.
         *
         * @param keysDenied why RouterKeys cannot be, without which gateways are looked after all the same
         */
        record Granted(Optional<String> keysDenied) implements Access {
            static final Granted ALL = new Granted(Optional.empty());
        }

        /** @param why in a sentence for the person who gives rights */
        record Denied(String why) implements Access {}

        /** The API server did not say: what was known before still holds. */
        record Unknown(String why) implements Access {}
    }

    private static final Logger LOG = LoggerFactory.getLogger(WatchedNamespaces.class);

    private final Supplier<Optional<Set<String>>> choice;
    private final Function<String, Access> probe;
    private SortedSet<String> wanted = new TreeSet<>();
    private boolean isKnown;
    private final SortedSet<String> served = new TreeSet<>();
    private final SortedMap<String, String> problems = new TreeMap<>();
    private final SortedMap<String, String> keysDenied = new TreeMap<>();

    /** @param choice the namespaces that are wanted; empty while nobody says, which changes nothing */
    WatchedNamespaces(Supplier<Optional<Set<String>>> choice, Function<String, Access> probe) {
        this.choice = choice;
        this.probe = probe;
    }

    /** Looks at all of them again. True if others are served than before. */
    boolean refresh() {
        boolean changed = choice.get().map(this::choose).orElse(false);
        for (String namespace : wanted()) {
            changed |= judge(namespace, probe.apply(namespace));
        }
        return changed;
    }

    private synchronized boolean choose(Set<String> namespaces) {
        wanted = new TreeSet<>(namespaces);
        isKnown = true;
        problems.keySet().retainAll(wanted);
        keysDenied.keySet().retainAll(wanted);
        return served.retainAll(wanted);
    }

    synchronized SortedSet<String> wanted() {
        return new TreeSet<>(wanted);
    }

    synchronized boolean isWanted(String namespace) {
        return wanted.contains(namespace) || wanted.contains(NamespaceChoice.ALL);
    }

    /** True if there is nothing to look after: no namespace has the label. */
    synchronized boolean wantsNone() {
        return isKnown && wanted.isEmpty();
    }

    synchronized SortedSet<String> served() {
        return new TreeSet<>(served);
    }

    /** The namespaces that deny something, each with the reason. */
    synchronized SortedMap<String, String> denied() {
        SortedMap<String, String> denied = new TreeMap<>(problems);
        denied.keySet().removeAll(served);
        return denied;
    }

    synchronized boolean isServed(String namespace) {
        return served.contains(namespace);
    }

    /** Why a namespace is not served, or cannot be looked at just now. */
    synchronized Optional<String> problem(String namespace) {
        return Optional.ofNullable(problems.get(namespace));
    }

    /** Why the RouterKeys of a namespace cannot be read, though its gateways are looked after. */
    synchronized Optional<String> keysDenied(String namespace) {
        return Optional.ofNullable(keysDenied.get(namespace))
                .or(() -> Optional.ofNullable(keysDenied.get(NamespaceChoice.ALL)));
    }

    private void judgeKeys(String namespace, Optional<String> denied) {
        if (denied.isEmpty() && keysDenied.remove(namespace) != null) {
            LOG.info("namespace={} its RouterKeys can be read again", namespace);
        }
        denied.filter(why -> !why.equals(keysDenied.put(namespace, why)))
                .ifPresent(why -> LOG.warn(
                        "namespace={} its RouterKeys cannot be read, so those that were published stay as they were, and"
                                + " they are asked for again: {}",
                        namespace,
                        why));
    }

    private synchronized boolean judge(String namespace, Access access) {
        return switch (access) {
            case Access.Granted granted -> {
                judgeKeys(namespace, granted.keysDenied);
                if (problems.remove(namespace) != null) {
                    LOG.info("namespace={} can be looked after again", namespace);
                }
                yield served.add(namespace);
            }
            case Access.Denied(String why) -> {
                report(namespace, why);
                yield served.remove(namespace);
            }
            case Access.Unknown(String why) -> {
                report(namespace, why);
                yield false;
            }
        };
    }

    private void report(String namespace, String why) {
        if (!why.equals(problems.put(namespace, why))) {
            LOG.warn("namespace={} is not looked after, and is looked at again: {}", namespace, why);
        }
    }
}
