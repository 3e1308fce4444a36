package dev.sluicegate.router.forward;

import dev.sluicegate.router.upstream.Upstream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The doubt whether an upstream takes the wish for a stream's usage, from when it has refused a request with the wish until the same
 * request without it has been answered.
 */
record UsageDoubt(Upstream upstream) {
    private static final Logger log = LoggerFactory.getLogger(UsageDoubt.class);

    /** @param accepted whether the request without the wish was accepted; false if that is not known */
    void resolve(boolean accepted) {
        if (upstream.usageWish().judge(accepted)) {
            log.atWarn()
                    .addKeyValue("provider", upstream.name())
                    .log("a provider refuses to be asked what a stream took (stream_options), so that is estimated from"
                            + " now on; write streamUsage: AsSent for it");
        }
    }
}
