package dev.sluicegate.router.config;

import dev.sluicegate.router.config.schema.Format;
import dev.sluicegate.router.config.schema.Schema.Default;
import dev.sluicegate.router.config.schema.Schema.Description;
import dev.sluicegate.router.config.schema.Schema.Form;
import dev.sluicegate.router.config.schema.Schema.Range;
import dev.sluicegate.router.config.schema.Schema.Size;
import java.net.URI;

/** The collector that traces go to, by OTLP over HTTP. */
@Description("Traces of requests, by OTLP over HTTP. When absent, there are none.")
public record Tracing(
        @Description("Address of the collector, with its path, as in http://collector:4318/v1/traces.")
        @Size(max = 1024) @Form(Format.TRACES_URL)
        URI endpoint,

        @Description("Part of the requests without a decision of their caller's that is traced, from 0 to 1.")
        @Default("1.0")
        @Range(min = "0", max = "1")
        double sampleRatio) {}
