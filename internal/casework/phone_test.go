package casework_test

import (
	"testing"

	"jiazhan/internal/casework"
)

func TestAMobileNumberWithADigitTooFewReachesNobody(t *testing.T) {
	for text, want := range map[string]string{
		"13800000001": "13800000001", "138 0000 0001": "13800000001", "+86 138-0000-0001": "13800000001", "１３８００００００01": "13800000001",
		"0311-85570000": "031185570000", "8557000": "8557000", "010 12345678": "01012345678",
		"1380000000": "", "138000000012": "", "1380000": "", "12345": "", "call me": "", "0": "",
	} {
		if got := casework.ContactPhone(text); got != want {
			t.Errorf("%q became %q, want %q", text, got, want)
		}
	}
}
