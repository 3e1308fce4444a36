package litellm

// Gateway is the part of a RouterGateway that a LiteLLM config can say. The order is the order in the file.
type Gateway struct {
	APIVersion string   `yaml:"apiVersion"`
	Kind       string   `yaml:"kind"`
	Metadata   metadata `yaml:"metadata"`
	Spec       spec     `yaml:"spec"`
}

type metadata struct {
	Name string `yaml:"name"`
}

type spec struct {
	Service   *service   `yaml:"service,omitempty"`
	Auth      *auth      `yaml:"auth,omitempty"`
	Limits    *limits    `yaml:"limits,omitempty"`
	Cache     *cache     `yaml:"cache,omitempty"`
	Providers []provider `yaml:"providers"`
	Models    []model    `yaml:"models"`
	Prices    []price    `yaml:"prices,omitempty"`
}

type service struct {
	Port int `yaml:"port"`
}

type auth struct {
	Mode      string `yaml:"mode"`
	MasterKey *value `yaml:"masterKey,omitempty"`
}

type value struct {
	SecretKeyRef secretKey `yaml:"secretKeyRef"`
}

type secretKey struct {
	Name string `yaml:"name"`
	Key  string `yaml:"key"`
}

type limits struct {
	MaxConcurrent      int    `yaml:"maxConcurrent,omitempty"`
	MaxRequestBodySize string `yaml:"maxRequestBodySize,omitempty"`
	Store              *store `yaml:"store,omitempty"`
}

type store struct {
	URL      string `yaml:"url"`
	Password *value `yaml:"password,omitempty"`
}

type cache struct {
	TTL string `yaml:"ttl,omitempty"`
}

type provider struct {
	Name        string            `yaml:"name"`
	API         string            `yaml:"api"`
	Flavor      string            `yaml:"flavor,omitempty"`
	BaseURL     string            `yaml:"baseUrl"`
	Responses   string            `yaml:"responses,omitempty"`
	Query       map[string]string `yaml:"query,omitempty"`
	Headers     map[string]string `yaml:"headers,omitempty"`
	Credentials *value            `yaml:"credentials,omitempty"`
	Timeouts    *timeouts         `yaml:"timeouts,omitempty"`
	MaxInFlight int               `yaml:"maxInFlight,omitempty"`
	Ejection    *ejection         `yaml:"ejection,omitempty"`
}

type timeouts struct {
	FirstByte string `yaml:"firstByte,omitempty"`
	Request   string `yaml:"request,omitempty"`
}

type ejection struct {
	Failures int    `yaml:"failures,omitempty"`
	BaseTime string `yaml:"baseTime,omitempty"`
}

type model struct {
	Name        string   `yaml:"name"`
	Aliases     []string `yaml:"aliases,omitempty"`
	Balance     string   `yaml:"balance,omitempty"`
	Targets     []target `yaml:"targets"`
	Retry       *retry   `yaml:"retry,omitempty"`
	Fallbacks   []string `yaml:"fallbacks,omitempty"`
	Unsupported string   `yaml:"unsupported,omitempty"`
}

type target struct {
	Provider string `yaml:"provider"`
	Model    string `yaml:"model"`
	Weight   int    `yaml:"weight,omitempty"`
	order    float64
}

type retry struct {
	Attempts int    `yaml:"attempts,omitempty"`
	Backoff  string `yaml:"backoff,omitempty"`
}

type price struct {
	Provider string  `yaml:"provider"`
	Model    string  `yaml:"model"`
	Input    float64 `yaml:"input"`
	Output   float64 `yaml:"output"`
}

// Secret is one that somebody has to make: the value is in an environment variable of LiteLLM's, or in its file, from which it is never copied.
type Secret struct {
	Name, Key, Variable string
}

// family is what a prefix of LiteLLM's model names means.
type family struct {
	api, flavor, baseURL, responses string
	// variable is where LiteLLM looks for a key that the file does not name
	variable string
	// versioned: the base URL ends in /v1, which LiteLLM does not want in its file
	versioned bool
}

var families = map[string]family{
	"openai":       {api: "OpenAI", flavor: "OpenAI", baseURL: "https://api.openai.com/v1", variable: "OPENAI_API_KEY"},
	"anthropic":    {api: "Anthropic", baseURL: "https://api.anthropic.com", variable: "ANTHROPIC_API_KEY"},
	"azure":        {api: "OpenAI", flavor: "Azure", responses: "Chat", variable: "AZURE_API_KEY"},
	"gemini":       {api: "OpenAI", flavor: "Gemini", baseURL: "https://generativelanguage.googleapis.com/v1beta/openai", responses: "Chat", variable: "GEMINI_API_KEY"},
	"hosted_vllm":  {api: "OpenAI", flavor: "VLLM", versioned: true},
	"ollama":       {api: "OpenAI", flavor: "Ollama", versioned: true},
	"ollama_chat":  {api: "OpenAI", flavor: "Ollama", versioned: true},
	"openrouter":   {api: "OpenAI", flavor: "OpenRouter", baseURL: "https://openrouter.ai/api/v1", variable: "OPENROUTER_API_KEY"},
	"groq":         {api: "OpenAI", flavor: "Groq", baseURL: "https://api.groq.com/openai/v1", responses: "Chat", variable: "GROQ_API_KEY"},
	"mistral":      {api: "OpenAI", flavor: "Mistral", baseURL: "https://api.mistral.ai/v1", responses: "Chat", variable: "MISTRAL_API_KEY"},
	"deepseek":     {api: "OpenAI", flavor: "DeepSeek", baseURL: "https://api.deepseek.com", responses: "Chat", variable: "DEEPSEEK_API_KEY"},
	"cerebras":     {api: "OpenAI", flavor: "Cerebras", baseURL: "https://api.cerebras.ai/v1", responses: "Chat", variable: "CEREBRAS_API_KEY"},
	"together_ai":  {api: "OpenAI", flavor: "Together", baseURL: "https://api.together.xyz/v1", responses: "Chat", variable: "TOGETHERAI_API_KEY"},
	"fireworks_ai": {api: "OpenAI", flavor: "Fireworks", baseURL: "https://api.fireworks.ai/inference/v1", responses: "Chat", variable: "FIREWORKS_AI_API_KEY"},
	"moonshot":     {api: "OpenAI", flavor: "Kimi", baseURL: "https://api.moonshot.ai/v1", responses: "Chat", variable: "MOONSHOT_API_KEY"},
}
