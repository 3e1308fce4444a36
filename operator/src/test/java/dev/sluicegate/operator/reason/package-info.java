@NullMarked
package dev.sluicegate.operator.reason;

import org.jspecify.annotations.NullMarked;
