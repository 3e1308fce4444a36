@NullMarked
package dev.sluicegate.operator.app;

import org.jspecify.annotations.NullMarked;
