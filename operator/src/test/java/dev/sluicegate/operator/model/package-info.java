@NullMarked
package dev.sluicegate.operator.model;

import org.jspecify.annotations.NullMarked;
