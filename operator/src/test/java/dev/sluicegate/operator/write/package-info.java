@NullMarked
package dev.sluicegate.operator.write;

import org.jspecify.annotations.NullMarked;
