package dev.sluicegate.operator.api;

import dev.sluicegate.router.config.DurationText;

/** CEL expressions and their messages that several fields share. */
final class Rules {
    static final String DURATION = "self.matches('^" + DurationText.PATTERN + "$')";
    static final String DURATION_MESSAGE = "is not a duration; write one such as 500ms, 5s, 1m30s or 1h";
    static final int DURATION_LENGTH = 27;

    static final String SIZE = "self.matches('^[1-9][0-9]{0,11}(Ki|Mi|Gi)?$')";
    static final String SIZE_MESSAGE = "is not a size; write one such as 512Ki, 32Mi or 1Gi";
    static final int SIZE_LENGTH = 14;

    /** Two durations, of which a rule speaks only if each is one; a rule of their own says so otherwise. */
    static final String DURATIONS_BEGIN = "!";

    static final String DURATIONS_AND = ".matches('^" + DurationText.PATTERN + "$') || !";
    static final String DURATIONS_END = ".matches('^" + DurationText.PATTERN + "$') || ";

    static final String OBJECT_NAME = "self.matches('^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$')";
    static final String SECRET_NAME_MESSAGE =
            "is not the name of a Secret; write the name alone of one in the gateway's own namespace, as in openai";
    static final String CONFIG_MAP_NAME_MESSAGE =
            "is not the name of a ConfigMap; write the name alone of one in the gateway's own namespace, as in ca";
    static final String OBJECT_KEY = "self.matches('^[-._a-zA-Z0-9]+$') && !self.startsWith('sk-')";
    static final String OBJECT_KEY_MESSAGE =
            "write under which key the value stands in the Secret or ConfigMap, as in api-key, and never the value itself";

    static final String HTTP_URL = "self.startsWith('https://') || self.startsWith('http://')";
    static final String NO_USER = "!self.matches('^[a-z]+://[^/]*@')";
    static final String NO_USER_MESSAGE =
            "must not carry a user or password; put the secret into a Secret, and name that";

    /**
     * The same hosts as in router/config's ForbiddenHosts, as far as they can be seen in the text: a rule that took the address
     * apart would be too costly for the API server.
     */
    static final String NO_METADATA =
            "!self.matches('^(?i)[a-z]+://(metadata|metadata[.]google[.]internal|metadata[.]azure[.]internal"
                    + "|metadata[.]tencentyun[.]com|instance-data|instance-data[.]ec2[.]internal|169[.]254[.][0-9]+[.][0-9]+"
                    + "|100[.]100[.]100[.]200|168[.]63[.]129[.]16|192[.]0[.]0[.]192|[[](fe[89ab]|fd00:ec2:|fd20:ce:|::ffff:)[^]]*[]])"
                    + "[.]?([:/].*)?$')";

    static final String NO_METADATA_MESSAGE =
            "is the address of a cloud's metadata service, which hands out credentials; write the server's own address";

    static final String PATH = "self.matches('^/[!-~]*$')";
    static final String PATH_MESSAGE = "must begin with / and hold no space, as in /slots";

    static final String HEADER_NAME = "self.matches('^[-A-Za-z0-9_.]+$')";
    static final String HEADER_NAME_MESSAGE = "is not the name of a header; write one such as api-key";
    static final String KEY_HEADERS =
            "['authorization', 'proxy-authorization', 'x-api-key', 'api-key', 'x-goog-api-key', 'cookie']";
    static final String KEY_PARAMETERS = "['key', 'api-key', 'api_key', 'apikey', 'access_token', 'token']";

    static final String NAME = "self.matches('^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$')";
    static final String NAME_MESSAGE = "write lower case letters, digits and '-', at most 63, as in my-provider";

    static final String MODEL_NAME = "self.matches('^[A-Za-z0-9][-A-Za-z0-9._:/@]{0,127}$')";
    static final String MODEL_NAME_MESSAGE =
            "is not a model name; write letters, digits and any of - . _ : / @, at most 128, as in gpt-4o-mini";

    /** A positive number or percentage; the field is an int-or-string. */
    static final String SHARE = "type(self) == int ? self > 0 : string(self).matches('^([1-9][0-9]?|100)%$')";

    private Rules() {}
}
