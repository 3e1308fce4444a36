// Package redact keeps secrets out of what is written for others to read.
package redact

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"regexp"
	"strings"

	"sigs.k8s.io/yaml"
)

const leftOut = "(left out)"

// Words that look like keys of providers or clients. No secret should be where these look: they are the second net.
var keyLike = regexp.MustCompile(`\bsk-[A-Za-z0-9_-]{8,}|\bgsk_[A-Za-z0-9]{8,}|\bAIza[A-Za-z0-9_-]{20,}|\bxai-[A-Za-z0-9]{8,}`)

var bearer = regexp.MustCompile(`(?i)\bBearer [^\s"',]+`)

// Scrubber takes secrets that are known, and what looks like one, out of texts.
type Scrubber struct{ known [][]byte }

// NewScrubber knows the admin token of a gateway, and the token for preStop hooks that the operator derives from it (AdminApi.drainWaitToken).
func NewScrubber(adminToken string) *Scrubber {
	if adminToken == "" {
		return &Scrubber{}
	}
	derived := hmac.New(sha256.New, []byte(adminToken))
	derived.Write([]byte("drain-wait"))
	hook := hex.EncodeToString(derived.Sum(nil))
	return &Scrubber{[][]byte{
		[]byte(adminToken), []byte(hook),
		[]byte(base64.StdEncoding.EncodeToString([]byte(adminToken))), []byte(base64.StdEncoding.EncodeToString([]byte(hook))),
	}}
}

// Text is the text without secrets.
func (s *Scrubber) Text(text []byte) []byte {
	for _, secret := range s.known {
		text = bytes.ReplaceAll(text, secret, []byte(leftOut))
	}
	text = bearer.ReplaceAll(text, []byte("Bearer "+leftOut))
	return keyLike.ReplaceAll(text, []byte(leftOut))
}

// Object is a copy of an object of Kubernetes without what may hold secrets: values of environment variables and of headers, literal
// credentials, and copies of all these in annotations and in files of ConfigMaps.
func Object(object map[string]any) map[string]any {
	cleaned, _ := clean(object).(map[string]any)
	if metadata, ok := cleaned["metadata"].(map[string]any); ok {
		delete(metadata, "managedFields")
		if annotations, ok := metadata["annotations"].(map[string]any); ok {
			delete(annotations, "kubectl.kubernetes.io/last-applied-configuration")
			delete(annotations, "sluicegate.dev/applied")
		}
	}
	return cleaned
}

func clean(value any) any {
	switch typed := value.(type) {
	case map[string]any:
		copied := make(map[string]any, len(typed))
		for name, each := range typed {
			copied[name] = field(name, each)
		}
		return copied
	case []any:
		copied := make([]any, len(typed))
		for i, each := range typed {
			copied[i] = clean(each)
		}
		return copied
	default:
		return value
	}
}

func field(name string, value any) any {
	text, isText := value.(string)
	switch {
	case isText && (strings.HasSuffix(name, ".yaml") || strings.HasSuffix(name, ".yml") || strings.HasSuffix(name, ".json")):
		return nested(text)
	case name == "env" || name == "httpHeaders":
		return named(value)
	case name == "headers":
		return values(value)
	default:
		return clean(value)
	}
}

// named is a list of names with values.
func named(value any) any {
	list, ok := value.([]any)
	if !ok {
		return clean(value)
	}
	copied := make([]any, len(list))
	for i, each := range list {
		copied[i] = clean(each)
		if entry, ok := copied[i].(map[string]any); ok && entry["value"] != nil {
			entry["value"] = leftOut
		}
	}
	return copied
}

func values(value any) any {
	fields, ok := value.(map[string]any)
	if !ok {
		return clean(value)
	}
	copied := make(map[string]any, len(fields))
	for name := range fields {
		copied[name] = leftOut
	}
	return copied
}

// nested is a file in a ConfigMap, as the records of revisions have them. YAML has JSON in it.
func nested(text string) string {
	var object any
	if yaml.Unmarshal([]byte(text), &object) != nil {
		return leftOut
	}
	cleaned, err := yaml.Marshal(clean(object))
	if err != nil {
		return leftOut
	}
	return string(cleaned)
}
