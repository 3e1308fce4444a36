/** Which servers stand behind a Kubernetes Service. */
@NullMarked
package dev.sluicegate.router.upstream.service;

import org.jspecify.annotations.NullMarked;
