package dev.sluicegate.router.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluicegate.router.config.KeysFile;
import dev.sluicegate.router.config.Model;
import dev.sluicegate.router.config.ModelLimit;
import dev.sluicegate.router.config.RouterConfigReader;
import dev.sluicegate.router.limits.Allowance;
import dev.sluicegate.router.limits.Quota;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The keys of one file, made ready to be looked up. Immutable; safe for any thread. */
public final class Keyring {
    private final Map<KeyHash, ClientKey> keys;
    private final int size;
    private final List<String> remarks;
    private final String hash;

    private Keyring(Map<KeyHash, ClientKey> keys, int size, List<String> remarks, String hash) {
        this.keys = Map.copyOf(keys);
        this.size = size;
        this.remarks = List.copyOf(remarks);
        this.hash = hash;
    }

    /**
     * @param models that the config has
     * @param defaults for what a key does not limit itself
     * @param forgetful whether what is spent is forgotten when this router ends
     */
    public static Keyring of(KeysFile file, List<Model> models, Allowance defaults, boolean forgetful) {
        return new Maker(models, defaults).ring(file, forgetful);
    }

    /** The same for every router that has the same keys with the same rights, in whatever order they stand in the file. */
    private static String hash(KeysFile file) {
        String teams = file.teams().stream()
                .sorted(Comparator.comparing(KeysFile.Team::id))
                .toList()
                .toString();
        String rights = file.keys().stream()
                .sorted(Comparator.comparing(KeysFile.Key::id))
                .map(key -> String.join(
                        "\u0000",
                        key.id(),
                        key.hash(),
                        key.models().isEmpty()
                                ? "*"
                                : key.models().stream().sorted().toList().toString(),
                        String.valueOf(key.requestsPerMinute()),
                        String.valueOf(key.tokensPerMinute()),
                        String.valueOf(key.maxConcurrent()),
                        String.valueOf(key.budget()),
                        String.valueOf(key.expires()),
                        key.previous().stream()
                                .map(previous -> previous.hash() + previous.expires())
                                .sorted()
                                .toList()
                                .toString(),
                        String.valueOf(key.team()),
                        key.modelLimits().toString(),
                        new TreeMap<>(key.labels()).toString()))
                .collect(Collectors.joining("\u0001", "", teams));
        return RouterConfigReader.hash(rights.getBytes(UTF_8));
    }

    /** Null if the key is none of these. */
    @Nullable ClientKey find(KeyHash key) {
        return keys.get(key);
    }

    /** What the keys in force are called by everyone who has to compare them; 64 hexadecimal digits that tell nothing else. */
    public String hash() {
        return hash;
    }

    /** How many clients' keys there are, those that were replaced not counted. */
    public int size() {
        return size;
    }

    /** What somebody should look at, as sentences: keys that can no longer be used, or not for what they say, or not as long as they say. */
    public List<String> warnings(Instant now) {
        List<String> warnings = new ArrayList<>(remarks);
        keys.values().stream()
                .filter(key -> key.isExpired(now))
                .map(key -> key.expiry() + (key.replaced() ? "; remove it" : "; remove it, or renew it"))
                .sorted()
                .forEach(warnings::add);
        return warnings;
    }

    /**
     * The limits of a key, or of a team. All of it is empty where nothing is limited.
     *
     * @param whole what all of its requests count for
     * @param models what those for one model count for first, by each of the model's names
     */
    private record Limited(List<Quota> whole, Map<String, Quota> models) {
        static final Limited NOTHING = new Limited(List.of(), Map.of());

        List<Quota> of(String model) {
            return Stream.concat(Stream.ofNullable(models.get(model)), whole.stream())
                    .toList();
        }
    }

    /** The making of a ring, with what it notes on its way. */
    private static final class Maker {
        private final Map<String, Model> models = new HashMap<>();
        private final Map<String, Limited> teams = new HashMap<>();
        private final Allowance defaults;
        private final Map<KeyHash, ClientKey> keys = new HashMap<>();
        private final List<String> remarks = new ArrayList<>();

