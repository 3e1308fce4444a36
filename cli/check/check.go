// Package check judges gateways as the API server does when they are applied: by the CRD's schema and its CEL rules.
package check

import (
	"bufio"
	"bytes"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"math"
	"sort"
	"strings"

	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	structuralschema "k8s.io/apiextensions-apiserver/pkg/apiserver/schema"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/cel"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/defaulting"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/listtype"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/pruning"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/validation"
	metavalidation "k8s.io/apimachinery/pkg/api/validation"
	"k8s.io/apimachinery/pkg/util/json"
	"k8s.io/apimachinery/pkg/util/validation/field"
	utilyaml "k8s.io/apimachinery/pkg/util/yaml"
	celconfig "k8s.io/apiserver/pkg/apis/cel"
	"sigs.k8s.io/yaml"
)

// A copy of crds/routergateways.sluicegate.dev-v1.yaml, which cli/run makes before it builds.
//
//go:embed crd.yaml
var crd []byte

// Judge knows the CRD.
type Judge struct {
	apiVersion, kind string
	structural       *structuralschema.Structural
	schema           validation.SchemaValidator
	rules            *cel.Validator
}

// NewJudge reads the CRD that was built in.
func NewJudge() (*Judge, error) {
	var definition apiextensionsv1.CustomResourceDefinition
	if err := yaml.UnmarshalStrict(crd, &definition); err != nil {
		return nil, err
	}
	version := definition.Spec.Versions[0]
	var internal apiextensions.JSONSchemaProps
	if err := apiextensionsv1.Convert_v1_JSONSchemaProps_To_apiextensions_JSONSchemaProps(version.Schema.OpenAPIV3Schema, &internal, nil); err != nil {
		return nil, err
	}
	structural, err := structuralschema.NewStructural(&internal)
	if err != nil {
		return nil, err
	}
	schema, _, err := validation.NewSchemaValidator(&internal)
	if err != nil {
		return nil, err
	}
	return &Judge{
		apiVersion: definition.Spec.Group + "/" + version.Name,
		kind:       definition.Spec.Names.Kind,
		structural: structural,
		schema:     schema,
		rules:      cel.NewValidator(structural, true, celconfig.PerCallLimit),
	}, nil
}

// Result is what is said of one object of a file.
type Result struct {
	Object string   `json:"object"`
	Judged bool     `json:"judged"`
	Faults []string `json:"faults"`
}

// File judges each document of a file. Objects of other kinds are not judged.
func (j *Judge) File(text []byte) ([]Result, error) {
	documents := utilyaml.NewYAMLReader(bufio.NewReader(bytes.NewReader(text)))
	results := []Result{}
	for number := 1; ; number++ {
		document, err := documents.Read()
		if errors.Is(err, io.EOF) {
			return results, nil
		}
		if err != nil {
			return nil, err
		}
		converted, err := yaml.YAMLToJSONStrict(document)
		if err != nil {
			return nil, fmt.Errorf("document %d is not YAML: %w", number, err)
		}
		var object any
		// the API server's own reader: whole numbers stay whole
		if err := json.Unmarshal(converted, &object); err != nil {
			return nil, fmt.Errorf("document %d: %w", number, err)
		}
		switch typed := object.(type) {
		case nil:
		case map[string]any:
			results = append(results, j.judge(typed))
		default:
			return nil, fmt.Errorf("document %d is no object of Kubernetes: it has no fields", number)
		}
	}
}

func (j *Judge) judge(object map[string]any) Result {
	kind, _ := object["kind"].(string)
	apiVersion, _ := object["apiVersion"].(string)
	metadata, _ := object["metadata"].(map[string]any)
	name, _ := metadata["name"].(string)
	result := Result{Object: strings.TrimSpace(kind + " " + name), Faults: []string{}}
	if kind != j.kind {
		return result
	}
	result.Judged = true
	if apiVersion != j.apiVersion {
		result.Faults = append(result.Faults, fmt.Sprintf("apiVersion: is '%s'; write %s", apiVersion, j.apiVersion))
		return result
	}
	for _, fault := range metavalidation.NameIsDNSSubdomain(name, false) {
		result.Faults = append(result.Faults, "metadata.name: "+fault)
	}
	unknown := pruning.PruneWithOptions(object, j.structural, true, structuralschema.UnknownFieldPathOptions{TrackUnknownFieldPaths: true})
	for _, path := range unknown {
		result.Faults = append(result.Faults, path+": there is no such field; docs/resource.md has all of them")
	}
	defaulting.Default(object, j.structural)
	faults := validation.ValidateCustomResource(nil, object, j.schema)
	faults = append(faults, listtype.ValidateListSetsAndMaps(nil, j.structural, object)...)
	// rules may trip over what the schema refuses, so the API server asks them last, too
	if len(faults) == 0 {
		ofRules, _ := j.rules.Validate(context.Background(), nil, j.structural, object, nil, math.MaxInt64)
		faults = append(faults, ofRules...)
	}
	for _, fault := range faults {
		result.Faults = append(result.Faults, sentence(fault))
	}
	sort.Strings(result.Faults)
	return result
}

// The values are left out: they may be whole blocks, or what should not be on a screen.
func sentence(fault *field.Error) string {
	switch fault.Type {
	case field.ErrorTypeRequired:
		return fault.Field + ": is missing" + after(": ", strings.TrimPrefix(fault.Detail, fault.Field+" in body is required"))
	case field.ErrorTypeDuplicate:
		return fault.Field + ": is there twice" + after(": ", fault.Detail)
	default:
		return fault.Field + ": " + strings.TrimPrefix(fault.Detail, fault.Field+" in body ")
	}
}

func after(separator, text string) string {
	if text == "" || text == "Required value" {
		return ""
	}
	return separator + text
}
