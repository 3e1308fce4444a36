@NullMarked
package dev.sluicegate.operator;

import org.jspecify.annotations.NullMarked;
