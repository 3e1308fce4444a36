@NullMarked
package dev.sluicegate.e2e.cluster;

import org.jspecify.annotations.NullMarked;
