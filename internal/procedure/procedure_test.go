package procedure_test

import (
	"slices"
	"testing"

	"jiazhan/internal/procedure"
)

type table = procedure.Table[string, string, string]

func step(from, to []string) procedure.Step[string, string] {
	return procedure.Step[string, string]{From: from, To: to}
}

func letter() table {
	return table{
		"write": step(nil, []string{"draft"}),
		"edit":  step([]string{"draft"}, nil),
		"send":  step([]string{"draft"}, []string{"sent"}),
	}
}

func TestTableSaysWhatIsAllowed(t *testing.T) {
	l := letter()
	if got := l.From("draft"); !slices.Equal(got, []string{"edit", "send"}) {
		t.Errorf("from draft: %v", got)
	}
	if l.Allows("send", "sent") || !l.Allows("edit", "draft") {
		t.Error("allows")
	}
	if !l.Leads("edit", "draft", "draft") || l.Leads("edit", "draft", "sent") || !l.Leads("send", "draft", "sent") || l.Leads("send", "draft", "draft") {
		t.Error("leads")
	}
}

func TestCheckFindsHoles(t *testing.T) {
	if err := letter().Check([]string{"draft", "sent"}, []string{"sent"}); err != nil {
		t.Error(err)
	}
	if letter().Check([]string{"draft", "sent"}, nil) == nil {
		t.Error("a state without an exit must be found")
	}
	if letter().Check([]string{"draft", "sent", "lost"}, []string{"sent", "lost"}) == nil {
		t.Error("a state that nothing leads to must be found")
	}
}

func TestDiagram(t *testing.T) {
	want := `stateDiagram-v2
    draft --> draft: edit
    draft --> sent: send
    [*] --> draft: write
`
	if got := letter().Diagram([]string{"draft", "sent"}); got != want {
		t.Errorf("got\n%s", got)
	}
}