        Maker(List<Model> models, Allowance defaults) {
            this.defaults = defaults;
            for (Model model : models) {
                names(model).forEach(name -> this.models.put(name, model));
            }
        }

        Keyring ring(KeysFile file, boolean forgetful) {
            file.teams()
                    .forEach(team -> teams.put(
                            team.id(), limited(Quota.ofTeam(team.id(), Allowance.of(team)), team.modelLimits())));
            int budgets = 0;
            for (KeysFile.Key key : file.keys()) {
                Caller caller = caller(key);
                budgets += hasBudget(caller) ? 1 : 0;
                keys.put(KeyHash.ofHex(key.hash()), new ClientKey(caller, key.expires(), false));
                for (KeysFile.PreviousKey previous : key.previous()) {
                    keys.put(
                            KeyHash.ofHex(previous.hash()),
                            ClientKey.replaced(caller, previous.expires(), key.expires()));
                }
            }
            if (forgetful && budgets > 0) {
                remarks.add(budgets + " of the keys have a budget, but there is no limits.store: each router counts it"
                        + " for itself, and begins anew when it is replaced");
            }
            return new Keyring(keys, file.keys().size(), remarks, hash(file));
        }

        private static boolean hasBudget(Caller caller) {
            return Stream.concat(
                            caller.quotas().stream(),
                            caller.modelQuotas().values().stream().flatMap(List::stream))
                    .anyMatch(quota -> quota.allowance().budget() != null);
        }

        private Caller caller(KeysFile.Key key) {
            Limited own = limited(Quota.ofKey(key.id(), defaults.with(key)), key.modelLimits());
            Limited team = key.team() == null ? Limited.NOTHING : teams.getOrDefault(key.team(), Limited.NOTHING);
            Map<String, List<Quota>> byModel = new HashMap<>();
            Stream.of(own, team)
                    .flatMap(limited -> limited.models().keySet().stream())
                    .forEach(name -> byModel.put(name, together(own.of(name), team.of(name))));
            return new Caller(key.id(), key.labels(), allowed(key), together(own.whole(), team.whole()), byModel);
        }

        private static List<Quota> together(List<Quota> own, List<Quota> ofTeam) {
            return Stream.concat(own.stream(), ofTeam.stream()).toList();
        }

        private @Nullable Set<String> allowed(KeysFile.Key key) {
            if (key.models().isEmpty()) {
                return null;
            }
            Set<String> allowed = new HashSet<>();
            for (String name : key.models()) {
                Model model = known("key '" + key.id() + "' allows", name);
                if (model != null) {
                    allowed.addAll(names(model));
                }
            }
            return allowed;
        }

        private Limited limited(Quota whole, List<ModelLimit> modelLimits) {
            Map<String, Quota> byName = new HashMap<>();
            for (ModelLimit limit : modelLimits) {
                Model model = known(whole.holder() + " limits", limit.model());
                if (model == null) {
                    continue;
                }
                if (byName.containsKey(model.name())) {
                    remarks.add(whole.holder() + " limits model '" + model.name()
                            + "' by two of its names; the first one counts");
                    continue;
                }
                Quota quota = whole.forModel(model.name(), Allowance.of(limit));
                names(model).forEach(name -> byName.put(name, quota));
            }
            return new Limited(whole.allowance().isUnlimited() ? List.of() : List.of(whole), byName);
        }

        /** @param does who wants what with the model, as the beginning of a sentence */
        private @Nullable Model known(String does, String name) {
            Model model = models.get(name);
            if (model == null) {
                remarks.add(does + " model '" + name + "', which does not exist");
            }
            return model;
        }

        /** An alias and its model's name are the same model, so whoever may use one may use the other. */
        private static Set<String> names(Model model) {
            Set<String> names = new HashSet<>(model.aliases());
            names.add(model.name());
            return names;
        }
    }
}
