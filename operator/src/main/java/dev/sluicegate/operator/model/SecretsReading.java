package dev.sluicegate.operator.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/** Whether everything that a gateway refers to is there. */
public sealed interface SecretsReading {
    /** @param values by provider; kept in memory only */
    record Complete(SortedMap<String, String> values) implements SecretsReading {
        @Override
        public String toString() {
            return "Complete" + values.keySet();
        }
    }

    /** Something is missing. */
    record Incomplete(Refusal refusal) implements SecretsReading {}

    /**
     * @param lookup a Secret's data in base 64 by its name; empty if there is no such Secret in the gateway's namespace
     */
    static SecretsReading read(
            SortedMap<String, SecretKey> credentials, Function<String, Optional<Map<String, String>>> lookup) {
        SortedMap<String, String> values = new TreeMap<>();
        List<String> missing = new ArrayList<>();
        credentials.forEach((provider, wanted) -> {
            Optional<Map<String, String>> data = lookup.apply(wanted.secret());
            String value = data.map(it -> it.getOrDefault(wanted.key(), "")).orElse("");
            if (!value.isEmpty() && !new String(Base64.getDecoder().decode(value), UTF_8).isBlank()) {
                values.put(provider, value);
            } else if (data.isEmpty()) {
                missing.add("provider " + provider + " refers to Secret " + wanted.secret()
                        + ", which is not in this namespace; create it with the key " + wanted.key());
            } else {
                missing.add(
                        "provider " + provider + " refers to the key " + wanted.key() + " of Secret " + wanted.secret()
                                + ", which is missing or empty; add it to the Secret or correct the reference");
            }
        });
        return missing.isEmpty()
                ? new Complete(values)
                : new Incomplete(new Refusal("SecretMissing", String.join("; ", missing)));
    }
}
