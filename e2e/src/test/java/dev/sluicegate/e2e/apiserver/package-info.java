/** The way between an operator and its API server, with a proxy in it that kills, delays, drops and refuses. */
@NullMarked
package dev.sluicegate.e2e.apiserver;

import org.jspecify.annotations.NullMarked;
