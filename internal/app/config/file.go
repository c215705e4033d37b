package config

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/alecthomas/kong"
)

// Env is the prefix of the environment variables.
const Env = "JIAZHAN"

// Options makes a kong parser read the environment and the settings file that the arguments or the environment name.
func Options(args []string) ([]kong.Option, error) {
	options := []kong.Option{kong.DefaultEnvars(Env)}
	path := named(args)
	if path == "" {
		return options, nil
	}
	f, err := read(path)
	if err != nil {
		return nil, err
	}
	return append(options, kong.Resolvers(f)), nil
}

// named finds the file's name before the arguments are parsed.
func named(args []string) string {
	for i, arg := range args {
		if name, ok := strings.CutPrefix(arg, "--config="); ok {
			return name
		}
		if arg == "--config" && i+1 < len(args) {
			return args[i+1]
		}
	}
	return os.Getenv(Env + "_CONFIG")
}

// file answers kong with the values of a settings file.
type file map[string]any

func read(path string) (file, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, &Wrong{"config", err.Error()}
	}
	text = bytes.TrimPrefix(text, []byte("\ufeff")) // which Notepad writes
	var f file
	if err := json.Unmarshal(text, &f); err != nil {
		return nil, &Wrong{"config", fmt.Sprintf("%s is no JSON object: %v", path, err)}
	}
	if key := twice(text); key != "" {
		return nil, &Wrong{key, fmt.Sprintf("the key stands twice (in %s)", path)}
	}
	known := Keys()
	for key := range f {
		if key == "config" || !slices.Contains(known, key) {
			return nil, &Wrong{key, fmt.Sprintf("there is no such key (in %s)", path)}
		}
	}
	return f, nil
}

// twice finds a key that an object has again, "" if there is none: of two values one would be silently ignored.
func twice(object []byte) string {
	in, seen := json.NewDecoder(bytes.NewReader(object)), map[string]bool{}
	for _, err := in.Token(); err == nil && in.More(); {
		var name json.Token
		if name, err = in.Token(); err == nil {
			err = in.Decode(new(json.RawMessage))
		}
		key, _ := name.(string)
		if seen[key] {
			return key
		}
		seen[key] = true
	}
	return ""
}

// Validate has nothing to add: read refused what is unknown.
func (f file) Validate(*kong.Application) error { return nil }

// Resolve gives the file's value unless the environment has one.
func (f file) Resolve(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
	for _, name := range flag.Envs {
		if _, ok := os.LookupEnv(name); ok {
			return nil, nil
		}
	}
	value := f[flag.Name]
	if _, bare := value.(float64); bare && flag.Target.Type() == reflect.TypeFor[time.Duration]() {
		return nil, &Wrong{flag.Name, fmt.Sprintf("%v has no unit; write 30s, 5m or 24h", value)}
	}
	return value, nil
}

// Strangers gives, as wrong settings, the variables of an environment that look like settings and are none.
func Strangers(environ []string) []error {
	known := map[string]bool{}
	for _, key := range Keys() {
		known[Env+"_"+strings.ToUpper(strings.ReplaceAll(key, "-", "_"))] = true
	}
	var all []error
	for _, one := range environ {
		if name, _, _ := strings.Cut(one, "="); strings.HasPrefix(name, Env+"_") && !known[name] {
			all = append(all, &Wrong{name, "there is no such variable"})
		}
	}
	return all
}

// flags are the settings as kong sees them.
func flags(c *Config) ([]*kong.Flag, error) {
	parser, err := kong.New(c, kong.NoDefaultHelp(), kong.DefaultEnvars(Env))
	if err != nil {
		return nil, fmt.Errorf("config: %w", err)
	}
	return parser.Model.Flags, nil
}

// Keys lists the names of all settings, in the order of their explanation.
func Keys() []string {
	list, err := flags(&Config{})
	if err != nil {
		return nil
	}
	keys := make([]string, len(list))
	for i, f := range list {
		keys[i] = f.Name
	}
	return keys
}

// Setting is a setting as it is in force, for showing, with its default and explanation.
type Setting struct{ Key, Value, Default, Help string }

// Settings lists every setting in force; what is secret and set shows as "***".
func (c Config) Settings() ([]Setting, error) {
	list, err := flags(&c)
	if err != nil {
		return nil, err
	}
	out := make([]Setting, len(list))
	for i, f := range list {
		out[i] = Setting{f.Name, shown(f), f.Default, f.Help}
	}
	return out, nil
}

func shown(f *kong.Flag) string {
	if f.Target.IsZero() {
		return ""
	}
	if f.Tag.Has("secret") {
		return "***"
	}
	if list, ok := f.Target.Interface().([]string); ok {
		return strings.Join(list, ",")
	}
	if text, ok := f.Target.Interface().(interface{ MarshalText() ([]byte, error) }); ok {
		b, err := text.MarshalText()
		if err == nil {
			return string(b)
		}
	}
	return fmt.Sprint(f.Target.Interface())
}

// Default is every setting as it is when nothing is said; tests and the demo begin with it.
func Default() (Config, error) {
	var c Config
	parser, err := kong.New(&c)
	if err != nil {
		return c, fmt.Errorf("config: %w", err)
	}
	if _, err := parser.Parse(nil); err != nil {
		return c, fmt.Errorf("config: %w", err)
	}
	return c, nil
}
