/** Which servers stand behind a Kubernetes Service or an InferencePool. */
@NullMarked
package dev.sluicegate.router.upstream.service;

import org.jspecify.annotations.NullMarked;
