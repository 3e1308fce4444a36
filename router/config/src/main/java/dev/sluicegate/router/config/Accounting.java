package dev.sluicegate.router.config;

import dev.sluicegate.router.config.schema.Checked;
import dev.sluicegate.router.config.schema.Checked.Checks;
import dev.sluicegate.router.config.schema.Schema.Default;
import dev.sluicegate.router.config.schema.Schema.Description;
import dev.sluicegate.router.config.schema.Schema.RouterOnly;
import dev.sluicegate.router.config.schema.Schema.Size;
import org.jspecify.annotations.Nullable;

/** The place where the accounting record of each request goes. */
@Description("Accounting records, one for each request when it is over.")
public record Accounting(
        @Description("Destination of the records. None: nowhere. Stdout: the pod's log, a line of JSON each.")
        @Default("None")
        Sink sink,

        @Description("Path of the file that records are appended to, for sink: File.")
        @RouterOnly
        @Size(min = 1, max = 4096) @Nullable String file)
        implements Checked {
    /** Destination of the records. */
    public enum Sink implements ConfigEnum {
        NONE,
        STDOUT,
        /** Never in a gateway: a pod has no file that would outlive it. */
        @RouterOnly
        FILE
    }

    @Override
    public void check(Checks checks) {
        checks.require(sink != Sink.FILE || file != null, "file", "is missing; sink: File needs the file to append to");
        checks.require(
                sink == Sink.FILE || file == null,
                "file",
                "has a meaning with sink: File only; write that, or leave it out");
    }
}
