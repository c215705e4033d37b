package app

import (
	"jiazhan/internal/api"
	"jiazhan/internal/web/limit"
	"jiazhan/internal/web/ui/edge"
)

// api puts the JSON interface together.
func (a *App) api(limits *limit.Limiter) *api.API {
	return api.New(api.Config{DB: a.DB, Keys: a.Keys, Cases: a.Cases, Media: a.Media, Account: a.Account, Figures: a.Figures, Directory: a.Congress.Directory,
		Actor: a.Account.TokenActor, Search: a.findCases, Limit: limits, Address: edge.ClientIP, Base: a.Base(), Log: a.Log})
}
