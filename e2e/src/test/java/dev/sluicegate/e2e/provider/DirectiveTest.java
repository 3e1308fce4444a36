package dev.sluicegate.e2e.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@NullMarked
class DirectiveTest {
    @ParameterizedTest
    @EnumSource(Fault.class)
    void isReadAsItIsWritten(Fault fault) {
        Directive directive = new Directive("a7.x-1", 20, 50, 100, fault);

        assertThat(Directive.parse("please " + directive.text() + " now")).isEqualTo(directive);
    }

    @Test
    void isFoundAmongOtherWords() {
        assertThat(Directive.parse("a simple test\nsim id=a tokens=2 pace=3\nthanks"))
                .isEqualTo(Directive.of("a", 2, 3));
        assertThat(Directive.parse("simulate nothing")).isEqualTo(Directive.NONE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"sim id=a fault=flood", "sim id=a tokens=many", "sim id=a tokens=9999999", "sim id=a speed=3"})
    void refusesWhatItCannotUnderstand(String message) {
        assertThatThrownBy(() -> Directive.parse(message)).isInstanceOf(IllegalArgumentException.class);
    }
}
