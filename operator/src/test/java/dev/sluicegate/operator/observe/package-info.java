@NullMarked
package dev.sluicegate.operator.observe;

import org.jspecify.annotations.NullMarked;
