/** A Kubernetes API server in memory: as much of one as the operator's writes can tell apart from a real one. */
@NullMarked
package dev.sluicegate.operator.apiserver;

import org.jspecify.annotations.NullMarked;
