package dev.sluicegate.operator.model;

import java.util.List;

/** The result of reading a gateway's spec. */
public sealed interface GatewayReading {
    /** @param warnings one sentence each for what is legal but suspicious */
    record Valid(Gateway gateway, List<String> warnings) implements GatewayReading {
        public Valid {
            warnings = List.copyOf(warnings);
        }
    }

    /** It cannot be used. */
    record Invalid(Refusal refusal) implements GatewayReading {}
}
