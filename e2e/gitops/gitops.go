// Package gitops judges gateways as Argo CD and Flux do: by Argo CD's Lua interpreter and by the library kstatus.
package gitops

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"github.com/fluxcd/cli-utils/pkg/kstatus/status"
	lua "github.com/yuin/gopher-lua"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/yaml"
)

const customizations = "../../examples/argocd/argocd-cm.yaml"

// Health is Argo CD's verdict on an object.
type Health struct {
	Status  string
	Message string
}

// Scripts are what Argo CD's ConfigMap has for gateways.
type Scripts struct {
	Health    string
	Discovery string
	Actions   map[string]string
}

// ReadScripts reads them as Argo CD does.
func ReadScripts() (Scripts, error) {
	var configMap struct {
		Data map[string]string `json:"data"`
	}
	if err := read(customizations, &configMap); err != nil {
		return Scripts{}, err
	}
	var actions struct {
		Discovery   string `json:"discovery.lua"`
		Definitions []struct {
			Name   string `json:"name"`
			Action string `json:"action.lua"`
		} `json:"definitions"`
	}
	text := configMap.Data["resource.customizations.actions.sluicegate.dev_RouterGateway"]
	if err := yaml.UnmarshalStrict([]byte(text), &actions); err != nil {
		return Scripts{}, err
	}
	scripts := Scripts{
		Health:    configMap.Data["resource.customizations.health.sluicegate.dev_RouterGateway"],
		Discovery: actions.Discovery,
		Actions:   map[string]string{},
	}
	for _, each := range actions.Definitions {
		scripts.Actions[each.Name] = each.Action
	}
	return scripts, nil
}

// Gateway reads one that was saved.
func Gateway(name string) (map[string]any, error) {
	var object map[string]any
	return object, read(filepath.Join("testdata", name+".yaml"), &object)
}

// Judge is Argo CD's verdict.
func Judge(script string, object map[string]any) (Health, error) {
	verdict, err := run(script, object)
	if err != nil {
		return Health{}, err
	}
	table, ok := verdict.(map[string]any)
	if !ok {
		return Health{}, fmt.Errorf("the script returned %v", verdict)
	}
	status, _ := table["status"].(string)
	message, _ := table["message"].(string)
	return Health{Status: status, Message: message}, nil
}

// KStatus is the verdict of Flux.
func KStatus(object map[string]any) (status.Status, string, error) {
	// as an API server's client has it, with whole numbers
	bytes, err := json.Marshal(object)
	if err != nil {
		return "", "", err
	}
	var resource unstructured.Unstructured
	if err := resource.UnmarshalJSON(bytes); err != nil {
		return "", "", err
	}
	result, err := status.Compute(&resource)
	if err != nil {
		return "", "", err
	}
	return result.Status, result.Message, nil
}

// run gives a script what Argo CD gives it: the object as obj, and of the libraries those that cannot reach the machine.
func run(script string, object map[string]any) (any, error) {
	state := lua.NewState(lua.Options{SkipOpenLibs: true})
	defer state.Close()
	for name, open := range map[string]lua.LGFunction{
		lua.LoadLibName: lua.OpenPackage, lua.BaseLibName: lua.OpenBase, lua.TabLibName: lua.OpenTable,
	} {
		if err := state.CallByParam(lua.P{Fn: state.NewFunction(open), Protect: true}, lua.LString(name)); err != nil {
			return nil, err
		}
	}
	state.PreloadModule("os", safeOS)
	state.SetGlobal("obj", toLua(state, object))
	if err := state.DoString(script); err != nil {
		return nil, err
	}
	return fromLua(state.Get(-1)), nil
}

// safeOS has only the date, which here is always the same.
func safeOS(state *lua.LState) int {
	state.Push(state.SetFuncs(state.NewTable(), map[string]lua.LGFunction{
		"date": func(state *lua.LState) int {
			state.Push(lua.LString("date of " + state.CheckString(1)))
			return 1
		},
	}))
	return 1
}

func toLua(state *lua.LState, value any) lua.LValue {
	switch it := value.(type) {
	case map[string]any:
		table := state.NewTable()
		for key, each := range it {
			table.RawSetString(key, toLua(state, each))
		}
		return table
	case []any:
		table := state.NewTable()
		for _, each := range it {
			table.Append(toLua(state, each))
		}
		return table
	case string:
		return lua.LString(it)
	case bool:
		return lua.LBool(it)
	case float64:
		return lua.LNumber(it)
	case int64:
		return lua.LNumber(it)
	}
	return lua.LNil
}

func fromLua(value lua.LValue) any {
	switch it := value.(type) {
	case *lua.LTable:
		if it.Len() > 0 {
			var list []any
			it.ForEach(func(_, each lua.LValue) { list = append(list, fromLua(each)) })
			return list
		}
		object := map[string]any{}
		it.ForEach(func(key, each lua.LValue) { object[key.String()] = fromLua(each) })
		return object
	case lua.LString:
		return string(it)
	case lua.LBool:
		return bool(it)
	case lua.LNumber:
		return float64(it)
	}
	return nil
}

func read(file string, into any) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	return yaml.Unmarshal(text, into)
}
