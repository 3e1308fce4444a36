@NullMarked
package dev.sluicegate.operator.status;

import org.jspecify.annotations.NullMarked;
