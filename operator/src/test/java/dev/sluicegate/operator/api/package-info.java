@NullMarked
package dev.sluicegate.operator.api;

import org.jspecify.annotations.NullMarked;
