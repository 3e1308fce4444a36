package dev.sluicegate.router;

import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.sluicegate.router.app.RouterMain;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

/** Which way dependencies point, and what must stay pure. */
class ArchitectureTest {
    private static final String[] PURE = {
        "dev.sluicegate.router.forward.target..",
        "dev.sluicegate.router.sse..",
        "dev.sluicegate.router.provider..",
        "dev.sluicegate.router.drain.."
    };

    private final JavaClasses classes = new ClassFileImporter()
            .importUrl(RouterMain.class.getProtectionDomain().getCodeSource().getLocation());

    @Test
    void decisionsAndCodecsArePure() {
        noClasses()
                .that()
                .resideInAnyPackage(PURE)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.vertx..",
                        "io.netty..",
                        "io.micrometer..",
                        "org.slf4j..",
                        "java.net..",
                        "java.nio.file..",
                        "java.io..")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Clock.class)
                .orShould()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(ThreadLocalRandom.class, "current")
                .check(classes);
    }

    /** Jackson reads bytes in memory by {@code java.io}, which the others do without. */
    @Test
    void translationIsPure() {
        noClasses()
                .that()
                .resideInAPackage("dev.sluicegate.router.translate..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.vertx..",
                        "io.netty..",
                        "io.micrometer..",
                        "org.slf4j..",
                        "java.net..",
                        "java.nio.file..",
                        "java.time..")
                .check(classes);
    }

    /** So that each metric stands in its table. */
    @Test
    void onlyTheTableMakesMeters() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("dev.sluicegate.router.telemetry.Metric")
                .should()
                .callMethodWhere(target(name("builder")).and(target(owner(resideInAPackage("io.micrometer..")))))
                .orShould()
                .callMethodWhere(target(nameMatching("counter|gauge|timer|summary|more"))
                        .and(target(owner(assignableTo(MeterRegistry.class)))))
                .check(classes);
    }

    @Test
    void dependenciesPointOneWay() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("app")
                .definedBy("dev.sluicegate.router.app..")
                .layer("admin")
                .definedBy("dev.sluicegate.router.admin..")
                .layer("request")
                .definedBy("dev.sluicegate.router.request..")
                .layer("listen")
                .definedBy("dev.sluicegate.router.listen..")
                .layer("runtime")
                .definedBy("dev.sluicegate.router.runtime..")
                .layer("forward")
                .definedBy("dev.sluicegate.router.forward")
                .layer("target")
                .definedBy("dev.sluicegate.router.forward.target..")
                .layer("response")
                .definedBy("dev.sluicegate.router.response..")
                .layer("telemetry")
                .definedBy("dev.sluicegate.router.telemetry..")
                .layer("account")
                .definedBy("dev.sluicegate.router.account..")
                .layer("upstream")
                .definedBy("dev.sluicegate.router.upstream..")
                .layer("drain")
                .definedBy("dev.sluicegate.router.drain..")
                .layer("provider")
                .definedBy("dev.sluicegate.router.provider..")
                .layer("sse")
                .definedBy("dev.sluicegate.router.sse..")
                .layer("translate")
                .definedBy("dev.sluicegate.router.translate..")
                .layer("auth")
                .definedBy("dev.sluicegate.router.auth..")
                .layer("limits")
                .definedBy("dev.sluicegate.router.limits..")
                .layer("cache")
                .definedBy("dev.sluicegate.router.cache..")
                .layer("coding")
                .definedBy("dev.sluicegate.router.coding..")
                .layer("tls")
                .definedBy("dev.sluicegate.router.tls..")
                .whereLayer("app")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("admin")
                .mayOnlyBeAccessedByLayers("app")
                .whereLayer("request")
                .mayOnlyBeAccessedByLayers("app")
                .whereLayer("listen")
                .mayOnlyBeAccessedByLayers("app", "request")
                .whereLayer("runtime")
                .mayOnlyBeAccessedByLayers("app", "request")
                .whereLayer("forward")
                .mayOnlyBeAccessedByLayers("app", "request")
                .whereLayer("target")
                .mayOnlyBeAccessedByLayers("request", "runtime", "forward", "response", "upstream")
                .whereLayer("response")
                .mayOnlyBeAccessedByLayers("request", "listen", "forward")
                .whereLayer("telemetry")
                .mayOnlyBeAccessedByLayers("app", "admin", "runtime")
                .whereLayer("account")
                .mayOnlyBeAccessedByLayers("app", "request", "runtime", "forward", "response", "telemetry")
                .whereLayer("upstream")
                .mayOnlyBeAccessedByLayers("app", "request", "runtime", "forward", "response")
                .whereLayer("tls")
                .mayOnlyBeAccessedByLayers("app", "listen", "runtime", "upstream")
                .whereLayer("drain")
                .mayOnlyBeAccessedByLayers("app", "listen")
                .whereLayer("provider")
                .mayOnlyBeAccessedByLayers(
                        "app",
                        "listen",
                        "request",
                        "forward",
                        "response",
                        "upstream",
                        "auth",
                        "limits",
                        "account",
                        "translate",
                        "telemetry")
                .whereLayer("sse")
                .mayOnlyBeAccessedByLayers("response", "translate")
                .whereLayer("translate")
                .mayOnlyBeAccessedByLayers("request", "forward", "response")
                .whereLayer("auth")
                .mayOnlyBeAccessedByLayers("request", "runtime")
                .whereLayer("limits")
                .mayOnlyBeAccessedByLayers("request", "runtime", "auth")
                .whereLayer("cache")
                .mayOnlyBeAccessedByLayers("request", "runtime")
                .whereLayer("coding")
                .mayOnlyBeAccessedByLayers("request", "forward")
                .check(classes);
    }
}
