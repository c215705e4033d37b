package site

import "time"

// copied is what a citizen takes with her, as data.json holds it; index.html shows the same.
type copied struct {
	Made    time.Time      `json:"made"`
	Account *copiedAccount `json:"account,omitempty"`
	Cases   []copiedCase   `json:"cases"`
}

type copiedAccount struct {
	Name     string         `json:"name"`
	Phone    string         `json:"phone"`
	Language string         `json:"language"`
	Since    time.Time      `json:"since"`
	Devices  []copiedDevice `json:"devices"`
	Events   []copiedEvent  `json:"events"`
}

type copiedDevice struct {
	Agent   string    `json:"browser"`
	Address string    `json:"address"`
	Since   time.Time `json:"since"`
	Seen    time.Time `json:"seen"`
}

type copiedEvent struct {
	At      time.Time `json:"at"`
	What    string    `json:"what"`
	Address string    `json:"address,omitempty"`
}

type copiedCase struct {
	Number      string       `json:"number"`
	Congress    string       `json:"congress"`
	Title       string       `json:"title"`
	Kind        string       `json:"kind"`
	State       string       `json:"state"`
	Filed       time.Time    `json:"filed"`
	Text        string       `json:"text"`
	Place       string       `json:"place"`
	Name        string       `json:"name"`
	Phone       string       `json:"phone"`
	Address     string       `json:"address"`
	Consent     string       `json:"consent,omitempty"`
	AgreePublic bool         `json:"agree_public"`
	AgreeName   bool         `json:"agree_name"`
	Published   bool         `json:"published"`
	Notice      string       `json:"privacy_notice,omitempty"`
	Steps       []copiedStep `json:"steps"`
}

type copiedStep struct {
	At     time.Time `json:"at"`
	What   string    `json:"what"`
	Text   string    `json:"text,omitempty"`
	Photos []string  `json:"photos,omitempty"` // names in the archive
}
