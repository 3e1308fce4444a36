@NullMarked
package dev.sluicegate.operator.render;

import org.jspecify.annotations.NullMarked;
