{{- define "sluicegate.labels" -}}
{{ include "sluicegate.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
{{- with .Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- define "sluicegate.selector" -}}
app.kubernetes.io/name: sluicegate-operator
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "sluicegate.image" -}}
{{ .Values.image.repository | default (printf "%s/operator" .Values.image.registry) }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end }}

{{- define "sluicegate.routerImage" -}}
{{ .Values.router.image | default (printf "%s/router:%s" .Values.image.registry (.Values.image.tag | default .Chart.AppVersion)) }}
{{- end }}

{{/* The watched namespaces by name; empty where all are, or those with a label. */}}
{{- define "sluicegate.watched" -}}
{{- if and (eq (include "sluicegate.watchesAll" .) "") (not .Values.watchSelector) -}}
{{- join "," (.Values.watchNamespaces | default (list .Release.Namespace)) -}}
{{- end -}}
{{- end }}

{{- define "sluicegate.watchesAll" -}}
{{- if has "*" .Values.watchNamespaces -}}yes{{- end -}}
{{- end }}

{{/* The value of WATCH_NAMESPACES. */}}
{{- define "sluicegate.watchVariable" -}}
{{- if eq (include "sluicegate.watchesAll" .) "yes" -}}*{{- else -}}{{ include "sluicegate.watched" . }}{{- end -}}
{{- end }}

{{- define "sluicegate.crdDigest" -}}
{{ printf "%s%s" (.Files.Get "files/crd.yaml") (.Files.Get "files/crd-routerkeys.yaml") | sha256sum | trunc 16 }}
{{- end }}
