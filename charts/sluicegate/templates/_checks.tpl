{{/*
What can be seen to go wrong before anything is installed. Helm lets templates read the cluster only when it really installs or upgrades: what is
rendered for others to apply (helm template, Argo CD) passes.
*/}}
{{- define "sluicegate.checks" -}}
{{- $release := .Release -}}
{{- if and .Values.watchSelector .Values.watchNamespaces -}}
{{- fail "watchNamespaces and watchSelector are both set: write one of them" -}}
{{- end -}}
{{- if and (has "*" .Values.watchNamespaces) (gt (len .Values.watchNamespaces) 1) -}}
{{- fail "watchNamespaces has \"*\", which is all namespaces, and others beside it: write \"*\" alone, or only names" -}}
{{- end -}}
{{- range $namespace := compact (splitList "," (include "sluicegate.watched" .)) -}}
{{- if and (not $.Values.createNamespaces) (include "sluicegate.isConnected" $) (not (lookup "v1" "Namespace" "" $namespace)) -}}
{{- fail (printf "the namespace %s of watchNamespaces does not exist: kubectl create namespace %s, or set createNamespaces to true" $namespace $namespace) -}}
{{- end -}}
{{- if dig "metadata" "deletionTimestamp" "" (lookup "v1" "Namespace" "" $namespace | default dict) -}}
{{- fail (printf "the namespace %s of watchNamespaces is being deleted: wait until it is gone, and try again" $namespace) -}}
{{- end -}}
{{- $role := lookup "rbac.authorization.k8s.io/v1" "RoleBinding" $namespace "sluicegate-operator" | default dict -}}
{{- $owner := dig "metadata" "annotations" "meta.helm.sh/release-name" $release.Name $role -}}
{{- $home := dig "metadata" "annotations" "meta.helm.sh/release-namespace" $release.Namespace $role -}}
{{- if or (ne $owner $release.Name) (ne $home $release.Namespace) -}}
{{- fail (printf "the namespace %s is looked after by the release %s in the namespace %s: take it out of that one's watchNamespaces first, two operators must not share a namespace" $namespace $owner $home) -}}
{{- end -}}
{{- end -}}
{{- end }}

{{/* Whether templates can read the cluster. */}}
{{- define "sluicegate.isConnected" -}}
{{- if lookup "v1" "Namespace" "" "kube-system" -}}yes{{- end -}}
{{- end }}

{{/*
"yes" if this release has the CRD. It belongs to the cluster, and Helm lets only one release write it: another one leaves it alone where it is the
same, and says whose it is where it is not.
*/}}
{{- define "sluicegate.rendersCrd" -}}
{{- if .Values.crds.install -}}
{{- $found := lookup "apiextensions.k8s.io/v1" "CustomResourceDefinition" "" "routergateways.sluicegate.dev" | default dict -}}
{{- $owner := dig "metadata" "annotations" "meta.helm.sh/release-name" "" $found -}}
{{- $home := dig "metadata" "annotations" "meta.helm.sh/release-namespace" "" $found -}}
{{- if or (not $found) (and (eq $owner .Release.Name) (eq $home .Release.Namespace)) -}}
yes
{{- else if ne (dig "metadata" "annotations" "sluicegate.dev/crd" "" $found) (include "sluicegate.crdDigest" .) -}}
{{- fail (printf "the CRD routergateways.sluicegate.dev is there already, is another version of it, and belongs to %s. Upgrade that one first; or, if it is gone, give the CRD to this release:\n  kubectl label crd routergateways.sluicegate.dev --overwrite app.kubernetes.io/managed-by=Helm\n  kubectl annotate crd routergateways.sluicegate.dev --overwrite meta.helm.sh/release-name=%s meta.helm.sh/release-namespace=%s\nor, if something else looks after it, set crds.install to false" (ternary (printf "the release %s in the namespace %s" $owner $home) "no release" (ne $owner "")) .Release.Name .Release.Namespace) -}}
{{- end -}}
{{- end -}}
{{- end }}
