package dev.sluicegate.operator.api;

import dev.sluicegate.router.config.DurationText;

/** CEL expressions and their messages that several fields share. */
final class Rules {
    static final String DURATION = "self.matches('^" + DurationText.PATTERN + "$')";
    static final String DURATION_MESSAGE = "is not a duration; write one such as 500ms, 5s, 1m30s or 1h";
    static final int DURATION_LENGTH = 27;

    static final String NAME = "self.matches('^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$')";
    static final String NAME_MESSAGE = "write lower case letters, digits and '-', at most 63, as in my-provider";

    static final String MODEL_NAME = "self.matches('^[A-Za-z0-9][-A-Za-z0-9._:/@]{0,127}$')";
    static final String MODEL_NAME_MESSAGE =
            "is not a model name; write letters, digits and any of - . _ : / @, at most 128, as in gpt-4o-mini";

    /** A positive number or percentage; the field is an int-or-string. */
    static final String SHARE = "type(self) == int ? self > 0 : string(self).matches('^([1-9][0-9]?|100)%$')";

    private Rules() {}
}
