package dev.sluicegate.router.config.schema;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The annotations by which a record describes its fields. From them come the reader's checks, the writer's omissions, the CRD's schema
 * and {@code docs/resource.md}. A field without a default is required, unless it is {@code @Nullable}, a list, a map or a record: the
 * latter are then empty, or all their defaults.
 */
public final class Schema {
    private Schema() {}

    /** The sentence that {@code kubectl explain} shows, of a field, or of every field that has this record as its type. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target({ElementType.RECORD_COMPONENT, ElementType.TYPE})
    public @interface Description {
        String value();
    }

    /** The value of a field that is absent, as a person would write it. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.RECORD_COMPONENT)
    public @interface Default {
        String value();
    }

    /** The least and the greatest value of a number, a duration or a size. A duration without a range is from 1ms to 168h. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.RECORD_COMPONENT)
    public @interface Range {
        String min() default "";

        String max() default "";

        /** Whether {@link #min} itself is too little. */
        boolean aboveMin() default false;
    }

    /** The size of a value: how many characters a text may have, how many elements a list, or how many entries a map. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.RECORD_COMPONENT)
    public @interface Size {
        int min() default 0;

        int max();

        /** The most characters of each element or value; 0 for any number. */
        int each() default 0;
    }

    /** The form of a text, or of each text in a list. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.RECORD_COMPONENT)
    public @interface Form {
        Format value();
    }

    /** A rule that the API server checks, in CEL. What a record must check of itself for a router's file, it does by {@link Checked}. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target({ElementType.RECORD_COMPONENT, ElementType.TYPE})
    @Repeatable(Rules.class)
    public @interface Rule {
        String cel();

        String message();

        /** The field that an error is shown at, such as {@code .settle}; empty for the place of the rule. */
        String field() default "";
    }

    /** Several rules. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target({ElementType.RECORD_COMPONENT, ElementType.TYPE})
    public @interface Rules {
        Rule[] value();
    }

    /** A field, or the word of an enum, that a router's own file has and a gateway has not. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target({ElementType.RECORD_COMPONENT, ElementType.FIELD})
    public @interface RouterOnly {}

    /** A field that a gateway has and a router without an operator has no use for. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.RECORD_COMPONENT)
    public @interface GatewayOnly {}

    /**
     * A field, or every field that has this record as its type, whose change needs new pods: their template is made of it, or a router
     * reads it at its start only. A change of any other field of the router's config can be taken up by routers that run.
     */
    @Retention(RetentionPolicy.RUNTIME)
    @Target({ElementType.RECORD_COMPONENT, ElementType.TYPE})
    public @interface NewPods {}

    /** A record that is written as one text, not as a block of fields. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.TYPE)
    public @interface SingleValue {}

    /** A field whose type is one of Kubernetes' own, with its own schema. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.RECORD_COMPONENT)
    public @interface Foreign {}
}
