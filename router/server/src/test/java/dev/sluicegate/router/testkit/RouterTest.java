package dev.sluicegate.router.testkit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test of a router that runs in this process, with providers whose every step the test decides. Each test method gets a router and
 * providers of its own, which end with it. Its constructor and methods may ask for
 *
 * <ul>
 *   <li>a {@link RunningRouter},
 *   <li>a {@link FakeUpstream}: the first provider; or the second one, as {@link Second},
 *   <li>a {@link RawClient}, connected to the router,
 *   <li>{@link Routers}, which start more of them.
 * </ul>
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RouterExtension.class)
public @interface RouterTest {
    /** More top-level YAML for the config that {@link RunningRouter#config} has for one provider. */
    String value() default "";

    /**
     * The whole config, with {@code ${first}} and {@code ${second}} for the providers' ports. It begins with ports and a short settling, unless
     * it has its own.
     */
    String config() default "";

    /** Texts that are written to files; the config names each by {@code ${file0}}, {@code ${file1}} and so on. */
    String[] files() default {};

    /** The second provider. */
    @Target(ElementType.PARAMETER)
    @Retention(RetentionPolicy.RUNTIME)
    @interface Second {}
}
