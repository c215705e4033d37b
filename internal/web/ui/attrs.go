package ui

import (
	"fmt"
	"strings"

	"github.com/a-h/templ"

	"jiazhan/internal/fault"
	"jiazhan/internal/i18n"
	"jiazhan/internal/web/ui/form"
)

// controlAttrs ties a control to its hint, error and counter.
func controlAttrs(f *form.Form, name, hint string, optional bool, more string) templ.Attributes {
	attrs := templ.Attributes{}
	var extra []string
	if more != "" {
		extra = append(extra, more)
	}
	if ids := describedBy(f, name, hint, extra...); ids != "" {
		attrs["aria-describedby"] = ids
	}
	if f.Wrong(name) != nil {
		attrs["aria-invalid"] = "true"
	}
	if !optional {
		attrs["aria-required"] = "true"
	}
	return attrs
}

func groupAttrs(f *form.Form, c Choice) templ.Attributes {
	if ids := describedBy(f, c.Name, c.Hint); ids != "" {
		return templ.Attributes{"aria-describedby": ids}
	}
	return nil
}

func optionsClass(c Choice) string {
	switch {
	case c.Columns:
		return "options is-columns"
	case c.Inline:
		return "options is-inline"
	}
	return "options"
}

// findAttrs asks the script to add a field that narrows a long list.
func findAttrs(p *i18n.Printer, c Choice) templ.Attributes {
	if !c.Find {
		return nil
	}
	return templ.Attributes{"data-find": p.T("输入名称、拼音首字母或职责来查找"), "data-find-none": p.T("没有找到，换一个词试试")}
}

// optionID gives the first option the id of the field, so that an error summary leads to it.
func optionID(f *form.Form, name string, i int) string {
	if i == 0 {
		return fieldID(f, name)
	}
	return fmt.Sprintf("%s-%d", fieldID(f, name), i)
}

// countID is the id of a field's counter, "" when nothing is counted.
func countID(f *form.Form, name string, most int) string {
	if most == 0 {
		return ""
	}
	return fieldID(f, name) + "-count"
}

func summaryTitle(p *i18n.Printer, f *form.Form) string {
	if n := len(f.Errors()); n > 0 {
		return p.T("有 %d 处需要修改", n)
	}
	return p.T("还没有提交成功")
}

// summaryLine says which field is wrong, if the page told its name, and what to do.
func summaryLine(p *i18n.Printer, f *form.Form, e fault.Field) string {
	label := strings.TrimRight(f.Label(e.Name), "？?")
	switch key := keyOfWrong(f, e); {
	case label == "":
		return p.T(key, e.Args...)
	case key == "field.required":
		return p.T("form.summary_required", label)
	case key == "field.unchosen":
		return p.T("form.summary_unchosen", label)
	default:
		return p.T("form.summary_line", label, p.T(key, e.Args...))
	}
}

// keyOfWrong is the sentence of what is wrong with a field: what is left out was to be written, or chosen.
func keyOfWrong(f *form.Form, e fault.Field) string {
	if e.Key == "field.required" && f.Chosen(e.Name) {
		return "field.unchosen"
	}
	return e.Key
}

// tell tells the error summary, which stands above it, what a field is called.
func tell(f *form.Form, name, called string, chosen bool) {
	if chosen {
		f.Choose(name, called)
		return
	}
	f.Name(name, called)
}

// problem is the sentence of the whole form; that some fields are wrong is said by the title already.
func problem(p *i18n.Printer, f *form.Form) string {
	key, args := f.Problem()
	if key == "" || key == "form.invalid" {
		return ""
	}
	return p.T(key, args...)
}

func photoAlt(p *i18n.Printer, photo Photo, i int) string {
	if photo.Alt != "" {
		return photo.Alt
	}
	return p.T("第 %d 张照片，点开看大图", i+1)
}

func photoSize(photo Photo) templ.Attributes {
	if photo.Width == 0 || photo.Height == 0 {
		return nil
	}
	return templ.Attributes{"width": version(int64(photo.Width)), "height": version(int64(photo.Height))}
}
